import { describe, expect, it } from 'vitest'
import type { TappedFrame } from '../../src/connection/frame-tap.js'
import { SendFlag } from '../../src/connection/outbox.js'
import type { Policy } from '../../src/connection/policy.js'
import { lateCodec, POISON } from '../instruments/late-codec.js'
import { MemoryConnection, type MemoryConnectionOptions } from '../instruments/memory-connection.js'
import { show } from '../instruments/recorders.js'
import { closeBody, type FrameParts, hex } from '../instruments/wire.js'

const text = (payload: string): FrameParts => ({ opcode: 1, payload })
const close = (code?: number, reason = ''): FrameParts => ({
  opcode: 8,
  payload: code === undefined ? '' : closeBody(code, reason),
})

/** What went out, a line for a frame. */
function sentBy(memory: MemoryConnection): string[] {
  return memory.sent.map(({ opcode, payload }) => `${opcode} ${show(payload)}`)
}

describe('sending', () => {
  it('masks as a client and does not as a server', () => {
    for (const role of ['client', 'server'] as const) {
      const memory = new MemoryConnection({ role })
      memory.connection.send('a', false)
      memory.connection.ping('b')
      memory.connection.pong('c')
      memory.connection.close(closeBody(1000))
      expect(memory.sent.map(({ opcode, key }) => [opcode, key !== null])).toEqual(
        [1, 9, 10, 8].map((opcode) => [opcode, role === 'client']),
      )
    }
  })

  it('takes another source of masking keys', () => {
    const memory = new MemoryConnection({ role: 'client', maskingKey: () => 0x04030201 })
    memory.connection.send('abc', false)
    memory.connection.close()
    expect(memory.sent.map(({ key }) => key)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })

  it('uses a new key for each frame', () => {
    const memory = new MemoryConnection({ role: 'client' })
    for (let i = 0; i < 100; i++) memory.connection.send('a', false)
    expect(new Set(memory.sent.map(({ key }) => `${key}`)).size).toBe(100)
  })

  it('leaves the ready state open when the source of masking keys throws in close', () => {
    const memory = new MemoryConnection({
      role: 'client',
      maskingKey: () => {
        throw new Error('no key')
      },
    })
    expect(() => memory.connection.close()).toThrow('no key')
    expect(memory.connection.isOpen).toBe(true)
    expect(memory.time.running).toBe(0)
  })

  it('sends fragments, compressed and not, and frames as they stand', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => false) })
    memory.connection.sendData('a', false, SendFlag.Compress)
    memory.connection.sendData('b', false, SendFlag.Fin)
    memory.connection.sendFrame(0x89, 'c', false)
    expect(memory.sent.map(({ fin, rsv, opcode }) => [fin, rsv, opcode])).toEqual([
      [false, 4, 1],
      [true, 0, 0],
      [true, 0, 9],
    ])
  })

  it('knows exactly what is not with the operating system', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    const { connection, transport } = memory
    expect(connection.bufferedAmount).toBe(0)
    transport.isStuck = true
    connection.ping('abc')
    expect(connection.bufferedAmount).toBe(2 + 3)
    connection.send('12345', false)
    expect(connection.bufferedAmount).toBe(5 + 5)
    expect(connection.sendingWork).toBe('deflating')
    memory.time.turn()
    expect(connection.bufferedAmount).toBe(5 + 2 + 5)
    expect(connection.sendingWork).toBeNull()
    transport.unstick()
    memory.time.finish()
    expect(connection.bufferedAmount).toBe(0)
    expect(memory.log).toEqual(['drain'])
  })

  it('flushes before it hands over the transport', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => {
      memory.connection.send('answer', false)
      expect(memory.transport.writes).toBe(0)
      expect(memory.connection.transport).toBe(memory.transport)
      expect(memory.transport.writes).toBe(1)
    }
    memory.receive(text('question'))
    expect(memory.time.uncaught).toEqual([])
  })

  it('gathers what is sent in a data event into one write', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => memory.connection.send('answer', false)
    memory.receive(text('1'), text('2'), text('3'))
    expect(memory.transport.writes).toBe(1)
    expect(sentBy(memory).length).toBe(3)
  })

  it('ends its half without a Close frame, after what waits', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.send('a', false)
    memory.connection.end()
    expect(memory.transport.isEnded).toBe(false)
    memory.time.finish()
    expect(memory.transport.isEnded).toBe(true)
    expect(sentBy(memory)).toEqual(['1 61'])
  })

  it('shows the frames of both directions to an onlooker', () => {
    const memory = new MemoryConnection()
    const seen: string[] = []
    const tap = ({ direction, opcode, payload }: TappedFrame) =>
      seen.push(`${direction} ${opcode} ${Buffer.from(payload)}`)
    memory.connection.tap = tap
    memory.receive(text('a'), { opcode: 9, payload: 'b' })
    memory.connection.tap = null
    memory.receive(text('unseen'))
    expect(seen).toEqual(['in 1 a', 'in 9 b', 'out 10 b'])
  })
})

