/** Parity of the server's answers to every kind of opening handshake, and of the hooks that decide on them. */
import { createServer, request as httpRequest } from 'node:http'
import {
  headerOf,
  type RawPeer,
  type Scenario,
  scenario,
  type UpgradeRequest,
  type WireHead,
} from '@rosetta-ws/conformance/diff'
import { type Api, type Context, later, listening, parityOfWs, serverOf } from './scene.js'

interface Asked {
  server?: object
  request?: UpgradeRequest
  /** Bytes in place of a request. */
  raw?: string
  after?: Uint8Array
}

/** Sends a raw request to a server and records the answer, the server's events and the head of the connection if any. */
async function ask(context: Context, { server, request, raw, after }: Asked): Promise<void> {
  const { trace, net } = context
  const { wss, port } = await listening(context, server)
  trace.listen('wss', wss, ['error', 'close'])
  const connected = later<Api>()
  wss.on('connection', (ws: Api, request: Api) => {
    trace.log('connection', ws.readyState, ws.protocol, ws.extensions, ws.url, request.method, request.url)
    trace.emitter('ws', ws).on('error', () => {})
    connected.resolve(ws)
  })
  const peer = await net.connect(port)
  if (raw === undefined) peer.upgrade(request, after)
  else peer.send(raw)
  const head = await peer.head()
  if (head?.startLine.includes(' 101 ')) {
    const ws = await connected.promise
    await net.turns(3)
    peer.end()
    await trace.seen(ws, 'close')
  } else {
    await endOf(peer, head)
  }
}

/** Waits until the server has closed, or has given its whole answer on a connection that it keeps. */
async function endOf(peer: RawPeer, head: WireHead | undefined): Promise<void> {
  if (head && headerOf(head, 'connection') === 'keep-alive') {
    await peer.next()
    peer.end()
  }
  await peer.closed
}

const headers = (changed: UpgradeRequest['headers']): Asked => ({ request: { headers: changed } })

