/** Connections over real sockets whose other end is raw bytes. */

import { once } from 'node:events'
import { constants, createDeflateRaw } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { WorkLimiter } from '../../src/node/work-limiter.js'
import { createDeflate } from '../../src/node/zlib-codec.js'
import { duplexPair } from '../instruments/duplex-pair.js'
import { show } from '../instruments/recorders.js'
import { SocketConnection, type SocketConnectionOptions } from '../instruments/socket-connection.js'
import { type TcpPair, tcpPair, until } from '../instruments/tcp-pair.js'
import { closeBody, type FrameParts, frame, readFrames, readWholeFrames, someKey } from '../instruments/wire.js'

const agreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function sentTo(pair: TcpPair): string[] {
  return readFrames(Buffer.concat(pair.received)).map(({ opcode, payload }) => `${opcode} ${show(payload)}`)
}

interface Talk extends SocketConnection {
  write(...frames: FrameParts[]): void
}

function serve(pair: TcpPair, options: SocketConnectionOptions = {}): Talk {
  const served = new SocketConnection(pair.near, options)
  const key = options.role === 'client' ? null : someKey
  return Object.assign(served, {
    write: (...frames: FrameParts[]) => {
      pair.far.write(Buffer.concat(frames.map((parts) => frame({ key, ...parts }))))
    },
  })
}

describe('a conversation', () => {
  it('of messages of all sizes, in both directions, keeps every byte and the order', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    const { connection, recorder, write } = served
    const sizes = [0, 1, 125, 126, 65_535, 65_536, 200_000, 3, 1_000_000, 5]
    const payloads = sizes.map((size, i) => Buffer.alloc(size, i + 1))
    served.on = (line) => {
      if (line.startsWith('binary')) connection.send(recorder.data.at(-1) as Uint8Array, true)
    }
    for (const payload of payloads) write({ opcode: 2, payload })
    write({ opcode: 8, payload: closeBody(1000) })
    await until(pair.far, 'end', () => pair.far.readableEnded)
    pair.far.end()
    await until(pair.near, 'close', () => pair.near.closed)
    expect(recorder.data.length).toBe(sizes.length)
    const frames = readFrames(Buffer.concat(pair.received))
    expect(frames.length).toBe(sizes.length + 1)
    for (const [i, payload] of payloads.entries()) expect(frames[i].payload.equals(payload)).toBe(true)
    expect(recorder.log.at(-1)).toBe('closed 1000 -')
  })

  it('byte by byte is the same', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    const wire = Buffer.concat([
      frame({ opcode: 1, fin: false, key: someKey, payload: 'Hel' }),
      frame({ opcode: 9, key: someKey, payload: 'p' }),
      frame({ opcode: 0, key: someKey, payload: 'lo' }),
    ])
    for (const byte of wire) {
      pair.far.write(Buffer.from([byte]))
      await turn()
    }
    await served.logged('text')
    expect(served.log).toEqual(['ping 70', 'text "Hello"'])
  })

  it('of sends of both kinds in one turn keeps the order', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    const expected: number[] = []
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 20; i++) {
        // Above 16 KiB a payload is no longer copied next to its header.
        const size = i % 4 === 0 ? 20_000 : 10
        expected.push(round * 20 + i)
        served.connection.send(Buffer.alloc(size, round * 20 + i), true)
      }
      await turn()
    }
    served.connection.close(closeBody(1000))
    await until(pair.far, 'data', () => readWholeFrames(Buffer.concat(pair.received)).length === 101)
    const frames = readFrames(Buffer.concat(pair.received))
    expect(frames.slice(0, -1).map(({ payload }) => payload[0])).toEqual(expected)
  })

  it('compressed, by both drivers of zlib, keeps the order', async () => {
    await using pair = await tcpPair()
    const limiter = new WorkLimiter(2)
    const options = { threshold: 0, limiter }
    const server = new SocketConnection(pair.near, { deflate: createDeflate(agreement, 'server', options) })
    pair.far.removeAllListeners('data')
    const client = new SocketConnection(pair.far, {
      role: 'client',
      deflate: createDeflate(agreement, 'client', options),
    })
    const sizes = [10, 100_000, 5, 20_000, 0, 70_000, 1]
    server.on = (line) => {
      if (line.startsWith('binary')) server.connection.send(server.recorder.data.at(-1) as Uint8Array, true)
    }
    const written: number[] = []
    for (const [i, size] of sizes.entries()) client.connection.send(Buffer.alloc(size, i), true, () => written.push(i))
    client.connection.close(closeBody(1000))
    await Promise.all([client.logged('closed'), server.logged('closed')])
    expect(client.recorder.data.map((data) => [data.length, (data as Uint8Array)[0]])).toEqual(
      sizes.map((size, i) => [size, size === 0 ? undefined : i]),
    )
    expect(written).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(client.log.at(-1)).toBe('closed 1000 -')
  })
})

