import { EventEmitter } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { compare, runScenario, type Scenario, scenario, type Trace } from '../../src/diff/index.js'
import { checkScenario } from '../../src/diff/parity.js'

const lines = (trace: Trace, lane = 'main') =>
  trace.entries.filter((entry) => entry.lane === lane).map((entry) => entry.text)

const traceOf = async (run: Scenario<unknown>['run'], options = {}) =>
  runScenario(scenario<unknown>('test', options, run), undefined)

describe('a scenario', () => {
  it('records the events of an emitter, with arguments, in order, without adding a listener', async () => {
    const trace = await traceOf(({ trace }) => {
      const emitter = trace.emitter('it', new EventEmitter())
      emitter.on('second', () => trace.log('listener ran'))
      emitter.emit('first', 1, 'two', Buffer.from('3'))
      emitter.emit('second')
      trace.log('listeners of first', emitter.listenerCount('first'))
    })
    expect(lines(trace)).toEqual(['it first 1, "two", Buffer<33>', 'it second', 'listener ran', 'listeners of first 0'])
  })

  it('waits for events without adding a listener', async () => {
    const trace = await traceOf(async ({ trace }) => {
      const emitter = trace.emitter('it', new EventEmitter(), ['open'])
      setImmediate(() => emitter.emit('open', 7))
      trace.log('seen', await trace.seen(emitter, 'open'))
      trace.log('seen again', await trace.seen(emitter, 'open'))
      setImmediate(() => emitter.emit('open', 8))
      trace.log('second', await trace.seen(emitter, 'open', 2))
    })
    expect(lines(trace)).toEqual(['it open 7', 'seen [7]', 'seen again [7]', 'it open 8', 'second [8]'])
  })

  it('records what a call returns or throws', async () => {
    const trace = await traceOf(async ({ trace }) => {
      trace.attempt('good', () => 1)
      trace.attempt('bad', () => {
        throw Object.assign(new RangeError('no'), { code: 'E_NO' })
      })
      await trace.attemptAsync('later', async () => {
        throw new TypeError('never')
      })
    })
    expect(lines(trace)).toEqual([
      'good returned 1',
      'bad threw RangeError("no", code E_NO)',
      'later rejected TypeError("never")',
    ])
  })

  it('is cut off at its time limit, with a line that says so', async () => {
    const trace = await traceOf(() => new Promise(() => {}), { limit: 30 })
    expect(lines(trace, 'scenario')).toEqual(['! time limit of 30 ms reached'])
  })

  it('that throws leaves a line', async () => {
    const trace = await traceOf(() => {
      throw new Error('broken scenario')
    })
    expect(lines(trace, 'scenario')).toEqual(['! the scenario threw Error("broken scenario")'])
  })

  it('survives uncaught exceptions and rejections, and records them', async () => {
    const trace = await traceOf(
      async ({ trace, net }) => {
        setImmediate(() => {
          throw new Error('thrown')
        })
        Promise.reject(new Error('rejected'))
        queueMicrotask(() => {
          throw new Error('in a microtask')
        })
        await net.turns(3)
        trace.log('alive')
      },
      { alone: true },
    )
    expect(lines(trace)).toEqual(['alive'])
    expect(lines(trace, 'uncaught').sort()).toEqual([
      'uncaught exception Error("in a microtask")',
      'uncaught exception Error("thrown")',
      'uncaught rejection Error("rejected")',
    ])
  })

  it('knows whose an exception is when several run', async () => {
    const crash = (name: string): Scenario<unknown>['run'] => {
      return async ({ trace, net }) => {
        const raw = await net.listen((peer) => {
          trace.emitter('socket', peer.socket, ['data'])
          peer.socket.on('data', () => {
            throw new Error(name)
          })
        })
        const peer = await net.connect(raw.port)
        await peer.send('x')
        await net.turns(5)
      }
    }
    const [first, second] = await Promise.all([traceOf(crash('first')), traceOf(crash('second'))])
    expect(lines(first, 'uncaught')).toEqual(['uncaught exception Error("first")'])
    expect(lines(second, 'uncaught')).toEqual(['uncaught exception Error("second")'])
  })

  it('records what happens after its function has returned', async () => {
    const trace = await traceOf(({ trace }) => {
      setTimeout(() => trace.log('late'), 3)
      trace.log('returned')
    })
    expect(lines(trace)).toEqual(['returned', 'late'])
  })

  it('closes what was opened, by itself or by the API', async () => {
    const server = createServer()
    await traceOf(async ({ net, trace }) => {
      const raw = await net.listen()
      await net.connect(raw.port)
      await net.listening(server)
      await net.connect((server.address() as { port: number }).port)
      trace.log('open')
    })
    expect(server.listening).toBe(false)
  })

  it('that is alone runs with no other beside it', async () => {
    let running = 0
    const most: number[] = []
    const run: Scenario<unknown>['run'] = async ({ net }) => {
      running++
      await net.turns(2)
      most.push(running)
      await net.turns(2)
      running--
    }
    await Promise.all([traceOf(run), traceOf(run), traceOf(run, { alone: true }), traceOf(run)])
    expect(most.length).toBe(4)
    expect(most[2]).toBe(1)
    expect(Math.max(...most)).toBe(2)
  })
})