describe('pings', () => {
  it('are answered in order, before they are reported', () => {
    const memory = new MemoryConnection()
    const sentAtReport: number[] = []
    memory.recorder.on = () => sentAtReport.push(memory.transport.output.length)
    memory.receive({ opcode: 9, payload: 'a' }, { opcode: 9 })
    expect(sentBy(memory)).toEqual(['10 61', '10 -'])
    expect(sentAtReport).toEqual([3, 5])
  })

  it('are not answered where the policy says so, nor after a Close frame', () => {
    const manual = new MemoryConnection({ policy: { autoPong: false } })
    manual.receive({ opcode: 9, payload: 'a' })
    expect(manual.log).toEqual(['ping 61'])
    expect(manual.sent).toEqual([])
    const closing = new MemoryConnection()
    closing.connection.close()
    closing.receive({ opcode: 9, payload: 'a' })
    expect(closing.log).toEqual(['ping 61'])
    expect(sentBy(closing)).toEqual(['8 -'])
  })

  it('end the connection when too many answers wait to be written', () => {
    const memory = new MemoryConnection({ policy: { maxPendingPongs: 3 } })
    memory.transport.isStuck = true
    for (let i = 0; i < 3; i++) memory.receive({ opcode: 9 })
    expect(memory.connection.isOpen).toBe(true)
    memory.receive({ opcode: 9 })
    expect(memory.connection.isOpen).toBe(false)
    memory.time.finish()
    expect(memory.log.at(-1)).toBe('closed 1006 -')
  })

  it('count only answers that wait', () => {
    const memory = new MemoryConnection({ policy: { maxPendingPongs: 3 } })
    for (let i = 0; i < 100; i++) {
      memory.receive({ opcode: 9 })
      memory.time.finish()
    }
    expect(memory.connection.isOpen).toBe(true)
    expect(memory.sent.length).toBe(100)
  })

  it('do not pile up behind a payload that is being read', () => {
    const memory = new MemoryConnection({ policy: { maxPendingPongs: 10 } })
    memory.connection.sendData({ size: 1, read: () => new Promise(() => {}) }, true, SendFlag.Fin)
    for (let i = 0; i < 100; i++) memory.receive({ opcode: 9, payload: Buffer.alloc(100) })
    expect(memory.connection.isOpen).toBe(false)
    expect(memory.connection.outbox.queuedBytes).toBeLessThanOrEqual(1001)
  })
})

