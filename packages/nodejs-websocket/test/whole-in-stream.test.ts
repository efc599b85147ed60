/** A `WholeInStream` cannot be told from an `InStream` that gets the same message: each program sees the same of both. */
import { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { InStream } from '../src/in-stream.js'
import { hasReadableState, WholeInStream, wholeInStream } from '../src/whole-in-stream.js'

type Log = (...values: unknown[]) => void
type Program = (stream: InStream, log: Log) => unknown

const message = Buffer.from('the whole message')
const LIMIT = 1000

function state(stream: InStream): unknown[] {
  const { readable, readableEnded, readableFlowing, readableLength, readableHighWaterMark, destroyed, closed } = stream
  return [readable, readableEnded, readableFlowing, readableLength, readableHighWaterMark, destroyed, closed]
}

/** Logs the events, each with the ticks between. */
function listen(stream: InStream, log: Log, ...events: string[]): void {
  for (const event of events) stream.on(event, (...values: unknown[]) => log(event, ...values.map(String)))
}

/** Marks the ticks of a turn, so that the log shows in which of them an event came. */
function markTicks(log: Log, left = 8): void {
  if (left === 0) return
  process.nextTick(() => {
    log('tick')
    markTicks(log, left - 1)
  })
}

const programs: Record<string, Program> = {
  'listens to data and end': (stream, log) => listen(stream, log, 'data', 'end'),
  'listens to end, then data': (stream, log) => listen(stream, log, 'end', 'data'),
  'listens to close too': (stream, log) => listen(stream, log, 'data', 'end', 'close', 'error'),
  'listens to all': (stream, log) =>
    listen(stream, log, 'data', 'end', 'close', 'error', 'pause', 'resume', 'readable'),
  'listens to nothing': () => {},
  'listens to end only': (stream, log) => listen(stream, log, 'end'),
  'listens once': (stream, log) => {
    stream.once('data', (data) => log('data', String(data)))
    stream.once('end', () => log('end'))
  },
  'listens twice': (stream, log) => listen(stream, log, 'data', 'data', 'end', 'end'),
  'listens to resume after data': (stream, log) => listen(stream, log, 'data', 'resume', 'end'),
  'listens to close at the end': (stream, log) => {
    listen(stream, log, 'data')
    stream.on('end', () => listen(stream, log, 'close'))
  },
  'listens to close after the end': (stream, log) => {
    listen(stream, log, 'data')
    stream.on('end', () => setImmediate(() => listen(stream, log, 'close')))
  },
  'adds another reader with the data': (stream, log) => {
    stream.on('data', () => {
      log('data')
      listen(stream, log, 'data', 'end')
    })
  },
  'takes its reader away': (stream, log) => {
    const reader = (): void => log('data')
    stream.on('data', reader)
    stream.off('data', reader)
    listen(stream, log, 'end')
  },
  'takes its listener of the end away': (stream, log) => {
    const listener = (): void => log('end')
    stream.on('end', listener)
    stream.off('end', listener)
    listen(stream, log, 'data')
    log(...stream.eventNames().map(String))
  },
  'puts a listener in front': (stream, log) => {
    listen(stream, log, 'data', 'end')
    stream.prependListener('data', () => log('first data'))
    stream.prependListener('end', () => log('first end'))
  },
  'hears of its listeners': (stream, log) => {
    stream.prependListener('newListener', (event) => log('added', String(event)))
    listen(stream, log, 'data', 'end')
  },
  'hears through an emit of its own': (stream, log) => {
    const emit = stream.emit
    stream.emit = function (this: InStream, ...values: Parameters<typeof emit>) {
      if (values[0] === 'data' || values[0] === 'end') log('emit', values[0])
      return emit.apply(this, values)
    }
    listen(stream, log, 'data', 'end')
  },
  'looks at itself in its listeners': (stream, log) => {
    for (const event of ['data', 'end'])
      stream.on(event, function (this: unknown, ...values: unknown[]) {
        log(event, this === stream, values.length)
      })
  },
  'listens with what is no function': (stream, log) => {
    for (const event of ['data', 'end']) {
      try {
        stream.on(event, 'text' as never)
      } catch (error) {
        log(event, (error as Error).message)
      }
    }
    stream.resume()
  },
  'takes all listeners away': (stream, log) => {
    listen(stream, log, 'data', 'end')
    stream.removeAllListeners()
    listen(stream, log, 'close')
  },
  'pauses before the data': (stream, log) => {
    listen(stream, log, 'data', 'end')
    stream.pause()
    setImmediate(() => {
      log('state', ...state(stream))
      stream.resume()
    })
  },
  'pauses with the data': (stream, log) => {
    listen(stream, log, 'end')
    stream.on('data', () => {
      log('data')
      stream.pause()
      setImmediate(() => stream.resume())
    })
  },
  'resumes without a reader': (stream, log) => {
    listen(stream, log, 'end', 'close')
    stream.resume()
  },
  'reads at once': (stream, log) => {
    log('read', String(stream.read()))
    listen(stream, log, 'end')
  },
  'reads later': (stream, log) => {
    listen(stream, log, 'end', 'close')
    setImmediate(() => {
      log('read', String(stream.read(3)), String(stream.read(3)), String(stream.read()), String(stream.read()))
    })
  },
  'reads when it is readable': (stream, log) => {
    listen(stream, log, 'end')
    stream.on('readable', () => log('readable', String(stream.read())))
  },
  'begins to listen in a later turn': (stream, log) => {
    setImmediate(() => listen(stream, log, 'data', 'end', 'close'))
  },
  'wants text': (stream, log) => {
    stream.setEncoding('hex')
    listen(stream, log, 'data', 'end')
  },
  'wants text after it has begun to listen': (stream, log) => {
    listen(stream, log, 'data', 'end')
    stream.setEncoding('hex')
  },
  pipes: (stream, log) => {
    const target = new Writable({
      write: (chunk, _encoding, callback) => {
        log('write', String(chunk))
        callback()
      },
    })
    target.on('finish', () => log('finish'))
    stream.pipe(target)
  },
  iterates: async (stream, log) => {
    for await (const data of stream) log('data', String(data))
    log('done', ...state(stream))
  },
  'waits for the end': async (stream, log) => {
    stream.resume()
    await finished(stream)
    log('finished', ...state(stream))
  },
  'collects by a helper': async (stream, log) => log('array', String(await stream.toArray())),
  'destroys at once': (stream, log) => {
    listen(stream, log, 'data', 'end', 'close')
    stream.destroy()
  },
  'destroys with an error': (stream, log) => {
    listen(stream, log, 'data', 'end', 'close', 'error')
    stream.destroy(new Error('given up'))
  },
  'destroys with the data': (stream, log) => {
    listen(stream, log, 'end', 'close')
    stream.on('data', () => stream.destroy())
  },
  'looks at the state at once': (stream, log) => log(...state(stream)),
  'looks at the state while it flows': (stream, log) => {
    listen(stream, log, 'data', 'end')
    log(...state(stream))
  },
  'looks at the state with the data': (stream, log) => {
    listen(stream, log, 'end', 'close')
    stream.on('data', () => log('data', stream.readableEnded, stream.destroyed, stream.readableFlowing))
  },
  'looks at the state with the end': (stream, log) => {
    listen(stream, log, 'data')
    stream.on('end', () => log('end', stream.readableEnded))
  },
  'looks at the state after all': (stream, log) => {
    listen(stream, log, 'data', 'end')
    setImmediate(() => setImmediate(() => log(stream.readableEnded, stream.destroyed, stream.readable)))
  },
  'is an InStream': (stream, log) =>
    log(stream instanceof InStream, stream instanceof Readable, stream.constructor.name, Readable.isDisturbed(stream)),
  'counts its listeners': (stream, log) => {
    listen(stream, log, 'data', 'end')
    log(stream.listenerCount('data'), stream.eventNames().map(String).sort().join())
  },
}

/** Does with a stream what a connection does: it shows it, and then adds the message. */
async function traceOf(kind: 'whole' | 'full', program: Program, payload: Buffer): Promise<string[]> {
  const trace: string[] = []
  const log: Log = (...values) => void trace.push(values.join(' '))
  const stream = kind === 'whole' ? new WholeInStream(LIMIT) : new InStream(LIMIT)
  const done = program(stream as InStream, log)
  stream.complete(payload)
  markTicks(log)
  await done
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve))
  return trace
}

