import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { TransportHandler } from '../../src/connection/transport.js'
import { SocketTransport } from '../../src/node/socket-transport.js'
import { duplexPair } from '../instruments/duplex-pair.js'
import { tcpPair, until } from '../instruments/tcp-pair.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Writes down what a transport reports. */
class Recorder implements TransportHandler {
  readonly log: string[] = []
  on: (line: string) => void = () => {}

  onData(chunk: Uint8Array): void {
    this.note(`data ${Buffer.from(chunk)}`)
  }

  onTransportEnd(): void {
    this.note('end')
  }

  onTransportError(error: Error): void {
    this.note(`error ${error.message}`)
  }

  onTransportClose(): void {
    this.note('close')
  }

  onDrain(): void {
    this.note('drain')
  }

  private note(line: string): void {
    this.log.push(line)
    this.on(line)
  }
}

/** Puts text into the transport's buffer and commits it. */
function send(transport: SocketTransport, text: string, onWritten?: (error?: Error | null) => void): void {
  const at = transport.reserve(text.length)
  transport.buffer.write(text, at)
  transport.commit(at + text.length, onWritten)
}

interface Setting {
  readonly transport: SocketTransport
  readonly recorder: Recorder
  readonly near: Duplex & { isStuck: boolean; unstick(): void }
  readonly far: Duplex
  /** Each write of the near stream. */
  readonly writes: string[]
}

/** A transport over a stream in memory of which the writes are written down. */
function setting(): Setting {
  const [near, far] = duplexPair()
  const writes: string[] = []
  const write = near.write.bind(near)
  near.write = ((chunk: Buffer, done?: () => void) => {
    writes.push(`${chunk}`)
    return write(chunk, done)
  }) as typeof near.write
  const transport = new SocketTransport(near)
  const recorder = new Recorder()
  transport.start(recorder)
  return { transport, recorder, near, far, writes }
}