describe('the closing handshake', () => {
  it('begins with a Close frame, and goes on reading until the peer answers', () => {
    const memory = new MemoryConnection()
    memory.connection.close(closeBody(1000, 'bye'))
    expect(memory.connection.closingState).toBe('closeSent')
    expect(memory.connection.isOpen).toBe(false)
    memory.receive(text('on its way'), close(1000), text('too late'))
    expect(memory.log).toEqual(['text "on its way"', 'peerClose 1000 -'])
    expect(memory.connection.closingState).toBe('exchanged')
    expect(memory.transport.isEnded).toBe(true)
    expect(memory.transport.discards).toBe(1)
    memory.transport.receiveEnd()
    memory.time.finish()
    expect(memory.log.slice(2)).toEqual(['ending', 'closed 1000 -'])
    expect(sentBy(memory)).toEqual(['8 03e8627965'])
    expect(memory.time.running).toBe(0)
    expect(memory.connection.isClosed).toBe(true)
  })

  it.each([
    ['echo', ['8 03e9627965']],
    ['code', ['8 03e9']],
    ['normal', ['8 03e8']],
    ['manual', []],
  ] as const)('answers with %s', (closeReply, sent) => {
    const memory = new MemoryConnection({ policy: { closeReply } })
    memory.receive(close(1001, 'bye'))
    expect(memory.log).toEqual(['peerClose 1001 627965'])
    expect(sentBy(memory)).toEqual(sent)
    expect(memory.transport.isEnded).toBe(closeReply !== 'manual')
  })

  it.each(['echo', 'code'] as const)('answers a Close frame without a body by one without a body: %s', (closeReply) => {
    const memory = new MemoryConnection({ policy: { closeReply } })
    memory.receive(close())
    expect(memory.log).toEqual(['peerClose 1005 -'])
    expect(sentBy(memory)).toEqual(['8 -'])
  })

  it('is answered by the facade where the policy leaves it to it, after the peer has ended too', () => {
    const memory = new MemoryConnection({ policy: { closeReply: 'manual' } })
    memory.receive(close(1000))
    expect(memory.connection.closingState).toBe('closeReceived')
    memory.transport.receiveEnd()
    expect(memory.transport.isDestroyed).toBe(false)
    memory.connection.close(closeBody(1000))
    memory.time.finish()
    expect(sentBy(memory)).toEqual(['8 03e8'])
    expect(memory.log.at(-1)).toBe('closed 1000 -')
  })

  it('reports the peer before the answer goes out, and lets the listener answer itself', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = (line) => {
      if (line.startsWith('peerClose')) memory.connection.close(closeBody(4000, 'mine'))
    }
    memory.receive(close(1000))
    expect(sentBy(memory)).toEqual([`8 ${show(closeBody(4000, 'mine'))}`])
  })

  it('answers although the listener throws', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => {
      throw new Error('listener')
    }
    memory.receive(close(1000))
    expect(sentBy(memory)).toEqual(['8 03e8'])
    expect(memory.time.uncaught).toMatchObject([{ message: 'listener' }])
  })

  it('crosses with the peer: two Close frames, no second answer', () => {
    const memory = new MemoryConnection()
    memory.connection.close(closeBody(1000))
    memory.connection.close(closeBody(1001))
    memory.receive(close(4001))
    expect(sentBy(memory)).toEqual(['8 03e8'])
    expect(memory.connection.closingState).toBe('exchanged')
  })

  it('waits for what was sent before', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.send('first', false)
    memory.connection.close()
    memory.receive(close(1000))
    expect(memory.transport.isEnded).toBe(false)
    memory.time.finish()
    expect(sentBy(memory).map((line) => line[0])).toEqual(['1', '8'])
    expect(memory.transport.isEnded).toBe(true)
  })

  it('tells when the Close frame is written', () => {
    const memory = new MemoryConnection()
    let written = 0
    memory.connection.close(closeBody(1000), () => written++)
    memory.connection.close(closeBody(1000), () => written++)
    memory.time.finish()
    expect(written).toBe(1)
  })
})