describe('checkScenario', () => {
  const logs = (options: object = {}) =>
    scenario<{ value: unknown }>('logs', options, ({ api, trace }) => {
      trace.log('before')
      trace.log('value', api.value)
    })

  it('passes where the traces are equal', async () => {
    await checkScenario(logs(), { value: 1 }, { value: 1 })
  })

  it('fails where they differ and shows both', async () => {
    await expect(checkScenario(logs(), { value: 1 }, { value: '1' })).rejects.toThrow(
      'first difference in lane "main", line 2\n    before\n  - value 1\n  + value "1"',
    )
  })

  it('fails where a listed difference is gone, passes where it is there', async () => {
    const listed = logs({ differs: 'a reason' })
    await checkScenario(listed, { value: 1 }, { value: 2 })
    await expect(checkScenario(listed, { value: 1 }, { value: 1 })).rejects.toThrow('drop it from the list')
  })

  it('fails where the scenario does not work against the original, and shows how far it came', async () => {
    const broken = scenario<{ run(): void }>('broken', ({ api, trace }) => {
      trace.log('begun')
      return api.run()
    })
    const throws = { run: () => Promise.reject(new Error('no')) }
    await expect(checkScenario(broken, throws, { run: () => {} })).rejects.toThrow(
      /^the scenario fails against the original: ! the scenario threw.*\n— broken\n {2}main +begun/,
    )
  })

  it('fails where nothing is recorded', async () => {
    const broken = scenario<{ run(): void }>('broken', ({ api }) => api.run())
    await expect(checkScenario(broken, { run: () => {} }, { run: () => {} })).rejects.toThrow('recorded nothing')
  })

  it('fails where only the candidate hangs', async () => {
    const waits = scenario<{ wait: Promise<void> }>('waits', { limit: 50 }, async ({ api, trace }) => {
      trace.log('before')
      await api.wait
    })
    const hangs = { wait: new Promise<void>(() => {}) }
    await expect(checkScenario(waits, { wait: Promise.resolve() }, hangs)).rejects.toThrow('+ ! time limit of 50 ms')
  })

  it('compares implementations that are the same object with themselves', async () => {
    const api = { value: 1 }
    await checkScenario(logs({ differs: 'a reason' }), api, api)
  })
})

describe('a trace', () => {
  it('normalises ports, dates and hidden values', async () => {
    const trace = await traceOf(async ({ trace, net }) => {
      const port = await net.closedPort()
      trace.log('port', port, `http://127.0.0.1:${port}/x`, new Error(`connect ECONNREFUSED 127.0.0.1:${port}`))
      trace.hide('/tmp/abc', '<path>')
      trace.log('path', '/tmp/abc/d', 'Wed, 21 Oct 2015 07:28:00 GMT')
    })
    expect(lines(trace)).toEqual([
      'port <port>, "http://127.0.0.1:<port>/x", Error("connect ECONNREFUSED 127.0.0.1:<port>")',
      'path "<path>/d", "<date>"',
    ])
  })

  it('keeps lanes apart', async () => {
    const one = await traceOf(({ trace }) => {
      trace.lane('a').log('1')
      trace.lane('b').log('1')
      trace.lane('a').log('2')
    })
    const other = await traceOf(({ trace }) => {
      trace.lane('b').log('1')
      trace.lane('a').log('1')
      trace.lane('a').log('2')
    })
    expect(compare(one, other)).toBeUndefined()
  })
})