describe('gathering', () => {
  it('writes a lone commit at once', () => {
    const { transport, writes } = setting()
    send(transport, 'a')
    expect(writes).toEqual(['a'])
  })

  it('writes the commits of one turn at its end, and those of a turn like the last one together', async () => {
    const { transport, writes } = setting()
    for (let round = 0; round < 3; round++) {
      writes.length = 0
      for (const text of ['a', 'b', 'c']) send(transport, text)
      await turn()
      expect(writes.join('|')).toBe(round === 0 ? 'a|bc' : 'abc')
    }
  })

  it('writes what is committed while held at the release', () => {
    const { transport, writes } = setting()
    transport.hold()
    transport.hold()
    send(transport, 'a')
    transport.release()
    send(transport, 'b')
    expect(writes).toEqual([])
    transport.release()
    expect(writes).toEqual(['ab'])
  })

  it('is held during a data event, also when a listener throws', async () => {
    const { transport, recorder, far, writes } = setting()
    const thrown: unknown[] = []
    const near = transport.socket
    near.removeAllListeners('data')
    near.on('data', (chunk: Buffer) => {
      try {
        transport.receive(chunk)
      } catch (error) {
        thrown.push(error)
      }
    })
    recorder.on = () => {
      send(transport, 'a')
      send(transport, 'b')
      expect(writes).toEqual([])
      throw new Error('listener')
    }
    far.write('x')
    await turn()
    expect(writes).toEqual(['ab'])
    expect(thrown).toMatchObject([{ message: 'listener' }])
  })

  it.each<[string, (transport: SocketTransport) => unknown]>([
    ['bufferedAmount', (transport) => transport.bufferedAmount],
    ['pause', (transport) => transport.pause()],
    ['flush', (transport) => transport.flush()],
    ['end', (transport) => transport.end()],
    ['destroy', (transport) => transport.destroy()],
  ])('is not seen by %s', (_, look) => {
    const { transport, writes } = setting()
    transport.hold()
    send(transport, 'a')
    look(transport)
    expect(writes).toEqual(['a'])
    transport.release()
  })

  it('keeps the order of commits of both kinds', async () => {
    const { transport, far } = setting()
    const received: Buffer[] = []
    far.on('data', (chunk: Buffer) => received.push(chunk))
    let expected = ''
    for (let i = 0; i < 300; i++) {
      if (i % 50 === 0) transport.hold()
      if (i % 50 === 25) transport.release()
      const text = `${i},`
      expected += text
      if (i % 7 === 0) {
        const at = transport.reserve(1)
        transport.buffer.write('#', at)
        transport.commitWith(at + 1, Buffer.from(text))
        expected = `${expected.slice(0, -text.length)}#${text}`
      } else {
        send(transport, text)
      }
      if (i % 20 === 0) await turn()
    }
    transport.end()
    await once(far, 'end')
    expect(`${Buffer.concat(received)}`).toBe(expected)
  })

  it('goes on in a larger buffer, to the byte, and in one write up to 64 KiB', () => {
    const { transport, writes } = setting()
    transport.hold()
    let expected = ''
    for (let size = 1; expected.length + size < 64 * 1024; size += 37) {
      const text = String.fromCharCode(97 + (size % 26)).repeat(size)
      send(transport, text)
      expected += text
    }
    expect(writes).toEqual([])
    send(transport, 'z'.repeat(200_000))
    transport.release()
    expect(writes.length).toBe(2)
    expect(writes.join('') === expected + 'z'.repeat(200_000)).toBe(true)
  })

  it('makes room by writing where the buffer is full', () => {
    const { transport, writes } = setting()
    transport.hold()
    for (let i = 0; i < 3; i++) send(transport, 'x'.repeat(40_000))
    expect(writes.length).toBe(2)
    transport.release()
    expect(writes.join('').length).toBe(120_000)
  })

  it('does not write over bytes that a slow stream still has to send', async () => {
    const { transport, near, far } = setting()
    const received: Buffer[] = []
    far.on('data', (chunk: Buffer) => received.push(chunk))
    near.isStuck = true
    let expected = ''
    for (let i = 0; i < 50; i++) {
      const text = `message ${i}; `
      expected += text
      send(transport, text)
      await turn()
    }
    near.unstick()
    transport.end()
    await once(far, 'end')
    expect(`${Buffer.concat(received)}`).toBe(expected)
  })
})