describe('a peer that does not close', () => {
  const cases: Record<string, (memory: MemoryConnection) => void> = {
    'never answers': ({ connection }) => connection.close(),
    'never ends after its answer': (memory) => {
      memory.connection.close()
      memory.receive(close(1000))
    },
    'never ends after it was answered': (memory) => memory.receive(close(1000)),
    'never ends after a violation': (memory) => memory.receive({ opcode: 3 }),
    'never reads': ({ connection, transport }) => {
      transport.isStuck = true
      connection.send(Buffer.alloc(1000), true)
      connection.close()
    },
    'ends and never reads': ({ connection, transport }) => {
      transport.isStuck = true
      connection.send('a', false)
      transport.receiveEnd()
    },
    'goes on sending': (memory) => {
      memory.connection.close()
      for (let i = 0; i < 100; i++) memory.receive(text('more'))
    },
  }

  it.each(Object.entries(cases))('is cut off when the time is over: %s', (_, happen) => {
    const memory = new MemoryConnection({ policy: { closeTimeout: 5000 } })
    happen(memory)
    expect(memory.connection.closeTimerHandle).not.toBeNull()
    expect(memory.time.running).toBe(1)
    memory.time.pass(4999)
    expect(memory.transport.isDestroyed).toBe(false)
    memory.time.pass(1)
    expect(memory.transport.isDestroyed).toBe(true)
    expect(memory.log.at(-2)).toBe('closeTimeout')
    expect(memory.log.at(-1)).toMatch(/^closed/)
    expect(memory.time.running).toBe(0)
  })

  it('is cut off also where whoever is told of it throws', () => {
    const memory = new MemoryConnection({ policy: { closeTimeout: 5000 } })
    memory.connection.close()
    memory.recorder.on = (line) => {
      if (line === 'closeTimeout') throw new Error('listener')
    }
    memory.time.pass(5000)
    expect(memory.time.uncaught).toEqual([new Error('listener')])
    expect(memory.transport.isDestroyed).toBe(true)
  })

  const closing = (closeTimeoutFrom: 'close' | 'progress', unsent: number): MemoryConnection => {
    const memory = new MemoryConnection({ policy: { closeTimeout: 5000, closeTimeoutFrom } })
    memory.transport.isStuck = true
    memory.connection.send(new Uint8Array(unsent), true)
    memory.connection.close()
    return memory
  }

  const passWhileTaking = ({ time, transport }: MemoryConnection, bytes: number): void => {
    time.pass(4999)
    transport.take(bytes)
    time.pass(1)
  }

  const expectCutOff = ({ transport, log, time }: MemoryConnection): void => {
    expect(transport.isDestroyed).toBe(true)
    expect(log.at(-1)).toMatch(/^closed/)
    expect(time.running).toBe(0)
  }

  describe.each(['close', 'progress'] as const)('counts the timeout from: %s', (closeTimeoutFrom) => {
    it('while the peer takes bytes slowly', () => {
      const memory = closing(closeTimeoutFrom, 50_000)
      for (let i = 0; i < 3; i++) passWhileTaking(memory, 16 * 1024)
      expect(memory.transport.isDestroyed).toBe(closeTimeoutFrom === 'close')
      // The rest, which is less.
      passWhileTaking(memory, memory.transport.unsent)
      expect(memory.transport.isDestroyed).toBe(closeTimeoutFrom === 'close')
      memory.time.pass(5000)
      expectCutOff(memory)
    })
  })

  it('counts the timeout from progress: not for a peer that takes a byte at a time', () => {
    const memory = closing('progress', 50_000)
    passWhileTaking(memory, 1)
    expectCutOff(memory)
  })

  it('is waited for without an end where the timeout is 0', () => {
    const memory = new MemoryConnection({ policy: { closeTimeout: 0 } })
    memory.connection.close()
    expect(memory.time.running).toBe(0)
    expect(memory.connection.closeTimerHandle).toBeNull()
  })

  it('has no timer while the connection is open', () => {
    const memory = new MemoryConnection()
    memory.receive(text('a'))
    expect(memory.time.running).toBe(0)
  })
})

describe('an end without a closing handshake', () => {
  it('is told as 1006, after the messages that had come', () => {
    const memory = new MemoryConnection()
    memory.receive(text('a'))
    memory.transport.receiveEnd()
    memory.time.finish()
    expect(memory.log).toEqual(['text "a"', 'ending', 'closed 1006 -'])
    expect(memory.sent).toEqual([])
  })

  it('in the middle of a frame is told as 1006', () => {
    const memory = new MemoryConnection()
    memory.transport.receive(hex('81 85 00'))
    memory.transport.receiveEnd()
    memory.time.finish()
    expect(memory.log).toEqual(['ending', 'closed 1006 -'])
  })

  it('by a broken path is told with the error', () => {
    const memory = new MemoryConnection()
    memory.transport.fail(new Error('ECONNRESET'))
    memory.time.finish()
    expect(memory.log).toEqual(['transportError ECONNRESET', 'closed 1006 -'])
  })

  it('by terminate is told as 1006, and what was sent goes out first', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => {
      memory.connection.send('last words', false)
      memory.connection.terminate()
    }
    memory.receive(text('a'))
    memory.time.finish()
    expect(memory.log).toEqual(['text "a"', 'closed 1006 -'])
    expect(sentBy(memory).length).toBe(1)
  })

  it('calls the callbacks of all that was not written', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    const results: string[] = []
    const note = (name: string) => (error?: Error | null) => results.push(`${name} ${error?.message}`)
    memory.transport.isStuck = true
    memory.connection.ping('a', undefined, note('ping'))
    memory.connection.send('b', false, note('deflating'))
    memory.connection.send('c', false, note('waiting'))
    memory.connection.terminate()
    memory.time.finish()
    expect(results.sort()).toEqual([
      'deflating The connection was closed while deflating',
      'ping destroyed',
      'waiting The connection was closed while deflating',
    ])
    expect(memory.log).toEqual(['closed 1006 -'])
  })

  it('fails what is sent after it, by the callback', () => {
    for (const payload of ['short', Buffer.alloc(20_000)]) {
      const memory = new MemoryConnection()
      memory.transport.vanish()
      const errors: unknown[] = []
      memory.connection.ping('a', undefined, (error) => errors.push(error))
      memory.connection.send(payload, true, (error) => errors.push(error))
      memory.time.finish()
      expect(errors).toEqual([expect.any(Error), expect.any(Error)])
      expect(memory.log).toEqual(['closed 1006 -'])
    }
  })
})

