/** What a view is told of that is made in the middle of something, for every owner with every view, on both sides. */

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import nodejsWebsocket from '@rosetta-ws/nodejs-websocket'
import websocket from '@rosetta-ws/websocket'
import ws from '@rosetta-ws/ws'
import wsd from '@rosetta-ws/wsd'
import { afterEach, describe, expect, it } from 'vitest'
import { closeBody } from '../../../engine/test/instruments/wire.js'
import { type Any, driverOf, drivers, pairs, sides } from '../instruments/dialects.js'
import { LiveConnection, turns } from '../instruments/live-connection.js'

let live: LiveConnection | null = null

afterEach(async () => {
  await live?.close()
  live = null
})

const cases = sides.flatMap((side) => pairs.map(([owner, view]) => [owner, view, side] as const))

/** What came before is read when a ping behind it is answered. */
async function read(connection: LiveConnection): Promise<void> {
  const before = connection.peer.frames.length
  connection.peer.send({ opcode: 9, payload: 'sync' })
  await connection.peer.until(() => connection.peer.frames.length > before)
}

describe.each(cases)('a view of %s as %s, at the %s, that is made', (owner, viewName, side) => {
  it('in the middle of a fragmented text, is told of it whole', async () => {
    live = await LiveConnection.open(owner, side)
    live.peer.send({ opcode: 1, payload: 'a', fin: false })
    await read(live)
    const view = live.view(viewName)
    live.peer.send({ opcode: 0, payload: 'b' }, { opcode: 1, payload: 'c' })
    await view.count(2)
    expect(view.log).toEqual(['text ab', 'text c'])
  })

  it('in the middle of a fragmented binary message, is told of it only if its owner has had no part', async () => {
    live = await LiveConnection.open(owner, side)
    live.peer.send({ opcode: 2, payload: 'a', fin: false })
    await read(live)
    const view = live.view(viewName)
    live.peer.send({ opcode: 0, payload: 'b' })
    await read(live)
    live.peer.send({ opcode: 2, payload: 'c' })
    const isStreamed = owner === 'nodejs-websocket'
    await view.count(isStreamed ? 2 : 3)
    const seen = view.log.filter((line) => line !== 'ping sync')
    expect(seen).toEqual(isStreamed ? ['binary 63'] : ['binary 6162', 'binary 63'])
    await live.owner.count(4)
    expect(live.owner.log.filter((line) => line !== 'ping sync')).toEqual(['binary 6162', 'binary 63'])
  })

  it('in the middle of a frame, is told of what the frame is part of', async () => {
    live = await LiveConnection.open(owner, side)
    const bytes = live.peer.bytesOf({ opcode: 1, payload: 'abcdef' })
    live.peer.socket.write(bytes.subarray(0, bytes.length - 3))
    await turns()
    const view = live.view(viewName)
    live.peer.socket.write(bytes.subarray(bytes.length - 3))
    await view.count(1)
    expect(view.log).toEqual(['text abcdef'])
  })

  it('in an event, is told from the next one on', async () => {
    const connection = await LiveConnection.open(owner, side)
    live = connection
    const made = new Promise<ReturnType<LiveConnection['view']>>((resolve) => {
      connection.owner.driver.listen(connection.owner.object, (line) => {
        if (line === 'text a') resolve(connection.view(viewName))
      })
    })
    connection.peer.send({ opcode: 1, payload: 'a' }, { opcode: 1, payload: 'b' })
    const view = await made
    await view.count(1)
    expect(view.log).toEqual(['text b'])
  })

  it('while the owner has paused, is told of what waits when the owner resumes', async () => {
    live = await LiveConnection.open(owner, side)
    const { pausing } = live.owner.driver
    // This dialect has no pause; its streams are tested below.
    if (pausing === null) return
    pausing.pause(live.owner.object)
    live.peer.send({ opcode: 1, payload: 'held' })
    await turns(10)
    const view = live.view(viewName)
    await turns(10)
    expect(view.log).toEqual([])
    expect(view.isOpen).toBe(true)
    // A view that holds nothing lets nothing go.
    view.driver.pausing?.resume(view.object)
    await turns(10)
    expect(view.log).toEqual([])
    pausing.resume(live.owner.object)
    await view.count(1)
    expect(view.log).toEqual(['text held'])
  })

  it('while this side is closing, is closing, and told of the end', async () => {
    live = await LiveConnection.open(owner, side)
    const { driver, object } = live.owner
    driver.close(object, 1001, 'bye')
    const view = live.view(viewName)
    expect([view.isOpen, view.isClosed]).toEqual([false, false])
    view.driver.close(view.object, 1000, 'again')
    await live.peer.until(() => (live as LiveConnection).peer.frames.length === 1)
    live.peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
    live.peer.socket.end()
    await view.closed()
    await turns()
    expect(live.peer.log).toEqual(['8 1001 bye'])
    expect(view.isClosed).toBe(true)
    // A second call of close emits a second event in this dialect, with what was given.
    expect(view.closes).toEqual(viewName === 'nodejs-websocket' ? ['close 1000 again'] : ['close 1001 bye'])
  })

  it("after the peer's Close, knows its code, and is told of the end", async () => {
    live = await LiveConnection.open(owner, side)
    const { peer } = live
    peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
    await peer.until(() => peer.frames.length === 1)
    const view = live.view(viewName)
    expect(view.isOpen).toBe(false)
    peer.socket.end()
    if (!view.isClosed) await view.closed()
    await turns()
    expect(view.isClosed).toBe(true)
    expect(view.closes.filter((line) => line !== 'close 1001 bye')).toEqual([])
  })

  it('after the end, is closed, and told of nothing', async () => {
    live = await LiveConnection.open(owner, side)
    live.peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
    live.peer.socket.end()
    await live.owner.closed()
    await live.peer.gone()
    while (!live.owner.isClosed) await turns(1)
    await turns()
    const view = live.view(viewName)
    expect([view.isOpen, view.isClosed]).toEqual([false, true])
    expect(view.driver.isInstance(view.object)).toBe(true)
    // What a dialect makes of a send after the end is its own affair; it must not do harm.
    try {
      view.driver.sendText(view.object, 'late')
      view.driver.ping(view.object, 'late')
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
    }
    await turns()
    expect(view.log).toEqual([])
  })
})