describe('the end', () => {
  it('is the same on both sides of the engine', async () => {
    for (const [first, second] of [
      ['server', 'client'],
      ['client', 'server'],
    ] as const) {
      await using pair = await tcpPair()
      pair.far.removeAllListeners('data')
      const near = new SocketConnection(pair.near, { role: first })
      const far = new SocketConnection(pair.far, { role: second })
      near.connection.send('last', false)
      near.connection.close(closeBody(4000, 'bye'))
      await Promise.all([near.logged('closed'), far.logged('closed')])
      expect(near.log).toEqual(['peerClose 4000 -', 'ending', 'closed 4000 -'])
      expect(far.log).toEqual([
        'text "last"',
        `peerClose 4000 ${show(Buffer.from('bye'))}`,
        'ending',
        expect.stringMatching(/^closed 4000/),
      ])
    }
  })

  it('comes when both close at the same time', async () => {
    await using pair = await tcpPair()
    pair.far.removeAllListeners('data')
    const near = new SocketConnection(pair.near, { role: 'server' })
    const far = new SocketConnection(pair.far, { role: 'client' })
    near.connection.close(closeBody(4001))
    far.connection.close(closeBody(4002))
    await Promise.all([near.logged('closed'), far.logged('closed')])
    expect(near.log.at(-1)).toBe('closed 4002 -')
    expect(far.log.at(-1)).toBe('closed 4001 -')
  })

  it('comes for a half-open peer: it ended, and still reads', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    served.connection.send('before', false)
    pair.far.end()
    await served.logged('closed')
    expect(served.log).toEqual(['ending', 'closed 1006 -'])
    expect(sentTo(pair)).toEqual([`1 ${show(Buffer.from('before'))}`])
  })

  it('comes for a peer that never closes, when the time is over', async () => {
    await using pair = await tcpPair()
    const served = serve(pair, { policy: { closeTimeout: 20 } })
    served.connection.close(closeBody(1000))
    await served.logged('closed')
    expect(served.log).toEqual(['closeTimeout', 'closed 1006 -'])
    expect(sentTo(pair)).toEqual(['8 03e8'])
  })

  it('comes for a peer that never reads, when the time is over, and every callback is called', async () => {
    await using pair = await tcpPair()
    pair.far.pause()
    const served = serve(pair, { policy: { closeTimeout: 20 } })
    const results: (string | undefined)[] = []
    const megabyte = Buffer.alloc(1024 * 1024)
    let sends = 0
    while (served.connection.bufferedAmount === 0 || sends < 20) {
      sends++
      served.connection.send(megabyte, true, (error) => results.push(error?.constructor.name))
    }
    served.connection.close(closeBody(1000))
    await served.logged('closed')
    await turn()
    expect(results.length).toBe(sends)
    expect(results.at(-1)).toBe('Error')
  })

  it('comes for a path that breaks, while the peer sends', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    served.write({ opcode: 1, payload: 'a' })
    await served.logged('text')
    pair.far.resetAndDestroy()
    await served.logged('closed')
    expect(served.log).toEqual(['text "a"', expect.stringContaining('transportError'), 'closed 1006 -'])
  })

  it('comes for a paused connection that is terminated', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    served.connection.pause()
    served.write({ opcode: 1, payload: 'held' })
    await turn()
    served.connection.terminate()
    await served.logged('closed')
    expect(served.log.at(-1)).toBe('closed 1006 -')
    expect(served.recorder.closes).toBe(1)
  })

  it('lets a flooding peer send into the void after a violation', async () => {
    await using pair = await tcpPair()
    const served = serve(pair, { policy: { closeTimeout: 10_000 } })
    pair.far.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]))
    await served.logged('violation')
    const flood = Buffer.alloc(64 * 1024, 0x81)
    for (let i = 0; i < 200; i++) pair.far.write(flood)
    pair.far.end()
    await served.logged('closed')
    expect(served.log).toEqual(['violation reservedOpcode 3', 'ending', 'closed 1006 -'])
    expect(pair.near.readableLength).toBe(0)
  })
})

