/** What is left of a connection when it is over: nothing. */

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WorkLimiter } from '../src/node/work-limiter.js'
import { createDeflate } from '../src/node/zlib-codec.js'
import { collectGarbage, usedMemory } from './instruments/collect-garbage.js'
import { MemoryConnection } from './instruments/memory-connection.js'
import { SocketConnection } from './instruments/socket-connection.js'
import { type TcpPair, tcpPair, until } from './instruments/tcp-pair.js'
import { closeBody, frame, someKey } from './instruments/wire.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const agreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

const limiter = new WorkLimiter(10)

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

/** Ways in which a connection ends. */
const ends: Readonly<Record<string, (pair: TcpPair, served: SocketConnection) => void>> = {
  'a closing handshake': ({ far }) => far.end(frame({ opcode: 8, key: someKey, payload: closeBody(1000) })),
  'a closing handshake of ours': ({ far }, { connection }) => {
    connection.close(closeBody(1000))
    far.end(frame({ opcode: 8, key: someKey, payload: closeBody(1000) }))
  },
  'a reset': ({ far }) => far.resetAndDestroy(),
  'a half-open peer': ({ far }) => far.end(),
  terminate: (_, { connection }) => connection.terminate(),
  'a violation': ({ far }) => far.end(Buffer.from([0x83, 0x80])),
  'a frame that was cut': ({ far }) => far.end(frame({ opcode: 2, key: someKey, payload: 'cut' }).subarray(0, 7)),
  'work of zlib': ({ far }, { connection }) => {
    connection.send(Buffer.alloc(500_000), true)
    far.resetAndDestroy()
  },
}

describe('a closed connection', () => {
  it.each(Object.entries(ends))(
    'is collected, with all that belongs to it, and leaves no timer: %s',
    async (_, end) => {
      const before = timers()
      const refs: WeakRef<object>[] = []
      const run = async (): Promise<void> => {
        await using pair = await tcpPair()
        const served = new SocketConnection(pair.near, {
          deflate: createDeflate(agreement, 'server', { threshold: 0, limiter }),
        })
        refs.push(new WeakRef(served.connection), new WeakRef(served.recorder), new WeakRef(pair.near))
        pair.far.write(frame({ opcode: 1, key: someKey, payload: 'hello' }))
        await served.logged('text')
        served.connection.send('hello', false)
        end(pair, served)
        await served.logged('closed')
        await until(pair.near, 'close', () => pair.near.closed)
      }
      for (let i = 0; i < 3; i++) await run()
      const alive = (): number => refs.filter((ref) => ref.deref() !== undefined).length
      await collectGarbage(() => alive() === 0)
      expect(alive()).toBe(0)
      expect(timers()).toBeLessThanOrEqual(before)
    },
  )
})

describe('an open connection', () => {
  it('does not hold the memory of a large message that it masked', async () => {
    const memory = new MemoryConnection({ role: 'client' })
    let masked: WeakRef<ArrayBufferLike> | undefined
    memory.transport.commitWith = (_end, payload) => {
      masked = new WeakRef(payload.buffer)
    }
    memory.connection.send(Buffer.alloc(1024 * 1024), true)
    await collectGarbage(() => masked?.deref() === undefined)
    expect(masked).toBeDefined()
    expect(masked?.deref()).toBeUndefined()
    expect(memory.connection.isOpen).toBe(true)
  })

  it('does not hold the chunks that it has read', async () => {
    const memory = new MemoryConnection()
    const refs: WeakRef<ArrayBufferLike>[] = []
    const feed = (): void => {
      const small = { opcode: 2, payload: 'small' }
      const chunk = Buffer.concat([
        memory.peerFrame({ opcode: 2, payload: Buffer.alloc(60_000) }),
        memory.peerFrame(small),
      ])
      const own = Buffer.allocUnsafeSlow(chunk.length)
      own.set(chunk)
      refs.push(new WeakRef(own.buffer))
      memory.transport.receive(own)
    }
    for (let i = 0; i < 3; i++) feed()
    // The user keeps the small messages alone.
    for (const [i, data] of memory.recorder.data.entries()) if (data.length > 100) memory.recorder.data[i] = ''
    const alive = (): number => refs.filter((ref) => ref.deref() !== undefined).length
    await collectGarbage(() => alive() === 0)
    expect(alive()).toBe(0)
    expect(memory.recorder.data.filter((data) => data.length === 5).length).toBe(3)
  })

  it('grows with what has come of a frame, not with its pieces', async () => {
    const memory = new MemoryConnection()
    const wire = memory.peerFrame({ opcode: 2, payload: Buffer.alloc(50_000) })
    const before = await usedMemory()
    // Each byte in a chunk of its own, as a slow peer sends them: kept, they would take many megabytes.
    for (let i = 0; i < 40_000; i++) memory.transport.receive(Buffer.from(wire.subarray(i, i + 1)))
    expect((await usedMemory()) - before).toBeLessThan(1024 * 1024)
  })
})

describe('a server', () => {
  it('stays as it is over two thousand connections that end in every way', async () => {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let closed = 0
    let wake: () => void = () => {}
    server.on('connection', (socket) => {
      const deflate = closed % 4 === 0 ? createDeflate(agreement, 'server', { threshold: 0, limiter }) : null
      const served = new SocketConnection(socket, { deflate, policy: { closeTimeout: 50 } })
      served.on = (line) => {
        if (line.startsWith('text')) served.connection.send('answer', false)
        if (line.startsWith('closed')) {
          closed++
          wake()
        }
      }
    })
    const one = async (i: number): Promise<void> => {
      const socket: Socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      await once(socket, 'connect')
      socket.write(frame({ opcode: 1, key: someKey, payload: `hello ${i}` }))
      if (i % 5 === 0) socket.resetAndDestroy()
      else if (i % 5 === 1) socket.end(frame({ opcode: 8, key: someKey, payload: closeBody(1000) }))
      else if (i % 5 === 2) socket.end(Buffer.from([0xff, 0xff, 0xff]))
      else if (i % 5 === 3) socket.end(frame({ opcode: 2, key: someKey, declared: 1000 }))
      else socket.end()
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    }
    const batch = async (from: number, count: number): Promise<void> => {
      await Promise.all(Array.from({ length: count }, (_, i) => one(from + i)))
    }
    const settled = async (count: number): Promise<void> => {
      while (closed < count) await new Promise<void>((resolve) => (wake = resolve))
      await turn()
    }
    await batch(0, 200)
    await settled(200)
    const before = await usedMemory()
    for (let from = 200; from < 2000; from += 200) await batch(from, 200)
    await settled(2000)
    expect(closed).toBe(2000)
    expect((await usedMemory()) - before).toBeLessThan(2 * 1024 * 1024)
    server.close()
    await once(server, 'close')
  })
})
