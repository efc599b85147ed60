/**
 * What the original does that a facade must not keep: each test fails on the original's behaviour.
 * `WEBSOCKET_ORIGINAL=1` runs them on the original, to see them fail.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net'
import {
  acceptOf,
  encodeFrame,
  type FrameToSend,
  SAMPLE_KEY,
  type WireItem,
  WireReader,
} from '@rosetta-ws/conformance/diff'
import { afterEach, describe, expect, it, vi } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: the API of the original, which has no types here
type Api = any

const api: Api = process.env['WEBSOCKET_ORIGINAL']
  ? (await import('original-websocket')).default
  : (await import('../src/index.js')).default

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

/** A server of the API on a free port. */
async function listen(config: object = {}): Promise<{ server: Api; port: number; http: Server }> {
  const http = createServer()
  const sockets = new Set<Socket>()
  http.on('connection', (socket) => sockets.add(socket))
  await once(http.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => {
    http.close()
    for (const socket of sockets) socket.destroy()
  })
  const server = new api.server({ httpServer: http, keepalive: false, ...config })
  return { server, http, port: (http.address() as AddressInfo).port }
}

/** Reads this much from a socket that is paused, and pauses it again. */
function takes(socket: Socket, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0
    const take = (chunk: Buffer): void => {
      taken += chunk.length
      if (taken < bytes) return
      socket.off('data', take).pause()
      resolve()
    }
    socket.on('data', take).resume()
  })
}

/** A raw client that keeps what it receives. */
class Peer {
  readonly items: WireItem[] = []
  closed = false
  readonly #reader = new WireReader()
  #wake = (): void => {}