describe('pausing', () => {
  it.each(['deliver', 'hold'] as const)('holds a real peer back, and loses nothing: %s', async (whilePaused) => {
    await using pair = await tcpPair()
    const served = serve(pair, { policy: { whilePaused } })
    let pauses = 0
    served.on = () => {
      if (pauses++ % 50 !== 0) return
      served.connection.pause()
      setImmediate(() => served.connection.resume())
    }
    for (let i = 0; i < 500; i++) served.write({ opcode: 1, payload: `${i}` })
    served.write({ opcode: 8, payload: closeBody(1000) })
    await served.logged('peerClose')
    expect(served.recorder.data).toEqual(Array.from({ length: 500 }, (_, i) => `${i}`))
  })
})

describe('limits', () => {
  it('stop an inflation bomb, with bounded memory', async () => {
    await using pair = await tcpPair()
    const options = { threshold: 0, limiter: new WorkLimiter(2) }
    const served = serve(pair, {
      policy: { maxMessageBytes: 1024 * 1024 },
      deflate: createDeflate(agreement, 'server', options),
    })
    const bomb = createDeflateRaw()
    bomb.end(Buffer.alloc(50 * 1024 * 1024))
    const parts = (await bomb.toArray()) as Buffer[]
    const before = process.memoryUsage().arrayBuffers
    served.write({ opcode: 2, rsv: 4, payload: Buffer.concat(parts) })
    await served.logged('violation')
    expect(served.log).toEqual(['violation messageTooLarge'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024)
    await until(pair.far, 'data', () => pair.received.length > 0)
    expect(sentTo(pair)).toEqual(['8 03f1'])
  })

  it('stop a bomb of many small compressed fragments', async () => {
    await using pair = await tcpPair()
    const options = { threshold: 0, limiter: new WorkLimiter(2) }
    const served = serve(pair, {
      policy: { maxMessageBytes: 1024 * 1024 },
      deflate: createDeflate(agreement, 'server', options),
    })
    const deflate = createDeflateRaw()
    deflate.write(Buffer.alloc(100_000))
    await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    const block = deflate.read() as Buffer
    served.write({ opcode: 2, rsv: 4, fin: false, payload: block })
    for (let i = 0; i < 30; i++) served.write({ opcode: 0, fin: false, payload: block })
    await served.logged('violation')
    expect(served.log).toEqual(['violation messageTooLarge'])
    deflate.close()
  })

  it('hold no memory for announced bytes that never come', async () => {
    await using pair = await tcpPair()
    const served = serve(pair)
    const before = process.memoryUsage().arrayBuffers
    pair.far.write(frame({ opcode: 2, key: someKey, declared: 100 * 1024 * 1024 }))
    await once(pair.near, 'data')
    await turn()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1024 * 1024)
    expect(served.connection.isOpen).toBe(true)
  })

  it('stop pings whose answers are never read', async () => {
    const [near, far] = duplexPair()
    near.isStuck = true
    const served = new SocketConnection(near)
    let floods = 0
    while (served.connection.isOpen && floods++ < 1000) {
      far.write(frame({ opcode: 9, key: someKey, payload: Buffer.alloc(125) }))
      await turn()
    }
    await served.logged('closed')
    expect(floods).toBe(61)
    expect(near.writableLength).toBe(60 * 127)
  })
})

describe('what a user sees', () => {
  it('is an exact bufferedAmount', async () => {
    await using pair = await tcpPair()
    pair.far.pause()
    const served = serve(pair)
    const payload = Buffer.alloc(1024 * 1024)
    let sent = 0
    while (served.connection.bufferedAmount === 0) {
      served.connection.send(payload, true)
      sent += payload.length + 10
    }
    const before = served.connection.bufferedAmount
    for (const size of [0, 10, 200, 70_000]) {
      const amount = served.connection.bufferedAmount
      served.connection.send(Buffer.alloc(size), true)
      const header = size < 126 ? 2 : size < 65536 ? 4 : 10
      expect(served.connection.bufferedAmount - amount).toBe(header + size)
    }
    expect(before).toBeLessThanOrEqual(sent)
    pair.far.resume()
    await served.logged('drain')
    expect(served.connection.bufferedAmount).toBe(0)
  })

  it('is a drain after congestion, told by a flag that does not flush', async () => {
    await using pair = await tcpPair()
    pair.far.pause()
    const served = serve(pair)
    while (!served.connection.isCongested) served.connection.send(Buffer.alloc(1024 * 1024), true)
    pair.far.resume()
    await served.logged('drain')
    expect(served.connection.isCongested).toBe(false)
  })
})