describe('callbacks', () => {
  it('are called once each, in order, when the bytes are out', async () => {
    await using pair = await tcpPair()
    const transport = new SocketTransport(pair.near)
    transport.start(new Recorder())
    const called: string[] = []
    transport.hold()
    for (const name of ['a', 'b', 'c']) send(transport, name, (error) => called.push(error ? `${name}!` : name))
    transport.release()
    expect(called).toEqual([])
    await turn()
    await turn()
    expect(called).toEqual(['a', 'b', 'c'])
  })

  it('are called in order where small commits and large payloads alternate', async () => {
    await using pair = await tcpPair()
    const transport = new SocketTransport(pair.near)
    const written: number[] = []
    const note = (index: number) => () => void written.push(index)
    for (let i = 0; i < 12; i += 3) {
      send(transport, 'small', note(i))
      send(transport, 'small', note(i + 1))
      transport.commitWith(transport.reserve(0), Buffer.alloc(60_000), note(i + 2))
    }
    while (written.length < 12) await turn()
    expect(written).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('are all called although one throws', async () => {
    const { transport } = setting()
    const called: string[] = []
    const uncaught: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    try {
      transport.hold()
      for (const name of ['a', 'b', 'c']) {
        send(transport, name, () => {
          called.push(name)
          if (name !== 'c') throw new Error(name)
        })
      }
      transport.release()
      for (let i = 0; i < 5; i++) await turn()
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
    expect(called).toEqual(['a', 'b', 'c'])
    expect(uncaught).toMatchObject([{ message: 'a' }, { message: 'b' }])
  })

  it('get an error where the stream is gone, whatever way the bytes go', async () => {
    const { transport, recorder } = setting()
    transport.socket.destroy()
    await turn()
    expect(transport.isGone).toBe(true)
    const results: unknown[] = []
    const note = (error?: Error | null): number => results.push(error)
    send(transport, 'a', note)
    send(transport, 'b', note)
    const at = transport.reserve(1)
    transport.commitWith(at + 1, Buffer.alloc(10), note)
    await turn()
    await turn()
    expect(results).toEqual([expect.any(Error), expect.any(Error), expect.any(Error)])
    expect(recorder.log).toEqual(['close'])
  })

  it('get an error for what is sent after the end, and the end is not harmed', async () => {
    await using pair = await tcpPair()
    const transport = new SocketTransport(pair.near)
    const recorder = new Recorder()
    transport.start(recorder)
    send(transport, 'last')
    transport.end()
    const results: unknown[] = []
    send(transport, 'late', (error) => results.push(error))
    send(transport, 'later')
    const at = transport.reserve(1)
    transport.commitWith(at + 1, Buffer.alloc(10), (error) => results.push(error))
    await until(pair.far, 'end', () => pair.far.readableEnded)
    pair.far.write('answer')
    pair.far.end()
    await until(pair.near, 'close', () => pair.near.closed)
    expect(results).toEqual([expect.any(Error), expect.any(Error)])
    expect(`${Buffer.concat(pair.received)}`).toBe('last')
    expect(recorder.log).toEqual(['data answer', 'end', 'close'])
  })
})

describe('reading', () => {
  it('reports data, end and close, once each', async () => {
    await using pair = await tcpPair()
    const recorder = new Recorder()
    const transport = new SocketTransport(pair.near)
    transport.start(recorder)
    pair.far.end('hello')
    await until(pair.near, 'end', () => recorder.log.includes('end'))
    expect(pair.near.writableEnded).toBe(false)
    transport.end()
    await until(pair.near, 'close', () => pair.near.closed)
    expect(recorder.log).toEqual(['data hello', 'end', 'close'])
  })

  it('reports a broken path', async () => {
    await using pair = await tcpPair()
    const recorder = new Recorder()
    new SocketTransport(pair.near).start(recorder)
    pair.far.resetAndDestroy()
    await until(pair.near, 'close', () => recorder.log.includes('close'))
    expect(recorder.log).toEqual([expect.stringContaining('error'), 'close'])
  })

  it('hands over what a paused stream had read, before the close', async () => {
    const { transport, recorder, near, far } = setting()
    transport.pause()
    far.write('held')
    await turn()
    near.destroy()
    await turn()
    await turn()
    expect(recorder.log).toEqual(['data held', 'close'])
  })

  it('reports the close although a listener throws on what was held', async () => {
    const { transport, recorder, near, far } = setting()
    recorder.on = (line) => {
      if (line.startsWith('data')) throw new Error('listener')
    }
    transport.pause()
    far.write('held')
    await turn()
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const uncaught = once(process, 'uncaughtException')
    near.destroy()
    const [error] = await uncaught
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect(error).toMatchObject({ message: 'listener' })
    await turn()
    expect(recorder.log).toEqual(['data held', 'close'])
  })

  it('drops what comes after discard, and lets the end come', async () => {
    await using pair = await tcpPair()
    const recorder = new Recorder()
    const transport = new SocketTransport(pair.near)
    transport.start(recorder)
    transport.pause()
    transport.discard()
    pair.far.end(Buffer.alloc(1_000_000))
    await until(pair.near, 'end', () => recorder.log.includes('end'))
    expect(recorder.log).toEqual(['end'])
  })

  it('stays silent about errors that come after the close', async () => {
    const { recorder, near } = setting()
    near.destroy()
    await once(near, 'close')
    near.emit('error', new Error('late'))
    expect(recorder.log[0]).toBe('close')
  })
})

describe('backpressure', () => {
  it('is told exactly, and its end as well', async () => {
    const { transport, recorder, near } = setting()
    near.isStuck = true
    send(transport, 'x'.repeat(1000))
    expect(transport.bufferedAmount).toBe(1000)
    expect(transport.isCongested).toBe(false)
    const large = Buffer.alloc(100_000)
    const at = transport.reserve(5)
    transport.commitWith(at + 5, large)
    expect(transport.bufferedAmount).toBe(101_005)
    expect(transport.isCongested).toBe(true)
    near.unstick()
    await until(near, 'drain', () => recorder.log.includes('drain'))
    expect(transport.bufferedAmount).toBe(0)
    expect(transport.isCongested).toBe(false)
  })

  it('lets what waits hold little more memory than its bytes', async () => {
    await using pair = await tcpPair()
    pair.far.pause()
    const transport = new SocketTransport(pair.near)
    transport.start(new Recorder())
    while (pair.near.writableLength === 0) pair.near.write(Buffer.alloc(1024 * 1024))
    const memory = new Set<ArrayBufferLike>()
    const write = pair.near.write.bind(pair.near) as (chunk: Buffer) => boolean
    pair.near.write = ((chunk: Buffer) => {
      memory.add(chunk.buffer)
      return write(chunk)
    }) as typeof pair.near.write
    for (let round = 0; round < 200; round++) {
      send(transport, 'x'.repeat(100))
      await turn()
    }
    const held = [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(transport.bufferedAmount).toBeGreaterThanOrEqual(20_000)
    expect(held).toBeLessThan(100_000)
  })

  it('tells that bytes leave while one large write goes out', async () => {
    await using pair = await tcpPair()
    pair.far.pause()
    const transport = new SocketTransport(pair.near)
    transport.start(new Recorder())
    transport.commitWith(transport.reserve(0), Buffer.alloc(64 * 1024 * 1024))
    await turn()
    const { unsent } = transport
    const { writableLength } = pair.near
    pair.far.resume()
    while (transport.unsent === unsent) await turn()
    expect(transport.unsent).toBeLessThan(unsent)
    expect(pair.near.writableLength).toBe(writableLength)
  })

  it('pauses a real peer', async () => {
    await using pair = await tcpPair()
    const recorder = new Recorder()
    const transport = new SocketTransport(pair.near)
    transport.start(recorder)
    transport.pause()
    // More than the buffers of both kernels.
    const more = Buffer.alloc(1024 * 1024)
    let written = 0
    while (pair.far.writableLength < 8 * more.length && written++ < 64) pair.far.write(more)
    await turn()
    expect(pair.far.writableLength).toBeGreaterThan(0)
    expect(recorder.log).toEqual([])
    transport.resume()
    let bytes = 0
    recorder.on = (line) => {
      bytes += line.length - 5
      recorder.log.length = 0
    }
    await until(pair.near, 'data', () => bytes >= written * more.length)
    expect(bytes).toBe(written * more.length)
  })
})

describe('streams of other kinds', () => {
  it('may call back at once', async () => {
    const parts: string[] = []
    const stream = new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        parts.push(`${chunk}`)
        done()
      },
    })
    const transport = new SocketTransport(stream)
    const recorder = new Recorder()
    transport.start(recorder)
    let called = 0
    for (const text of ['a', 'b']) send(transport, text, () => called++)
    await turn()
    await turn()
    expect(parts.join('')).toBe('ab')
    expect(called).toBe(2)
    stream.push('in')
    stream.push(null)
    await turn()
    expect(recorder.log).toEqual(['data in', 'end'])
    transport.destroy()
    await turn()
    expect(recorder.log.at(-1)).toBe('close')
  })

  it('may fail without destroying themselves', async () => {
    const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(), autoDestroy: false })
    const transport = new SocketTransport(stream)
    const recorder = new Recorder()
    transport.start(recorder)
    stream.emit('error', new Error('broken'))
    await turn()
    expect(recorder.log).toEqual(['error broken', 'close'])
  })

  it('may fail a write', async () => {
    const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(new Error('full')) })
    const transport = new SocketTransport(stream)
    const recorder = new Recorder()
    transport.start(recorder)
    const results: unknown[] = []
    send(transport, 'a', (error) => results.push(error))
    await turn()
    await turn()
    expect(results).toEqual([expect.any(Error)])
    expect(recorder.log).toEqual(['error full', 'close'])
  })
})