describe('a violation', () => {
  it('is answered by a Close frame with its code, reported once, and ends the connection', () => {
    const memory = new MemoryConnection()
    memory.receive(text('a'), { opcode: 3 }, text('b'), close(1000))
    expect(memory.log).toEqual(['text "a"', 'violation reservedOpcode 3'])
    expect(sentBy(memory)).toEqual(['8 03ea'])
    expect(memory.connection.closingState).toBe('failed')
    expect(memory.transport.isEnded).toBe(true)
    memory.transport.receiveEnd()
    memory.time.finish()
    expect(memory.log.at(-1)).toBe('closed 1006 -')
  })

  it('after our Close frame is not answered by another', () => {
    const memory = new MemoryConnection()
    memory.connection.close(closeBody(1000))
    memory.receive({ opcode: 3 })
    expect(sentBy(memory)).toEqual(['8 03e8'])
    expect(memory.log).toEqual(['violation reservedOpcode 3'])
    expect(memory.transport.isEnded).toBe(true)
  })

  it('takes the body of the Close frame from the facade', () => {
    const memory = new MemoryConnection()
    Object.assign(memory.recorder, { closeBodyOf: () => closeBody(1002, 'why') })
    memory.receive({ opcode: 3 })
    expect(sentBy(memory)).toEqual([`8 ${show(closeBody(1002, 'why'))}`])
  })

  it('is told after the work at hand where the policy says so', () => {
    const memory = new MemoryConnection({ policy: { failure: 'soon' } })
    const states: string[] = []
    memory.recorder.on = () => memory.platform.timers.soon(() => states.push(memory.connection.closingState))
    memory.receive(text('a'), { opcode: 3 }, text('b'))
    expect(memory.log).toEqual(['text "a"', 'violation reservedOpcode 3'])
    expect(states[0]).toBe('open')
  })

  it('by a broken send is reported as such, and ends the transport', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.send(POISON, false)
    memory.connection.send('behind', false)
    memory.time.finish()
    expect(memory.log).toEqual(['sendError deflate'])
    expect(memory.sent).toEqual([])
    expect(memory.transport.isEnded).toBe(true)
    expect(memory.connection.isOpen).toBe(false)
  })

  it('by a broken send ends the transport even after the Close frames', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.send(POISON, false)
    memory.receive(close(1000))
    memory.time.finish()
    expect(memory.log).toEqual(['peerClose 1000 -', 'sendError deflate'])
    expect(memory.transport.isEnded).toBe(true)
  })
})

describe('pausing', () => {
  it('stops the transport, and by default still delivers what has come', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => memory.connection.pause()
    memory.receive(text('a'), text('b'))
    expect(memory.log).toEqual(['text "a"', 'text "b"'])
    expect(memory.transport.isPaused).toBe(true)
    expect(memory.connection.isPaused).toBe(true)
    memory.recorder.on = () => {}
    memory.receive(text('c'))
    expect(memory.log.length).toBe(2)
    memory.connection.resume()
    memory.time.finish()
    expect(memory.log.at(-1)).toBe('text "c"')
  })

  it('holds what has come where the policy says so', () => {
    const memory = new MemoryConnection({ policy: { whilePaused: 'hold' } })
    memory.recorder.on = () => memory.connection.pause()
    memory.receive(text('a'), text('b'), text('c'))
    expect(memory.log).toEqual(['text "a"'])
    memory.connection.resume()
    expect(memory.log).toEqual(['text "a"', 'text "b"'])
    memory.recorder.on = () => {}
    memory.connection.resume()
    expect(memory.log).toEqual(['text "a"', 'text "b"', 'text "c"'])
    expect(memory.transport.isPaused).toBe(false)
  })

  it('within a listener and resuming at once changes nothing', () => {
    for (const whilePaused of ['hold', 'deliver'] as const) {
      for (const delivery of ['synchronous', 'settled', 'deferred'] as const) {
        const memory = new MemoryConnection({ policy: { whilePaused, delivery } })
        memory.recorder.on = () => {
          memory.connection.pause()
          memory.connection.resume()
        }
        memory.receive(text('a'), text('b'), text('c'))
        memory.time.finish()
        expect(memory.log, `${whilePaused} ${delivery}`).toEqual(['text "a"', 'text "b"', 'text "c"'])
        expect(memory.transport.isPaused).toBe(false)
      }
    }
  })

  it('does not hide the end of the transport', () => {
    for (const whilePaused of ['hold', 'deliver'] as const) {
      for (const delivery of ['synchronous', 'settled', 'deferred'] as const) {
        const memory = new MemoryConnection({ policy: { whilePaused, delivery } })
        memory.recorder.on = () => memory.connection.pause()
        memory.receive(text('a'), text('b'))
        memory.transport.fail(new Error('reset'))
        memory.time.finish()
        expect(memory.log.at(-1), `${whilePaused} ${delivery}`).toBe('closed 1006 -')
        const gone = new MemoryConnection({ policy: { whilePaused, delivery } })
        gone.recorder.on = () => gone.connection.pause()
        gone.receive(text('a'), text('b'))
        gone.transport.vanish()
        gone.time.finish()
        expect(gone.log.at(-1), `${whilePaused} ${delivery}, at once`).toBe('closed 1006 -')
      }
    }
  })
})