const asked: Record<string, Asked> = {
  'a right request': {},
  'method POST': { request: { method: 'POST' } },
  'method HEAD': { request: { method: 'HEAD' } },
  'method OPTIONS': { request: { method: 'OPTIONS' } },
  'HTTP/1.0': { request: { version: 'HTTP/1.0' } },
  'no Upgrade header': headers({ Upgrade: undefined }),
  'an empty Upgrade header': headers({ Upgrade: '' }),
  'another Upgrade header': headers({ Upgrade: 'h2c' }),
  'Upgrade in capitals': headers({ Upgrade: 'WEBSOCKET' }),
  'two Upgrade tokens': headers({ Upgrade: 'websocket, h2c' }),
  'two Upgrade headers': headers({ Upgrade: ['websocket', 'websocket'] }),
  'no Connection header': headers({ Connection: undefined }),
  'Connection: keep-alive': headers({ Connection: 'keep-alive' }),
  'Connection: keep-alive, Upgrade': headers({ Connection: 'keep-alive, Upgrade' }),
  'no Host header': headers({ Host: undefined }),
  'two Host headers': headers({ Host: ['a', 'b'] }),
  'no key': headers({ 'Sec-WebSocket-Key': undefined }),
  'an empty key': headers({ 'Sec-WebSocket-Key': '' }),
  'a short key': headers({ 'Sec-WebSocket-Key': 'P5l8BJcZwRc=' }),
  'a key of 16 bytes without padding': headers({ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ' }),
  'a key of 24 characters that is not base64': headers({ 'Sec-WebSocket-Key': '!GhlIHNhbXBsZSBub25jZQ==' }),
  'a key of 18 bytes': headers({ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZWFi' }),
  'a key in base64url': headers({ 'Sec-WebSocket-Key': '_-hlIHNhbXBsZSBub25jZQ==' }),
  'two keys': headers({ 'Sec-WebSocket-Key': ['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ=='] }),
  'no version': headers({ 'Sec-WebSocket-Version': undefined }),
  'version 12': headers({ 'Sec-WebSocket-Version': '12' }),
  'version 8': headers({ 'Sec-WebSocket-Version': '8' }),
  'version 8 with an origin': headers({ 'Sec-WebSocket-Version': '8', 'Sec-WebSocket-Origin': 'o' }),
  'version 0': headers({ 'Sec-WebSocket-Version': '0' }),
  'version 013': headers({ 'Sec-WebSocket-Version': '013' }),
  'version 13.0': headers({ 'Sec-WebSocket-Version': '13.0' }),
  'version 13 and 8': headers({ 'Sec-WebSocket-Version': '13, 8' }),
  'version words': headers({ 'Sec-WebSocket-Version': 'abc' }),
  'two versions': headers({ 'Sec-WebSocket-Version': ['13', '8'] }),
  'one subprotocol': headers({ 'Sec-WebSocket-Protocol': 'chat' }),
  'three subprotocols': headers({ 'Sec-WebSocket-Protocol': 'a, b ,c' }),
  'two subprotocol headers': headers({ 'Sec-WebSocket-Protocol': ['a', 'b'] }),
  'an empty subprotocol header': headers({ 'Sec-WebSocket-Protocol': '' }),
  'a duplicated subprotocol': headers({ 'Sec-WebSocket-Protocol': 'a, a' }),
  'an empty item in subprotocols': headers({ 'Sec-WebSocket-Protocol': 'a,,b' }),
  'a trailing comma in subprotocols': headers({ 'Sec-WebSocket-Protocol': 'a,' }),
  'a space in a subprotocol': headers({ 'Sec-WebSocket-Protocol': 'a b' }),
  'a bad character in a subprotocol': headers({ 'Sec-WebSocket-Protocol': 'a@b' }),
  'extensions that it does not know': headers({ 'Sec-WebSocket-Extensions': 'foo; bar=1' }),
  'malformed extensions without compression': headers({ 'Sec-WebSocket-Extensions': 'foo;=bar' }),
  'malformed extensions with compression': {
    server: { perMessageDeflate: true },
    ...headers({ 'Sec-WebSocket-Extensions': 'foo;=bar' }),
  },
  'an empty extensions header with compression': {
    server: { perMessageDeflate: true },
    ...headers({ 'Sec-WebSocket-Extensions': '' }),
  },
  'extensions named as inherited properties': {
    server: { perMessageDeflate: true },
    ...headers({ 'Sec-WebSocket-Extensions': '__proto__; constructor, toString' }),
  },
  'a body with a length': { request: { headers: { 'Content-Length': '2' } }, after: Buffer.from('hi') },
  'a frame in the same write': { after: Buffer.from('81850102030469676f6864', 'hex') },
  'an unmasked frame in the same write': { after: Buffer.from('81026869', 'hex') },
  'a path that matches': { server: { path: '/ws' }, request: { target: '/ws?x=1' } },
  'a path that does not match': { server: { path: '/ws' }, request: { target: '/other' } },
  'a longer path': { server: { path: '/ws' }, request: { target: '/ws/' } },
  'an absolute target': { request: { target: 'http://example.com/ws' } },
  'an absolute target with a path option': { server: { path: '/ws' }, request: { target: 'http://example.com/ws' } },
  'target *': { request: { target: '*' } },
  'a plain GET request': { raw: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' },
  'a plain POST request': { raw: 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi' },
  'bytes that are not HTTP': { raw: 'hello\r\n\r\n' },
  'a TLS hello': { raw: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' },
  'a header that is too large': headers({ 'X-Big': 'x'.repeat(20000) }),
  'a header of 8 KB': headers({ 'X-Big': 'x'.repeat(8000) }),
  'too many subprotocols': headers({
    'Sec-WebSocket-Protocol': Array.from({ length: 500 }, (_, i) => `p${i}`).join(', '),
  }),
  'a header with an illegal name': headers({ 'X Bad': '1' }),
  'a wrong method and no key': { request: { method: 'PUT', headers: { 'Sec-WebSocket-Key': undefined } } },
  'everything missing but Upgrade': headers({
    'Sec-WebSocket-Key': undefined,
    'Sec-WebSocket-Version': undefined,
  }),
}

const answers: Scenario<Api>[] = Object.entries(asked).map(([name, asking]) =>
  scenario<Api>(`server answers ${name}`, (context) => ask(context, asking)),
)

/** An `info` as verifyClient is given it. */
const told = (info: Api): unknown => ({ ...info, keys: Object.keys(info) })

const verifyClient: Scenario<Api>[] = [
  ...[true, false, 1, 0, undefined, null, 'yes', ''].map((result) =>
    scenario<Api>(`verifyClient: synchronous, returns ${JSON.stringify(result) ?? 'undefined'}`, (context) =>
      ask(context, { server: { verifyClient: () => result } }),
    ),
  ),
  scenario<Api>('verifyClient: what it is told', (context) =>
    ask(context, {
      server: {
        verifyClient(info: Api) {
          context.trace.log('info', told(info), this === undefined)
          return true
        },
      },
      request: { headers: { Origin: 'https://example.com' } },
    }),
  ),
  scenario<Api>('verifyClient: origin of version 8', (context) =>
    ask(context, {
      server: {
        verifyClient(info: Api) {
          context.trace.log('info', told(info))
          return false
        },
      },
      request: { headers: { Origin: 'o13', 'Sec-WebSocket-Origin': 'o8', 'Sec-WebSocket-Version': '8' } },
    }),
  ),
  ...(
    [
      [true],
      [false],
      [false, 404],
      [false, 403, 'Go away'],
      [false, 503, 'Later', { 'Retry-After': 120, 'X-Two': 'b' }],
      [false, 401, ''],
      [false, undefined, undefined, { Connection: 'keep-alive', 'Content-Length': 1 }],
      [],
    ] as unknown[][]
  ).map((result) =>
    scenario<Api>(`verifyClient: asynchronous, calls back ${JSON.stringify(result)}`, (context) =>
      ask(context, {
        server: {
          verifyClient: (info: Api, done: (...values: unknown[]) => void) => {
            context.trace.log('info', told(info))
            setImmediate(() => context.trace.attempt('callback', () => done(...result)))
          },
        },
      }),
    ),
  ),
  scenario<Api>('verifyClient: calls back with a status that does not exist', async (context) => {
    const { trace, net } = context
    const called = later()
    const { port } = await listening(context, {
      verifyClient: (_: Api, done: (...values: unknown[]) => void) => {
        trace.attempt('with a text', () => done(false, 799, 'Mine'))
        called.resolve()
      },
    })
    const peer = await net.connect(port)
    peer.upgrade()
    await called.promise
    await peer.closed
  }),
  scenario<Api>('verifyClient: refuses with an array in the headers', (context) =>
    ask(context, {
      server: {
        verifyClient: (_info: Api, callback: Api) => callback(false, 403, 'no', { 'Set-Cookie': ['a=1', 'b=2'] }),
      },
    }),
  ),
  scenario<Api>('verifyClient: calls back at once', (context) =>
    ask(context, { server: { verifyClient: (_: Api, done: (ok: boolean) => void) => done(true) } }),
  ),
  scenario<Api>('verifyClient: calls back twice', { alone: true }, async (context) => {
    const { trace } = context
    await serverOf(context, {
      options: {
        verifyClient: (_: Api, done: (ok: boolean) => void) => {
          trace.attempt('first', () => done(true))
          trace.attempt('second', () => done(true))
        },
      },
    })
  }),
  scenario<Api>('verifyClient: refuses after it accepted', async (context) => {
    const { trace } = context
    await serverOf(context, {
      options: {
        verifyClient: (_: Api, done: (ok: boolean) => void) => {
          trace.attempt('first', () => done(true))
          trace.attempt('second', () => done(false))
        },
      },
    })
  }),
  scenario<Api>('verifyClient: throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { port } = await listening(context, {
      verifyClient: () => {
        throw new Error('from verifyClient')
      },
    })
    const peer = await net.connect(port)
    peer.upgrade()
    await net.turns(20)
    trace.log('survived')
  }),
  scenario<Api>('verifyClient: client leaves before it calls back', async (context) => {
    const { trace, net } = context
    const called = later<(ok: boolean) => void>()
    const { wss, port } = await listening(context, {
      verifyClient: (_: Api, done: (ok: boolean) => void) => called.resolve(done),
    })
    trace.listen('wss', wss, ['error', 'wsClientError'])
    wss.on('connection', () => trace.log('connection'))
    const peer = await net.connect(port)
    peer.upgrade()
    const done = await called.promise
    peer.reset()
    await net.turns(20)
    trace.attempt('callback', () => done(true))
    await net.turns(5)
    trace.log('clients', wss.clients.size)
  }),
  scenario<Api>('verifyClient: bytes arrive while it decides', async (context) => {
    const { trace, net } = context
    const called = later<(ok: boolean) => void>()
    const { wss, port } = await listening(context, {
      verifyClient: (_: Api, done: (ok: boolean) => void) => called.resolve(done),
    })
    const connected = later<Api>()
    wss.on('connection', (ws: Api) => connected.resolve(trace.emitter('ws', ws)))
    const peer = await net.connect(port)
    peer.upgrade()
    const done = await called.promise
    await peer.frame({ payload: 'early', mask: true })
    await net.turns(10)
    done(true)
    await trace.seen(await connected.promise, 'message')
  }),
  scenario<Api>('verifyClient: server closes while it decides', async (context) => {
    const { trace, net } = context
    const called = later<(ok: boolean) => void>()
    const { wss, port } = await listening(context, {
      verifyClient: (_: Api, done: (ok: boolean) => void) => called.resolve(done),
    })
    const peer = await net.connect(port)
    peer.upgrade()
    const done = await called.promise
    wss.close(trace.callback('closed'))
    trace.attempt('callback', () => done(true))
    await peer.closed
  }),
]

const handleProtocols: Scenario<Api>[] = [
  ...['a', 'other', '', false, undefined, null, 0, 5, true].map((result) =>
    scenario<Api>(`handleProtocols: returns ${JSON.stringify(result) ?? 'undefined'}`, (context) =>
      ask(context, {
        server: {
          handleProtocols: (protocols: Set<string>, request: Api) => {
            context.trace.log('asked', protocols, request.url)
            return result
          },
        },
        request: { headers: { 'Sec-WebSocket-Protocol': 'a, b' } },
      }),
    ),
  ),
  scenario<Api>('handleProtocols: not called without subprotocols', (context) =>
    ask(context, {
      server: {
        handleProtocols: () => {
          context.trace.log('asked')
          return 'x'
        },
      },
    }),
  ),
  scenario<Api>('handleProtocols: this', (context) =>
    ask(context, {
      server: {
        suffix: 'b',
        handleProtocols(this: Api) {
          return this.suffix
        },
      },
      request: { headers: { 'Sec-WebSocket-Protocol': 'a, b' } },
    }),
  ),
  scenario<Api>('handleProtocols: throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { port } = await listening(context, {
      handleProtocols: () => {
        throw new Error('from handleProtocols')
      },
    })
    const peer = await net.connect(port)
    peer.upgrade({ headers: { 'Sec-WebSocket-Protocol': 'a' } })
    await net.turns(20)
    trace.log('survived')
  }),
]

const headersEvent: Scenario<Api>[] = [
  scenario<Api>('headers event: reads and changes the lines', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('headers', (lines: string[], request: Api) => {
      trace.log('headers', lines, request.url)
      lines.push('Set-Cookie: a=b', 'X-Added: 1')
    })
    const peer = await net.connect(port)
    await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'p' } })
  }),
  scenario<Api>('headers event: removes all lines', async (context) => {
    const { net } = context
    const { wss, port } = await listening(context)
    wss.on('headers', (lines: string[]) => lines.splice(0, lines.length, 'HTTP/1.1 101 Mine'))
    const peer = await net.connect(port)
    await peer.open()
  }),
  scenario<Api>('headers event: order of events around it', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context, {
      verifyClient: () => {
        trace.log('verifyClient')
        return true
      },
      handleProtocols: () => {
        trace.log('handleProtocols')
        return 'p'
      },
    })
    wss.on('headers', () => trace.log('headers', wss.clients.size))
    wss.on('connection', () => trace.log('connection', wss.clients.size))
    const peer = await net.connect(port)
    await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'p' } })
  }),
  scenario<Api>('headers event: listener throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('headers', () => {
      throw new Error('from headers')
    })
    const peer = await net.connect(port)
    peer.upgrade()
    await net.turns(20)
    trace.log('clients', wss.clients.size)
  }),
]