  constructor(readonly socket: Socket) {
    cleanups.push(() => socket.destroy())
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      this.items.push(...this.#reader.push(chunk))
      this.#wake()
    })
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.closed = true
        this.#wake()
      })
    }
  }

  /** Waits for the next item; undefined once the other side has closed. */
  async next(): Promise<WireItem | undefined> {
    while (this.items.length === 0 && !this.closed) await new Promise<void>((resolve) => (this.#wake = resolve))
    return this.items.shift()
  }

  /** The start line of the answer. */
  async answer(): Promise<string> {
    const item = await this.next()
    return item?.kind === 'head' ? item.startLine : 'none'
  }

  /** The code and reason of the next Close frame. */
  async close(): Promise<[number, string]> {
    for (let item = await this.next(); item !== undefined; item = await this.next()) {
      if (item.kind !== 'frame' || item.opcode !== 8) continue
      const payload = Buffer.from(item.payload)
      return [payload.readUInt16BE(0), payload.toString('utf8', 2)]
    }
    return [0, 'no Close frame']
  }

  frame(...frames: FrameToSend[]): void {
    this.socket.write(Buffer.concat(frames.map((frame) => encodeFrame({ mask: true, ...frame }))))
  }
}

async function request(
  port: number,
  headers: Record<string, string> = {},
  { method = 'GET', after = '' as string | Buffer } = {},
): Promise<Peer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  await once(socket, 'connect')
  const peer = new Peer(socket)
  const all = {
    Host: 'here',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': SAMPLE_KEY,
    'Sec-WebSocket-Version': '13',
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(Buffer.concat([Buffer.from(`${method} / HTTP/1.1\r\n${lines.join('')}\r\n`), Buffer.from(after)]))
  return peer
}

async function open(config: object = {}): Promise<{ connection: Api; peer: Peer; server: Api }> {
  const { server, port } = await listen({ autoAcceptConnections: true, ...config })
  const connected = once(server, 'connect')
  const peer = await request(port)
  const [connection] = await connected
  expect(await peer.answer()).toMatch(/ 101 /)
  return { connection, peer, server }
}

/** A raw TCP server that answers the first bytes of each connection. */
async function answering(
  answer: (request: string, socket: Socket) => void,
): Promise<{ url: string; server: TcpServer }> {
  const server = createTcpServer((socket) => {
    cleanups.push(() => socket.destroy())
    socket.on('error', () => {})
    socket.once('data', (data) => answer(data.toString('latin1'), socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => server.close())
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

function upgrade(request: string, connection = 'Upgrade'): string {
  const key = /Sec-WebSocket-Key: (.*)\r/.exec(request)?.[1] ?? ''
  const lines = [
    'HTTP/1.1 101 Hi',
    'Upgrade: websocket',
    `Connection: ${connection}`,
    `Sec-WebSocket-Accept: ${acceptOf(key)}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

describe('the process lives on', () => {
  it.each(['__proto__', 'a b', 'chat;x', 'toString'])('autoAcceptConnections and the subprotocol %s', async (name) => {
    const { server, port } = await listen({ autoAcceptConnections: true })
    const errors: Error[] = []
    server.on('upgradeError', (error: Error) => errors.push(error))
    const peer = await request(port, { 'Sec-WebSocket-Protocol': name })
    const answer = await peer.answer()
    // A name that is a token is fine, whatever it means to an object.
    if (/^\w+$/.test(name)) expect(answer).toMatch(/ 101 /)
    else expect([answer, errors.length]).toEqual(['HTTP/1.1 500 Internal Server Error', 1])
    expect(await (await request(port)).answer()).toMatch(/ 101 /)
  })

  it('a reset while a request is pending', async () => {
    const { server, port } = await listen()
    const requested = once(server, 'request')
    const peer = await request(port)
    const [pending] = await requested
    const gone = new Promise((resolve) => pending.socket.once('close', resolve))
    peer.socket.resetAndDestroy()
    await gone
    const connection = pending.accept()
    const [code, description] = await once(connection, 'close')
    expect([code, description]).toEqual([1006, 'TCP connection lost before handshake completed.'])
  })

  it('a reset right after reject()', async () => {
    const { server, port } = await listen()
    const requested = once(server, 'request')
    const peer = await request(port)
    const [pending] = await requested
    const gone = new Promise((resolve) => pending.socket.once('close', resolve))
    pending.reject()
    peer.socket.resetAndDestroy()
    await gone
  })

  it('shutDown() and accept() in the same tick', async () => {
    const { server, port } = await listen()
    const requested = once(server, 'request')
    const peer = await request(port)
    const [pending] = await requested
    server.shutDown()
    pending.accept()
    expect(await peer.answer()).toMatch(/ 101 /)
  })
})

describe('memory', () => {
  it('fragments are counted', async () => {
    const { peer } = await open({ maxFragments: 100 })
    peer.frame({ fin: false }, ...Array.from({ length: 100 }, () => ({ opcode: 0, fin: false })))
    expect(await peer.close()).toEqual([1008, 'Maximum number of fragments exceeded.'])
  })

  it('fragments are counted without a setting', async () => {
    const { peer } = await open()
    peer.frame({ fin: false }, ...Array.from({ length: 16 * 1024 }, () => ({ opcode: 0, fin: false })))
    expect((await peer.close())[0]).toBe(1008)
  })

  it('a flood of pings from a peer that does not read ends the connection', async () => {
    const { connection, peer } = await open()
    const closed = once(connection, 'close')
    peer.socket.pause()
    const pings = Buffer.concat(
      Array.from({ length: 2000 }, () => encodeFrame({ opcode: 9, payload: 'p'.repeat(125), mask: true })),
    )
    while (!connection.closeEventEmitted) {
      if (!peer.socket.write(pings)) await Promise.race([once(peer.socket, 'drain'), closed])
      expect(connection.socket.writableLength).toBeLessThan(4 << 20)
    }
  })

  it('one frame is a message: above maxReceivedMessageSize', async () => {
    const { peer } = await open({ maxReceivedFrameSize: 1000, maxReceivedMessageSize: 100 })
    peer.frame({ payload: 'x'.repeat(101) })
    expect(await peer.close()).toEqual([1009, 'Maximum message size exceeded.'])
  })

  it('a peer that keeps the socket open after close() is cut off', async () => {
    const { connection } = await open({ closeTimeout: 30 })
    connection.close()
    await once(connection, 'close')
    expect(connection.socket.destroyed).toBe(true)
  })

  it('a peer that takes no bytes any more after close() is cut off, and not while it takes some', async () => {
    const { connection, peer } = await open({ closeTimeout: 5000 })
    peer.socket.removeAllListeners('data').pause()
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    cleanups.push(() => vi.useRealTimers())
    connection.sendBytes(Buffer.alloc(64 << 20))
    connection.close()
    for (let i = 0; i < 3; i++) {
      await takes(peer.socket, 8 << 20)
      vi.advanceTimersByTime(5000)
      expect(connection.socket.destroyed).toBe(false)
    }
    const closed = once(connection, 'close')
    while (!connection.socket.destroyed) {
      vi.advanceTimersByTime(5000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await closed).toEqual([1000, 'Normal connection closure'])
  })

  it('the connection of an answer that nobody reads is closed', async () => {
    const ended = new Promise<void>((resolve) => {
      void answering((_request, socket) => {
        socket.on('close', () => resolve())
        socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n')
      }).then(({ url }) => new api.client().connect(url))
    })
    await ended
  })
})

describe('after the end', () => {
  it.each([
    ['ping', 9],
    ['pong', 10],
  ])('no %s event comes after the close event of a drop in a frame event', async (event, opcode) => {
    const { connection, peer } = await open({ assembleFragments: false })
    const events: string[] = []
    for (const name of [event, 'close']) connection.on(name, () => events.push(name))
    connection.on('frame', () => connection.drop(1008, 'enough'))
    peer.frame({ opcode })
    await peer.close()
    expect(events).toEqual(['close'])
  })

  it('a client whose handshake failed closes its connection, however long the server goes on', async () => {
    const { url } = await answering((_request, socket) => {
      socket.allowHalfOpen = true
      socket.write('HTTP/1.1 101 Hi\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n')
    })
    const client = new api.client()
    const failed = once(client, 'connectFailed')
    client.connect(url)
    await failed
    await once(client.socket, 'close')
  })
})

it('drop() destroys the socket also where a listener of close throws', async () => {
  const { connection, peer } = await open()
  connection.on('close', () => {
    throw new Error('in close')
  })
  expect(() => connection.drop(1008, 'because', true)).toThrow('in close')
  expect(connection.socket.destroyed).toBe(true)
  expect(await peer.next()).toBe(undefined)
})

describe('injection', () => {
  it('a reason whose characters would become CR and LF', async () => {
    const { server, port } = await listen()
    server.on('request', (pending: Api) => pending.reject(400, 'a\u010d\u010aX-Injected: b'))
    const peer = await request(port)
    const head = await peer.next()
    expect(head?.kind === 'head' && head.headers).toEqual([
      ['Connection', 'close'],
      ['X-WebSocket-Reject-Reason', 'a??X-Injected: b'],
    ])
  })

  it('an origin and a cookie whose characters would become CR and LF', async () => {
    const { server, port } = await listen()
    server.on('request', (pending: Api) =>
      pending.accept(null, 'o\u010d\u010aA: b', [{ name: 'n', value: 'v', path: '/\u010d\u010aC:d' }]),
    )
    const peer = await request(port)
    const head = await peer.next()
    const names = head?.kind === 'head' ? head.headers.map(([name]) => name) : []
    expect(names).toEqual(['Upgrade', 'Connection', 'Sec-WebSocket-Accept', 'Origin', 'Set-Cookie'])
  })
})

describe('the wire', () => {
  it('a frame of a client that is not masked is refused', async () => {
    const { peer } = await open()
    peer.frame({ payload: 'x', mask: false })
    expect((await peer.close())[0]).toBe(1002)
  })

  it('a frame of a server that is masked is refused', async () => {
    const { url } = await answering((request, socket) => {
      socket.write(upgrade(request))
      socket.write(encodeFrame({ payload: 'x', mask: true }))
    })
    const client = new api.client()
    client.connect(url)
    const [connection] = await once(client, 'connect')
    expect((await once(connection, 'close'))[0]).toBe(1002)
  })

  it('frames in the same packet as the request are read', async () => {
    const { server, port } = await listen({ autoAcceptConnections: true })
    const connected = once(server, 'connect')
    await request(port, {}, { after: encodeFrame({ payload: 'early', mask: true }) })
    const [connection] = await connected
    expect((await once(connection, 'message'))[0]).toEqual({ type: 'utf8', utf8Data: 'early' })
  })

  it.each([
    ['POST', {}, 'POST'],
    ['another upgrade', { Upgrade: 'foo' }, 'GET'],
    ['a key of one byte', { 'Sec-WebSocket-Key': 'x' }, 'GET'],
    ['a key of 15 bytes', { 'Sec-WebSocket-Key': Buffer.alloc(15).toString('base64') }, 'GET'],
  ])('%s is no opening handshake', async (_name, headers, method) => {
    const { port } = await listen({ autoAcceptConnections: true })
    const peer = await request(port, headers as Record<string, string>, { method })
    expect(await peer.answer()).toMatch(/ 400 /)
  })

  it('a cookie that is not percent-encoded is no reason to refuse', async () => {
    const { server, port } = await listen()
    const requested = once(server, 'request')
    const peer = await request(port, { Cookie: 'bad=%zz; good=%41' })
    const [pending] = await requested
    expect(pending.cookies).toEqual([
      { name: 'bad', value: '%zz' },
      { name: 'good', value: 'A' },
    ])
    pending.accept()
    expect(await peer.answer()).toMatch(/ 101 /)
  })

  it('Connection: keep-alive, Upgrade is what a server may answer', async () => {
    const { url } = await answering((request, socket) => void socket.write(upgrade(request, 'keep-alive, Upgrade')))
    const client = new api.client()
    client.connect(url)
    await Promise.race([
      once(client, 'connect'),
      once(client, 'connectFailed').then(([error]) => Promise.reject(error)),
    ])
  })

  it.each(['Sec-WebSocket-Protocol', 'Sec-WebSocket-Extensions'])(
    'an answer with a %s that nobody asked for fails',
    async (name) => {
      const { url } = await answering((request, socket) => {
        socket.write(upgrade(request, `Upgrade\r\n${name}: unasked`))
      })
      const asking = new api.client()
      asking.connect(url, null, null, { [name]: 'unasked' })
      await once(asking, 'connect')
      const client = new api.client()
      client.connect(url)
      expect((await once(client, 'connectFailed'))[0].message).toMatch(/that was not requested/)
    },
  )

  it.each(['thirteen', '13, 8'])('the version %s is answered with the versions that are spoken', async (version) => {
    const { port } = await listen({ autoAcceptConnections: true })
    const peer = await request(port, { 'Sec-WebSocket-Version': version })
    const head = await peer.next()
    expect(head?.kind === 'head' && [head.startLine, head.headers.at(-1)]).toEqual([
      'HTTP/1.1 426 Upgrade Required',
      ['Sec-WebSocket-Version', '13'],
    ])
  })

  it('a send after close() does not change how the connection closed', async () => {
    const { connection, peer } = await open()
    const closed = once(connection, 'close')
    const called = vi.fn()
    connection.close()
    connection.sendUTF('late', called)
    connection.ping()
    expect(await peer.close()).toEqual([1000, 'Normal connection closure'])
    peer.socket.end()
    expect(await closed).toEqual([1000, 'Normal connection closure'])
    expect(called).toHaveBeenCalledWith(expect.objectContaining({ code: 'ERR_STREAM_WRITE_AFTER_END' }))
  })

  it('masks and keys do not come from Math.random', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5)
    cleanups.push(() => random.mockRestore())
    const keys: string[] = []
    const masks: string[] = []
    const { url } = await answering((request, socket) => {
      keys.push(/Sec-WebSocket-Key: (.*)\r/.exec(request)?.[1] ?? '')
      socket.write(upgrade(request))
      socket.once('data', (bytes) => masks.push(bytes.toString('hex', 2, 6)))
    })
    for (let i = 0; i < 2; i++) {
      const client = new api.client()
      client.connect(url)
      const [connection] = await once(client, 'connect')
      connection.sendUTF('x')
      await vi.waitFor(() => expect(masks.length).toBe(i + 1))
    }
    expect(keys[0]).not.toBe(keys[1])
    expect(masks[0]).not.toBe(masks[1])
  })

  it('a code that must not be on the wire is not', async () => {
    const { connection, peer } = await open()
    connection.drop(1006)
    for (let item = await peer.next(); item !== undefined; item = await peer.next()) {
      if (item.kind === 'frame') expect([item.opcode, item.payload.length]).toEqual([8, 0])
    }
  })

  it('a reason of more than 123 bytes is cut at a character', async () => {
    const { connection, peer } = await open()
    connection.close(1000, '€'.repeat(42))
    expect(await peer.close()).toEqual([1000, '€'.repeat(41)])
  })

  it('invalid UTF-8 is refused before the message ends', async () => {
    const { peer } = await open()
    peer.frame({ payload: [0xff], fin: false })
    expect((await peer.close())[0]).toBe(1007)
  })

  it('fragments out of order are refused where frames are events too', async () => {
    const { peer } = await open({ assembleFragments: false })
    peer.frame({ opcode: 0, payload: 'x' })
    expect(await peer.close()).toEqual([1002, 'Unexpected Continuation Frame'])
  })
})

describe('the W3C client', () => {
  it('dispatches an empty text message', async () => {
    const { url } = await answering((request, socket) => {
      socket.write(upgrade(request))
      socket.write(encodeFrame({ payload: '' }))
    })
    const ws = new api.w3cwebsocket(url)
    const data = await new Promise((resolve) => {
      ws.onmessage = (event: Api) => resolve(event.data)
    })
    expect(data).toBe('')
  })

  it('closes the TCP connection where close() comes while connecting', async () => {
    let gone = (): void => {}
    const closed = new Promise<void>((resolve) => {
      gone = resolve
    })
    const requested = new Promise<void>((resolve) => {
      void answering((_request, socket) => {
        socket.on('close', gone)
        resolve()
      }).then(({ url }) => {
        ws = new api.w3cwebsocket(url)
      })
    })
    let ws: Api
    await requested
    ws.close()
    await closed
  })

  it('stays open where close() throws for a code', async () => {
    const { url } = await answering((request, socket) => void socket.write(upgrade(request)))
    const ws = new api.w3cwebsocket(url)
    await new Promise((resolve) => {
      ws.onopen = resolve
    })
    expect(() => ws.close(999)).toThrow('Close code 999 is not valid.')
    expect(ws.readyState).toBe(1)
    ws.close(1000)
    expect(ws.readyState).toBe(2)
  })

  it('sends the bytes of a DataView', async () => {
    const received = new Promise<Buffer>((resolve) => {
      void answering((request, socket) => {
        socket.write(upgrade(request))
        socket.once('data', resolve)
      }).then(({ url }) => {
        const ws = new api.w3cwebsocket(url)
        ws.onopen = () => ws.send(new DataView(new Uint8Array([1, 2, 3]).buffer, 1))
      })
    })
    expect((await received)[1]).toBe(0x82)
  })

  it('calls every listener when one removes itself', async () => {
    const ws = new api.w3cwebsocket('ws://127.0.0.1:1/')
    cleanups.push(() => ws._client.abort())
    ws.onerror = ws.onclose = () => {}
    const calls: string[] = []
    const first = (): void => {
      calls.push('first')
      ws.removeEventListener('x', first)
    }
    ws.addEventListener('x', first)
    ws.addEventListener('x', () => calls.push('second'))
    ws.dispatchEvent({ type: 'x' })
    expect(calls).toEqual(['first', 'second'])
  })
})

describe('smaller things', () => {
  it('what is no function is no callback, after the end too', async () => {
    const { connection } = await open()
    const closed = once(connection, 'close')
    connection.close()
    connection.sendUTF('late', 1)
    connection.sendBytes(Buffer.from('late'), {})
    expect((await closed)[0]).toBe(1000)
  })

  it.each([
    [new Error('why'), 'Error: why'],
    [5, '5'],
  ])('reject() with %s as reason answers the client', async (reason, told) => {
    const { server, port } = await listen()
    server.on('request', (asked: Api) => asked.reject(400, reason))
    const head = await (await request(port)).next()
    expect(head?.kind === 'head' && head.headers).toContainEqual(['X-WebSocket-Reject-Reason', told])
  })

  it('a configuration that makes no connection is answered with 500', async () => {
    const { server, port } = await listen({ keepalive: true, keepaliveInterval: 'often' })
    const asked = once(server, 'request')
    const peer = await request(port)
    const [asking] = await asked
    expect(() => asking.accept()).toThrow('keepaliveInterval must be specified and numeric if keepalive is true.')
    expect(await peer.answer()).toBe('HTTP/1.1 500 Internal Server Error')
    expect(server.pendingRequests).toEqual([])
  })

  it('a router forgets a handler without a protocol', () => {
    const router = new api.router()
    router.mount('/a', null, () => {})
    router.unmount('/a', null)
    expect(router.handlers).toEqual([])
  })

  it('a router matches a global RegExp every time', async () => {
    const { server, port } = await listen()
    new api.router({ server }).mount(/^\/$/g, null, (pending: Api) => pending.accept())
    for (let i = 0; i < 3; i++) expect(await (await request(port)).answer()).toMatch(/ 101 /)
  })

  it('a URL object is asked for its path', async () => {
    const lines: Promise<string> = new Promise((resolve) => {
      void answering((request) => resolve(request.split('\r\n')[0])).then(({ url }) => {
        new api.client().connect(new URL('/path?query', url))
      })
    })
    expect(await lines).toBe('GET /path?query HTTP/1.1')
  })

  it('the Host header of an http: URL has the port', async () => {
    const [host, port] = await new Promise<[string, string]>((resolve) => {
      void answering((request) => resolve([/Host: (.*)\r/.exec(request)?.[1] ?? '', ''])).then(({ url }) =>
        new api.client().connect(url.replace('ws:', 'http:')),
      )
    })
    expect(host + port).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  it('a rejected request is told to the server once, and its socket is destroyed', async () => {
    const { server, port, http } = await listen()
    server.on('request', (pending: Api) => pending.reject())
    const upgraded = once(http, 'upgrade')
    const peer = await request(port)
    const [, socket] = (await upgraded) as [IncomingMessage, Socket]
    expect(await peer.answer()).toMatch(/ 403 /)
    // The peer keeps its half open.
    await vi.waitFor(() => expect(socket.destroyed).toBe(true))
  })
})

/** Mended of ours: these hold for the original too. */
describe('as the original', () => {
  it('a request whose client has gone is not kept', async () => {
    const { server, port } = await listen()
    const requested = once(server, 'request')
    const peer = await request(port)
    const [pending] = await requested
    expect(server.pendingRequests).toEqual([pending])
    const gone = new Promise((resolve) => pending.socket.once('close', resolve))
    peer.socket.resetAndDestroy()
    await gone
    expect(server.pendingRequests).toEqual([])
  })

  it('no pong goes out behind a Close frame that a listener of the ping sends', async () => {
    const { connection, peer } = await open()
    connection.on('ping', () => connection.sendCloseFrame(1000, 'bye'))
    peer.frame({ opcode: 9, payload: 'first' }, { opcode: 9, payload: 'second' }, { opcode: 8 })
    const opcodes: unknown[] = []
    for (let item = await peer.next(); item !== undefined; item = await peer.next()) {
      opcodes.push(item.kind === 'frame' ? item.opcode : item.kind)
    }
    expect(opcodes).toEqual([8])
  })
})

// From Node 26 on, the stream of such a request is none of Node's sockets, and to accept it ended the process.
it.each([false, true])('accepts a request that announces a body; native keepalive: %s', async (useNativeKeepalive) => {
  const { server, port } = await listen({ autoAcceptConnections: true, useNativeKeepalive })
  const socket = connect(port, '127.0.0.1')
  cleanups.push(() => socket.destroy())
  const fields = [
    'Host: x',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Content-Length: 5',
    'Sec-WebSocket-Version: 13',
  ]
  socket.write(['GET / HTTP/1.1', ...fields, `Sec-WebSocket-Key: ${SAMPLE_KEY}`, '', ''].join('\r\n'))
  const [connection] = await once(server, 'connect')
  expect(connection.remoteAddress).toBe('127.0.0.1')
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 101 /)
})