describe('delivery', () => {
  /** What is between the messages of one chunk. */
  function gaps(delivery: Policy['delivery'], queue: (memory: MemoryConnection, note: () => void) => void): string[] {
    const memory = new MemoryConnection({ policy: { delivery } })
    const order: string[] = []
    memory.recorder.on = (line) => {
      order.push(line)
      queue(memory, () => order.push('queued'))
    }
    memory.receive(text('a'), text('b'))
    memory.time.finish()
    return order
  }
  const soon = (memory: MemoryConnection, note: () => void): void => memory.platform.timers.soon(note)
  const defer = (memory: MemoryConnection, note: () => void): void => memory.platform.timers.defer(note)

  it('comes in one go by default', () => {
    expect(gaps('synchronous', soon)).toEqual(['text "a"', 'text "b"', 'queued', 'queued'])
  })

  it('lets what a listener queued run before the next message: settled', () => {
    expect(gaps('settled', soon)).toEqual(['text "a"', 'queued', 'text "b"', 'queued'])
    expect(gaps('settled', defer)).toEqual(['text "a"', 'text "b"', 'queued', 'queued'])
  })

  it('comes in turns of their own: deferred', () => {
    const memory = new MemoryConnection({ policy: { delivery: 'deferred' } })
    memory.receive(text('a'), { opcode: 9 }, text('b'))
    expect(memory.log).toEqual([])
    expect(memory.transport.isPaused).toBe(true)
    memory.time.turn()
    expect(memory.log).toEqual(['text "a"'])
    memory.time.turn()
    expect(memory.log).toEqual(['text "a"', 'ping -'])
    memory.time.finish()
    expect(memory.log.length).toBe(3)
    expect(memory.transport.isPaused).toBe(false)
  })

  it('comes before the end of the transport', () => {
    for (const delivery of ['synchronous', 'settled', 'deferred'] as const) {
      const memory = new MemoryConnection({ policy: { delivery } })
      memory.receive(text('a'), text('b'), text('c'))
      memory.transport.vanish()
      memory.time.finish()
      expect(memory.log, delivery).toEqual(['text "a"', 'text "b"', 'text "c"', 'closed 1006 -'])
    }
  })

  it('waits for a late inflater, in order, and the end waits too', () => {
    for (const delivery of ['synchronous', 'settled', 'deferred'] as const) {
      const memory = new MemoryConnection({ policy: { delivery }, deflate: (time) => lateCodec(time, () => true) })
      memory.receive({ opcode: 1, rsv: 4, payload: 'packed' }, text('b'), { opcode: 2, rsv: 4, payload: 'c' })
      expect(memory.log).toEqual([])
      memory.transport.vanish()
      memory.time.finish()
      expect(memory.log, delivery).toEqual(['text "packed"', 'text "b"', 'binary 63', 'closed 1006 -'])
    }
  })

  it('hands over fragments with a header that stays the same', () => {
    for (const delivery of ['synchronous', 'settled', 'deferred'] as const) {
      const memory = new MemoryConnection({ policy: { delivery, binaryUnit: 'fragment' } })
      memory.receive({ opcode: 2, fin: false, payload: 'a' }, { opcode: 0, payload: 'b' })
      memory.time.finish()
      expect(memory.log, delivery).toEqual(['fragment binary 61', 'fragment binary fin 62'])
    }
  })

  it('keeps fragments apart where it is asked to', () => {
    const memory = new MemoryConnection()
    memory.connection.keepsFragments = true
    memory.receive({ opcode: 2, fin: false, payload: 'a' }, { opcode: 0, payload: 'b' })
    expect(memory.log).toEqual(['binary [61, 62]'])
  })

  it('tells that bytes have come before they are read', () => {
    const memory = new MemoryConnection()
    Object.assign(memory.recorder, { onBytes: () => memory.log.push('bytes') })
    memory.receive(text('a'))
    expect(memory.log).toEqual(['bytes', 'text "a"'])
  })
})