describe('a whole message as a stream looks like any other to a program that', () => {
  for (const [name, program] of Object.entries(programs)) {
    it(name, async () => {
      const trace = await traceOf('full', program, message)
      expect(await traceOf('whole', program, message)).toEqual(trace)
      expect(trace.length).toBeGreaterThan(0)
      expect(await traceOf('whole', program, Buffer.alloc(0))).toEqual(await traceOf('full', program, Buffer.alloc(0)))
    })
  }
})

it('a reader that throws does not keep back the end', async () => {
  const stream = new WholeInStream(LIMIT)
  const uncaught = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  const thrown = new Promise((resolve) => process.once('uncaughtException', resolve))
  try {
    stream.on('data', () => {
      throw new Error('of a reader')
    })
    const ended = new Promise<void>((resolve) => stream.on('end', resolve))
    stream.complete(message)
    expect(String(await thrown)).toBe('Error: of a reader')
    await ended
  } finally {
    for (const listener of uncaught) process.on('uncaughtException', listener)
  }
})

it('is only used where the streams of Node are as it needs them', () => {
  expect(wholeInStream(LIMIT)).toBeInstanceOf(hasReadableState(Readable) ? WholeInStream : InStream)
  class Other {
    state = {}
  }
  expect(hasReadableState(Other as unknown as typeof Readable)).toBe(false)
})