const clientError: Scenario<Api>[] = Object.entries<UpgradeRequest>({
  'wrong method': { method: 'POST' },
  'wrong version': { headers: { 'Sec-WebSocket-Version': '1' } },
  'wrong key': { headers: { 'Sec-WebSocket-Key': 'x' } },
  'wrong Upgrade': { headers: { Upgrade: 'x' } },
  'wrong subprotocols': { headers: { 'Sec-WebSocket-Protocol': ',' } },
  'wrong extensions': { headers: { 'Sec-WebSocket-Extensions': ',' } },
  'wrong path': { target: '/no' },
  'refused by verifyClient': { target: '/ws', headers: { Refuse: '1' } },
}).map(([name, request]) =>
  scenario<Api>(`wsClientError: ${name}`, async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context, {
      path: '/ws',
      perMessageDeflate: true,
      verifyClient: ({ req }: Api) => !req.headers.refuse,
    })
    wss.on('wsClientError', (error: Error, socket: Api, request: Api) => {
      trace.log('wsClientError', error, socket, request.method, request.url, error.constructor.name, Object.keys(error))
      socket.end('HTTP/1.1 418 Mine\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
    const peer = await net.connect(port)
    peer.upgrade({ target: '/ws', ...request })
    await peer.closed
  }),
)

/** An HTTP server whose upgrades the scenario handles by itself. */
async function external({ net }: Context): Promise<{ server: ReturnType<typeof createServer>; port: number }> {
  const server = createServer((_, response) => response.end('plain'))
  return { server, port: await net.listening(server) }
}

const servers: Scenario<Api>[] = [
  scenario<Api>('server: on an existing HTTP server', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ server })
    trace.log('address', wss.address().family)
    wss.on('connection', (ws: Api) => ws.send('hi'))
    const plain = await net.connect(port, { name: 'plain' })
    await plain.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await plain.closed
    const peer = await net.connect(port)
    await peer.open()
    await peer.nextFrame()
  }),
  scenario<Api>('server: two on one HTTP server, by path', { alone: true }, async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    for (const path of ['/a', '/b']) {
      const wss = new api.WebSocketServer({ server, path })
      wss.on('connection', () => trace.lane(path).log('connection'))
    }
    const peer = await net.connect(port)
    peer.upgrade({ target: '/b' })
    await peer.head()
    await net.turns(10)
  }),
  scenario<Api>('server: events of the HTTP server pass through', async (context) => {
    const { api, trace, net } = context
    const server = createServer()
    const wss = new api.WebSocketServer({ server }, trace.callback('callback'))
    trace.listen('wss', wss, ['listening', 'error', 'close'])
    await net.listening(server)
    server.emit('error', new Error('from the HTTP server'))
    trace.log(
      'listeners',
      ['listening', 'error', 'upgrade', 'close'].map((event) => server.listenerCount(event)),
    )
    wss.close(trace.callback('closed'))
    await trace.seen(wss, 'close')
    trace.log(
      'listeners',
      ['listening', 'error', 'upgrade', 'close'].map((event) => server.listenerCount(event)),
      server.listening,
    )
  }),
  scenario<Api>('server: noServer with handleUpgrade', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    wss.on('connection', () => trace.log('connection'))
    server.on('upgrade', (request, socket, head) => {
      wss.handleUpgrade(request, socket, head, (ws: Api, passed: Api) => {
        trace.log('upgraded', passed === request, ws.readyState, wss.clients.has(ws))
        wss.emit('connection', ws, request)
      })
    })
    const peer = await net.connect(port)
    await peer.open()
  }),
  ...['a proxy of it', 'an object that inherits from it'].map((what) =>
    scenario<Api>(`server: used through ${what}`, async (context) => {
      const { api, trace, net } = context
      const { server, port } = await external(context)
      const inner = new api.WebSocketServer({ noServer: true, perMessageDeflate: true })
      const wss = what === 'a proxy of it' ? new Proxy(inner, {}) : Object.create(inner)
      server.on('upgrade', (request, socket, head) => {
        trace.attempt('handleUpgrade', () => {
          wss.handleUpgrade(request, socket, head, (ws: Api) => {
            trace.log('upgraded', ws.readyState, wss.clients.has(ws))
            ws.terminate()
          })
        })
      })
      const peer = await net.connect(port)
      peer.upgrade({ headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate', 'Sec-WebSocket-Protocol': 'a' } })
      await peer.closed
      await net.turns(3)
      trace.log('clients', wss.clients.size)
    }),
  ),
  scenario<Api>('server: noServer, handshake fails', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      trace.attempt('handleUpgrade', () => wss.handleUpgrade(request, socket, head, () => trace.log('upgraded')))
      trace.log('socket', socket.destroyed, (socket as Api).writableEnded)
    })
    const peer = await net.connect(port)
    peer.upgrade({ headers: { 'Sec-WebSocket-Version': '3' } })
    await peer.closed
  }),
  scenario<Api>('server: handleUpgrade twice with one socket', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      wss.handleUpgrade(request, socket, head, () => {})
      trace.attempt('again', () => wss.handleUpgrade(request, socket, head, () => {}))
    })
    const peer = await net.connect(port)
    await peer.open()
  }),
  scenario<Api>('server: handleUpgrade on a destroyed socket', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      socket.destroy()
      trace.attempt('handleUpgrade', () => wss.handleUpgrade(request, socket, head, () => trace.log('upgraded')))
      trace.log('clients', wss.clients.size)
    })
    const peer = await net.connect(port)
    peer.upgrade()
    await peer.closed
  }),
  scenario<Api>('server: handleUpgrade with bytes in head', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    const upgraded = later<Api>()
    server.on('upgrade', (request, socket) => {
      wss.handleUpgrade(request, socket, Buffer.from('818501020304696775', 'hex'), (ws: Api) => {
        upgraded.resolve(trace.emitter('ws', ws))
      })
    })
    const peer = await net.connect(port)
    await peer.open()
    const ws = await upgraded.promise
    await peer.send([0x68, 0x6e])
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('server: handleUpgrade with clientTracking false', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true, clientTracking: false })
    server.on('upgrade', (request, socket, head) => {
      wss.handleUpgrade(request, socket, head, (ws: Api) => trace.log('upgraded', ws.readyState, wss.clients))
    })
    const peer = await net.connect(port)
    await peer.open()
  }),
  scenario<Api>('server: handleUpgrade from a plain request event', async (context) => {
    const { api, trace, net } = context
    const wss = new api.WebSocketServer({ noServer: true })
    const server = createServer((request, response) => {
      trace.attempt('handleUpgrade', () =>
        wss.handleUpgrade(request, request.socket, Buffer.alloc(0), () => trace.log('upgraded')),
      )
      trace.log('response', response.headersSent)
    })
    const peer = await net.connect(await net.listening(server))
    await peer.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await peer.closed
  }),
  ...[true, false, 'yes', 0, undefined].map((result) =>
    scenario<Api>(`server: shouldHandle replaced, returns ${result}`, async (context) => {
      const { trace, net } = context
      const { wss, port } = await listening(context)
      wss.shouldHandle = (request: Api) => {
        trace.log('shouldHandle', request.url)
        return result
      }
      wss.on('connection', () => trace.log('connection'))
      const peer = await net.connect(port)
      peer.upgrade({ target: '/x' })
      const head = await peer.head()
      if (!head?.startLine.includes('101')) await peer.closed
    }),
  ),
  scenario<Api>('server: shouldHandle by itself', ({ api, trace }) => {
    const any = new api.WebSocketServer({ noServer: true })
    const one = new api.WebSocketServer({ noServer: true, path: '/ws' })
    for (const url of ['/', '/ws', '/ws?x', '/ws/', '/ws#f', '', '/WS']) {
      trace.log(url, any.shouldHandle({ url }), one.shouldHandle({ url }))
    }
    one.options.path = '/changed'
    trace.log('changed', one.shouldHandle({ url: '/changed' }))
  }),
  scenario<Api>('server: path assigned to the instance', async (context) => {
    const { net, trace } = context
    const { wss, port } = await listening(context)
    wss.path = '/assigned'
    wss.on('connection', () => trace.log('connection'))
    const peer = await net.connect(port)
    await peer.open({ target: '/other' })
    trace.log('path', wss.path)
  }),
  scenario<Api>('server: address', async (context) => {
    const { api, trace } = context
    const { wss } = await listening(context)
    trace.log('listening', wss.address())
    trace.attempt('noServer', () => new api.WebSocketServer({ noServer: true }).address())
    const early = createServer()
    trace.attempt('server not listening', () => new api.WebSocketServer({ server: early }).address())
    wss.close()
    trace.attempt('closed', () => wss.address())
  }),
  scenario<Api>('server: close, with and without callback, twice', async (context) => {
    const { trace } = context
    const { wss } = await listening(context)
    trace.listen('wss', wss, ['close', 'error'])
    trace.attempt('first', () => wss.close(trace.callback('first callback')))
    trace.attempt('second', () => wss.close(trace.callback('second callback')))
    trace.attempt('without callback', () => wss.close())
    await trace.seen(wss, 'close')
    trace.attempt('after', () => wss.close(trace.callback('callback after')))
    trace.attempt('after without callback', () => wss.close())
  }),
  scenario<Api>('server: close waits for its clients', async (context) => {
    const { trace, net } = context
    const { wss, peer, ws } = await serverOf(context)
    trace.listen('wss', wss, ['close'])
    wss.close(trace.callback('callback'))
    await net.turns(10)
    trace.log('clients', wss.clients.size, ws.readyState)
    peer.end()
    await trace.seen(wss, 'close')
    trace.log('clients', wss.clients.size)
  }),
  scenario<Api>('server: close refuses handshakes with 503', async (context) => {
    const { trace, net } = context
    const { wss, port, peer } = await serverOf(context)
    const late = await net.connect(port, { name: 'late' })
    wss.close(trace.callback('closed'))
    late.upgrade()
    await endOf(late, await late.head())
    peer.end()
    await net.turns(10)
  }),
  scenario<Api>('server: close in noServer mode', async (context) => {
    const { api, trace, net } = context
    const wss = new api.WebSocketServer({ noServer: true })
    trace.listen('wss', wss, ['close'])
    trace.attempt('close', () => wss.close(trace.callback('callback')))
    trace.log('returned')
    await trace.seen(wss, 'close')
    const other = new api.WebSocketServer({ noServer: true, clientTracking: false })
    trace.attempt('untracked', () => other.close(trace.callback('untracked callback')))
    await net.turns(3)
  }),
  scenario<Api>('server: close leaves an external HTTP server alone', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ server })
    const peer = await net.connect(port)
    await peer.open()
    trace.listen('wss', wss, ['close'])
    wss.close()
    await net.turns(5)
    peer.end()
    await trace.seen(wss, 'close')
    trace.log('listening', server.listening)
  }),
  scenario<Api>('server: handshake after close, noServer mode', async (context) => {
    const { api, net } = context
    const { server, port } = await external(context)
    const wss = new api.WebSocketServer({ noServer: true })
    wss.close()
    server.on('upgrade', (request, socket, head) => wss.handleUpgrade(request, socket, head, () => {}))
    const peer = await net.connect(port)
    peer.upgrade()
    await peer.closed
  }),
  scenario<Api>('server: clients at every moment', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    const gone = later()
    wss.on('connection', (ws: Api) => {
      trace.log('in connection', wss.clients.size, wss.clients.has(ws))
      ws.on('close', () => {
        trace.log('in close', wss.clients.size, wss.clients.has(ws))
        gone.resolve()
      })
    })
    const peer = await net.connect(port)
    await peer.open()
    peer.end()
    await gone.promise
  }),
  scenario<Api>('server: connection arguments and request', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('connection', (...values: Api[]) => {
      trace.log('connection', ...values)
      const [ws, request] = values
      trace.log('same socket', ws._socket === request.socket, request.headers['x-a'])
    })
    const peer = await net.connect(port)
    await peer.open({ headers: { 'X-A': 'b' } })
  }),
  scenario<Api>('server: connection listener throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('connection', () => {
      throw new Error('from connection')
    })
    const peer = await net.connect(port)
    await peer.open()
    await net.turns(5)
    trace.log('clients', wss.clients.size)
  }),
  scenario<Api>('server: WebSocket option', async (context) => {
    const { api, trace } = context
    class Mine extends api.WebSocket {
      mine = true
      greet(): string {
        return 'hello'
      }
    }
    const { ws } = await serverOf(context, { options: { WebSocket: Mine } })
    trace.log('instance', ws instanceof Mine, ws instanceof api.WebSocket, ws.mine, ws.greet(), ws.constructor.name)
  }),
  scenario<Api>('server: subclass overrides', async (context) => {
    const { api, trace, net } = context
    class Mine extends api.WebSocketServer {
      handleUpgrade(...values: Api[]): void {
        trace.log('handleUpgrade', values.length, values[0].url, values[2])
        super.handleUpgrade(...values)
      }
      completeUpgrade(...values: Api[]): void {
        trace.log('completeUpgrade', values.length)
        super.completeUpgrade(...values)
      }
      shouldHandle(request: Api): boolean {
        trace.log('shouldHandle')
        return super.shouldHandle(request)
      }
    }
    const up = later()
    const wss = new (Mine as Api)({ port: 0, host: '127.0.0.1' }, up.resolve)
    await up.promise
    wss.on('connection', () => trace.log('connection'))
    const peer = await net.connect(wss.address().port)
    await peer.open()
  }),
  scenario<Api>('server: plain request to its own server, with keep-alive', async (context) => {
    const { trace, net } = context
    const { port } = await listening(context)
    const { promise, resolve } = later()
    httpRequest({ port, host: '127.0.0.1', method: 'DELETE' }, (response) => {
      trace.log('response', response.statusCode, response.statusMessage, response.headers['content-type'])
      response.on('data', (chunk) => trace.log('body', String(chunk)))
      response.on('end', resolve)
    }).end()
    await promise
    await net.turns(1)
  }),
]

parityOfWs('server handshake', [
  ...answers,
  ...verifyClient,
  ...handleProtocols,
  ...headersEvent,
  ...clientError,
  ...servers,
])