describe('a listener that throws', () => {
  const ways: [string, MemoryConnectionOptions][] = [
    ['synchronous', {}],
    ['settled', { policy: { delivery: 'settled' } }],
    ['deferred', { policy: { delivery: 'deferred' } }],
    ['held while paused', { policy: { whilePaused: 'hold' } }],
    ['late inflater', { deflate: (time) => lateCodec(time, () => true) }],
    ['late inflater, settled', { policy: { delivery: 'settled' }, deflate: (time) => lateCodec(time, () => true) }],
    ['early inflater', { deflate: (time) => lateCodec(time, () => false) }],
  ]

  it.each(ways)('in the middle of a chunk does not lose the later messages: %s', (_, options) => {
    const memory = new MemoryConnection(options)
    memory.recorder.on = (line) => {
      if (!line.includes('c')) throw new Error('listener')
    }
    const rsv = options.deflate ? 4 : 0
    memory.receive(...['a', 'b', 'c'].map((payload) => ({ ...text(payload), rsv })))
    memory.time.finish()
    expect(memory.log).toEqual(['text "a"', 'text "b"', 'text "c"'])
    expect(memory.time.uncaught.map((error) => (error as Error).message)).toEqual(['listener', 'listener'])
    memory.receive(text('c later'))
    memory.time.finish()
    expect(memory.log.at(-1)).toBe('text "c later"')
  })

  it.each(ways)('on every message does not keep the end back: %s', (_, options) => {
    const memory = new MemoryConnection(options)
    memory.recorder.on = () => {
      throw new Error('listener')
    }
    const rsv = options.deflate ? 4 : 0
    memory.receive(...['a', 'b'].map((payload) => ({ ...text(payload), rsv })))
    memory.transport.vanish()
    memory.time.finish()
    expect(memory.log).toEqual(['text "a"', 'text "b"', 'closed 1006 -'])
  })

  it('lets what was sent before go out', () => {
    const memory = new MemoryConnection()
    memory.recorder.on = () => {
      memory.connection.send('sent', false)
      throw new Error('listener')
    }
    memory.receive(text('a'))
    expect(sentBy(memory).length).toBe(1)
  })

  it.each([
    ['a violation', { opcode: 3 }],
    ['a Close frame', close(1000)],
  ] as const)('at %s still ends the connection', (_, frame) => {
    for (const failure of ['synchronous', 'soon'] as const) {
      const memory = new MemoryConnection({ policy: { failure } })
      memory.recorder.on = () => {
        throw new Error('listener')
      }
      memory.receive(frame, text('too late'))
      memory.time.finish()
      expect(memory.log.length).toBe(1)
      expect(memory.sent.at(-1)?.opcode).toBe(8)
      memory.time.pass(30_000)
      expect(memory.log.at(-1)).toMatch(/^closed/)
    }
  })

  it('in a callback of a send that is dropped does not keep the end back', () => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.send('a', false, () => {
      throw new Error('callback')
    })
    memory.connection.terminate()
    memory.time.finish()
    expect(memory.log).toEqual(['closed 1006 -'])
    expect(memory.time.uncaught).toMatchObject([{ message: 'callback' }])
  })
})

describe('codecs', () => {
  it('are closed with the connection', () => {
    let codec: ReturnType<typeof lateCodec> | null = null
    const memory = new MemoryConnection({
      deflate: (time) => {
        codec = lateCodec(time, () => true)
        return codec
      },
    })
    memory.connection.terminate()
    memory.time.finish()
    expect(codec).toMatchObject({ isClosed: true })
  })
})