describe('before a connection is open', () => {
  /** A client whose server never answers. */
  async function connecting(make: (url: string) => Any): Promise<[Any, () => Promise<void>]> {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      socket.on('error', () => {})
      sockets.push(socket)
    }).listen(0)
    await once(server, 'listening')
    const client = make(`ws://127.0.0.1:${(server.address() as { port: number }).port}`)
    if (typeof client.on === 'function') client.on('error', () => {})
    return [
      client,
      async () => {
        for (const socket of sockets) socket.destroy()
        await new Promise((resolve) => server.close(resolve))
      },
    ]
  }

  it.each([
    ['ws', (url: string) => new ws(url)],
    ['wsd', (url: string) => new wsd(url)],
    ['nodejs-websocket', (url: string) => nodejsWebsocket.connect(url)],
    ['websocket', (url: string) => new websocket.w3cwebsocket(url)],
  ])('there is no view of %s, and the error says when there is', async (name, make) => {
    const [client, close] = await connecting(make)
    for (const driver of drivers) {
      if (driver.name === name && name !== 'websocket') expect(driver.as(client)).toBe(client)
      else expect(() => driver.as(client)).toThrow("Call it when the connection is open: in its 'open'")
    }
    await close()
  })

  it.each(['ws', 'wsd', 'nodejs-websocket', 'websocket'])(
    'nothing is missed by who waits for the event of %s',
    async (name) => {
      const server = createServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', (head) => {
          const [, key] = /sec-websocket-key: (.*)\r\n/i.exec(String(head)) as RegExpExecArray
          import('node:crypto').then(({ createHash }) => {
            const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
            // The first message comes with the answer.
            socket.write(
              `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n\x81\x02hi`,
              'latin1',
            )
          })
        })
      }).listen(0)
      await once(server, 'listening')
      const url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`
      const viewName = name === 'ws' ? 'wsd' : 'ws'
      const log = await new Promise<string>((resolve) => {
        const attach = (object: Any): void => {
          const view = driverOf(viewName)
          view.listen(view.as(object), (line) => {
            resolve(line)
            driverOf(name).terminate(object)
          })
        }
        if (name === 'websocket') {
          const client = new websocket.client()
          client.on('connect', attach)
          client.connect(url)
        } else {
          const client: Any = name === 'ws' ? new ws(url) : name === 'wsd' ? new wsd(url) : nodejsWebsocket.connect(url)
          client.on(name === 'nodejs-websocket' ? 'connect' : 'open', () => attach(client))
          client.on('error', () => {})
        }
      })
      expect(log).toBe('text hi')
      await new Promise((resolve) => server.close(resolve))
    },
  )
})

describe('a binary stream of nodejs-websocket', () => {
  it.each(['ws', 'websocket'])(
    'is told to %s as one message, and holds both while nobody reads it',
    async (viewName) => {
      live = await LiveConnection.open('nodejs-websocket', 'server')
      const { owner, peer } = live
      owner.object.removeAllListeners('binary')
      const begun = once(owner.object, 'binary') as Promise<[NodeJS.ReadableStream]>
      const view = live.view(viewName)
      const size = 1024 * 1024
      const part = Buffer.alloc(size, 1)
      peer.send({ opcode: 2, payload: part, fin: false })
      const [stream] = await begun
      peer.send({ opcode: 0, payload: part.subarray(0, size / 2) }, { opcode: 1, payload: 'behind' })
      stream.on('data', () => {})
      await view.count(2)
      expect(view.log.map((line) => line.length)).toEqual([
        `binary ${'01'.repeat(size * 1.5)}`.length,
        'text behind'.length,
      ])
    },
  )

  it('is a stream for a view, of what its owner takes whole', async () => {
    live = await LiveConnection.open('ws', 'server')
    const view = live.view('nodejs-websocket')
    live.peer.send({ opcode: 2, payload: Buffer.alloc(70_000, 2) }, { opcode: 2, payload: '' })
    await Promise.all([view.count(2), live.owner.count(2)])
    expect(view.log).toEqual([`binary ${'02'.repeat(70_000)}`, 'binary '])
  })

  it('that is too long for its owner to hold whole ends the connection, where a view needs it whole', async () => {
    live = await LiveConnection.open('nodejs-websocket', 'server')
    const { peer } = live
    const view = live.view('ws')
    const part = Buffer.alloc(1024 * 1024)
    peer.send(
      { opcode: 2, payload: part, fin: false },
      { opcode: 0, payload: part, fin: false },
      { opcode: 0, payload: part },
    )
    await peer.until(() => peer.frames.length === 1)
    expect(peer.log).toEqual(['8 1009 '])
    expect([live.owner.isOpen, view.isOpen]).toEqual([false, false])
  })
})

describe('a view that came late', () => {
  it('of websocket is given the code that the peer answers with', async () => {
    live = await LiveConnection.open('ws', 'server')
    const { owner, peer } = live
    owner.object.close(4000, 'mine')
    const view = live.view('websocket')
    expect(view.object.state).toBe('ending')
    await peer.until(() => peer.frames.length === 1)
    peer.send({ opcode: 8, payload: closeBody(4001, 'yours') })
    peer.socket.end()
    await view.closed()
    expect(view.log).toEqual(['close 4001 yours'])
  })
})
