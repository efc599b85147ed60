/** Parity of the opening handshake in both roles. */
import { createServer } from 'node:http'
import { inherits } from 'node:util'
import { type Scenario, scenario, type UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, later, listening, pairOf, parityOfDialects, serverOf } from './scene.js'

const shown = ['readyState', 'protocol', 'protocolVersion', 'supports', 'bytesReceived', 'bufferedAmount'] as const

const requests: Record<string, { options?: object; protocols?: unknown; path?: string; headers?: string[] }> = {
  'nothing special': {},
  'a path and a query': { path: '/chat?a=b' },
  protocols: { protocols: ['a', 'b'], headers: ['Sec-WebSocket-Protocol: b'] },
  'a protocol as a string': { protocols: 'a', headers: ['Sec-WebSocket-Protocol: a'] },
  'a list as a string': { protocols: 'a, b', headers: ['Sec-WebSocket-Protocol: b'] },
  'lists in an array': { protocols: ['a , b', 'c'], headers: ['Sec-WebSocket-Protocol: b'] },
  'a list that ends in a comma': { protocols: 'a,', headers: ['Sec-WebSocket-Protocol: a'] },
  'an empty string as protocol': { protocols: '' },
  'an empty option protocol': { options: { protocol: '' } },
  'a list as the option protocol': { options: { protocol: 'a, b' }, headers: ['Sec-WebSocket-Protocol: b'] },
  'the option protocol': { options: { protocol: 'a' }, headers: ['Sec-WebSocket-Protocol: a'] },
  'an origin': { options: { origin: 'http://example.com' } },
  'version 8 and an origin': { options: { protocolVersion: 8, origin: 'http://example.com' } },
  headers: { options: { headers: { 'X-One': '1', Cookie: 'a=b' } } },
  'a host': { options: { host: 'example.com' } },
  deflate: { options: { perMessageDeflate: true } },
  'deflate with settings': {
    options: { perMessageDeflate: { serverNoContextTakeover: true, clientMaxWindowBits: 10 } },
  },
}

const client: Scenario<Api>[] = Object.entries(requests).map(([name, setting]) =>
  scenario<Api>(
    `a client's request with ${name}`,
    { differs: name.startsWith('version 8') ? 'the key of the original is no 16 bytes' : undefined },
    async (context) => {
      const { ws } = await clientOf(context, setting)
      for (const property of shown) context.trace.log(property, ws[property])
    },
  ),
)

const answers: Record<string, string> = {
  'status 401': 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n',
  'status 200': 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  'no accept': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'a wrong accept':
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
}

const refused: Scenario<Api>[] = Object.entries(answers).map(([name, answer]) =>
  scenario<Api>(`a client is answered with ${name}`, async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(answer)
    })
    const ws = trace.emitter('ws', new api(raw.url))
    ws.on('error', () => {})
    await trace.seen(ws, 'error')
    await net.turns(10)
    trace.log('events', ws.eventNames())
  }),
)

const negotiations: Record<string, { protocols?: unknown; headers?: string[] }> = {
  'a protocol that was not offered': { protocols: ['a'], headers: ['Sec-WebSocket-Protocol: z'] },
  'no protocol': { protocols: ['a'] },
  'a protocol though none was offered': { headers: ['Sec-WebSocket-Protocol: z'] },
}

const judged: Scenario<Api>[] = Object.entries(negotiations).map(([name, { protocols, headers }]) =>
  scenario<Api>(`a client is answered with ${name}`, async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.accept({ headers }))
    const ws = trace.emitter('ws', new api(raw.url, protocols ?? []))
    ws.on('error', () => {})
    await Promise.race([trace.seen(ws, 'error'), trace.seen(ws, 'open')])
    trace.log('protocol', ws.protocol)
  }),
)

const serverRequests: Record<string, { request: UpgradeRequest; options?: object }> = {
  'the usual headers': { request: {} },
  'version 8': { request: { headers: { 'Sec-WebSocket-Version': '8' } } },
  protocols: { request: { headers: { 'Sec-WebSocket-Protocol': 'a, b' } } },
  deflate: { request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' } } },
  'deflate with no takeover': {
    request: {
      headers: {
        'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
      },
    },
  },
  'deflate that the server does not want': {
    request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
    options: { perMessageDeflate: false },
  },
  'an extension that nobody knows': { request: { headers: { 'Sec-WebSocket-Extensions': 'x-custom; a=b' } } },
  'a path and a query': { request: { target: '/path?a=b' }, options: { path: '/path' } },
}

const serverAccepts: Scenario<Api>[] = Object.entries(serverRequests).map(([name, setting]) =>
  scenario<Api>(`a server accepts ${name}`, async (context) => {
    const { ws, wss } = await serverOf(context, setting)
    for (const property of shown) context.trace.log(property, ws[property])
    context.trace.log('upgradeReq', ws.upgradeReq.url, ws.url)
    context.trace.log('clients', wss.clients.length)
  }),
)

const broken: Record<string, UpgradeRequest> = {
  'no key': { headers: { 'Sec-WebSocket-Key': undefined } },
  'no version': { headers: { 'Sec-WebSocket-Version': undefined } },
  'version 7': { headers: { 'Sec-WebSocket-Version': '7' } },
  'another Upgrade': { headers: { Upgrade: 'h2c' } },
  'a broken extension parameter': {
    headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=99' },
  },
}

const serverRefuses: Scenario<Api>[] = Object.entries(broken).map(([name, request]) =>
  scenario<Api>(
    `a server refuses ${name}`,
    { differs: name.includes('version') ? 'the answer names the versions that are spoken' : undefined },
    async (context) => {
      const { port } = await listening(context)
      const peer = await context.net.connect(port)
      await peer.upgrade(request)
      await peer.closed
    },
  ),
)

// biome-ignore lint/suspicious/noExplicitAny: callbacks of the API
type Any = any
const verifications: Record<string, object> = {
  'verifyClient true': { verifyClient: () => true },
  'verifyClient false': { verifyClient: () => false },
  'verifyClient with a callback, true': { verifyClient: (_info: Any, cb: Any) => setImmediate(cb, true) },
  'verifyClient with a callback, false': { verifyClient: (_info: Any, cb: Any) => cb(false) },
  'verifyClient with a code': { verifyClient: (_info: Any, cb: Any) => cb(false, 404) },
  'verifyClient with a code and a name': { verifyClient: (_info: Any, cb: Any) => cb(false, 403, 'Not You') },
  'handleProtocols true': { handleProtocols: (list: Any, cb: Any) => cb(true, list[1]) },
  'handleProtocols false': { handleProtocols: (_list: Any, cb: Any) => cb(false) },
  'handleProtocols true without a protocol': { handleProtocols: (_list: Any, cb: Any) => cb(true) },
  'handleProtocols that does not call back': { handleProtocols: () => {} },
}

const verified: Scenario<Api>[] = Object.entries(verifications).map(([name, options]) =>
  scenario<Api>(name, async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context, options)
    trace.emitter('wss', wss)
    const peer = await net.connect(port)
    await peer.upgrade({ headers: { 'Sec-WebSocket-Protocol': 'a, b' } })
    await peer.head()
    await net.turns(5)
  }),
)

const others: Scenario<Api>[] = [
  scenario<Api>('what verifyClient is told', async (context) => {
    const { trace } = context
    await serverOf(context, {
      options: {
        verifyClient: (info: Any) => {
          trace.log('info', Object.keys(info).sort(), info.origin, info.secure, info.req.url)
          return true
        },
      },
      request: { headers: { Origin: 'http://example.com' } },
    })
  }),
  scenario<Api>('what handleProtocols is told without a header', async (context) => {
    await serverOf(context, {
      options: {
        handleProtocols: (list: Any, cb: Any) => {
          context.trace.log('list', list)
          cb(true)
        },
      },
    })
  }),
  scenario<Api>('the headers event may add lines', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('headers', (headers: string[]) => {
      trace.log('headers', headers.length)
      headers.push('X-Added: yes')
    })
    const peer = await net.connect(port)
    await peer.open()
  }),
  scenario<Api>('the connection event with the path', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    trace.emitter('wss', wss)
    const peer = await net.connect(port)
    await peer.open({ target: '/some/path?a=b' })
    await net.turns(3)
  }),
  scenario<Api>('a plain request to a server with a port', async (context) => {
    const { port } = await listening(context)
    const peer = await context.net.connect(port)
    await peer.send('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await peer.closed
  }),
  scenario<Api>('a server without a way to listen', ({ api, trace }) => {
    trace.attempt('nothing', () => new api.Server())
    trace.attempt('empty', () => new api.Server({}))
    trace.attempt('noServer', () => new api.Server({ noServer: true }).clients)
  }),
  scenario<Api>('two servers on one path', ({ api, trace }) => {
    const server = createServer()
    new api.Server({ server, path: '/a' })
    trace.attempt('another', () => typeof new api.Server({ server, path: '/b' }))
    trace.attempt('the same', () => new api.Server({ server, path: '/a' }))
  }),
  scenario<Api>('paths of servers that close', ({ api, trace }) => {
    const server = createServer()
    const paths = (): unknown => {
      const value = (server as Api)._webSocketPaths ?? (server as Api).webSocketPaths
      return value && Object.keys(value)
    }
    const servers = ['/a', '/b'].map((path) => new api.Server({ server, path }))
    trace.log('open', paths())
    for (const wss of servers) {
      wss.close()
      trace.log('closed', paths())
    }
    trace.attempt('again', () => typeof new api.Server({ server, path: '/a' }))
  }),
  scenario<Api>('classes that inherit by util.inherits', async ({ api, trace, net }) => {
    function Chat(this: Api, options: object) {
      api.Server.call(this, options)
      this.topic = 'all'
      this.on('connection', (ws: Api) => ws.send(this.topic))
    }
    inherits(Chat, api.Server)
    function Member(this: Api, url: string) {
      this.name = 'one'
      api.call(this, url)
      this.on('message', (data: string) => trace.log('member', this.name, data))
    }
    inherits(Member, api)
    const server = createServer()
    const port = await net.listening(server)
    const chat = new (Chat as Api)({ server })
    trace.log('server', chat instanceof Chat, chat instanceof api.Server, chat.constructor === Chat)
    const member = trace.emitter('member', new (Member as Api)(`ws://127.0.0.1:${port}`))
    await trace.seen(member, 'message')
    trace.log('client', member instanceof Member, member instanceof api, member.readyState, chat.clients.length)
  }),
  scenario<Api>('servers on paths of one HTTP server', async ({ api, trace, net }) => {
    const server = createServer()
    const port = await net.listening(server)
    for (const path of ['/a', '/b']) {
      new api.Server({ server, path }).on('connection', (ws: Api) => ws.send(`on ${path}`))
    }
    for (const path of ['/a', '/b']) {
      const ws = trace.emitter(path, new api(`ws://127.0.0.1:${port}${path}`))
      await trace.seen(ws, 'message')
    }
  }),
  scenario<Api>('handleUpgrade of a server without a server', async ({ api, trace, net }) => {
    const wss = new api.Server({ noServer: true })
    const server = createServer().on('upgrade', (request, socket, head) => {
      wss.handleUpgrade(request, socket, head, (ws: Api) => ws.send('handled'))
    })
    const port = await net.listening(server)
    const ws = trace.emitter('ws', new api(`ws://127.0.0.1:${port}`))
    await trace.seen(ws, 'message')
    trace.log('clients', wss.clients.length)
  }),
  scenario<Api>('wrong arguments of a client', ({ api, trace }) => {
    trace.attempt('no URL', () => new api('nothing'))
    trace.attempt('another protocol', () => typeof new api('ftp://127.0.0.1:1').on('error', () => {}))
    trace.attempt('a version', () => new api('ws://127.0.0.1:1', { protocolVersion: 7 }))
    trace.attempt('an empty host', () => new api('ws://'))
  }),
  scenario<Api>('a client is refused by the kernel', async ({ api, trace, net }) => {
    const ws = trace.emitter('ws', new api(`ws://127.0.0.1:${await net.closedPort()}`))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('unexpected-response replaces the error', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send('HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\nbody')
    })
    const ws = trace.emitter('ws', new api(raw.url), ['error', 'close', 'open'])
    const done = later()
    ws.on('unexpected-response', (request: Any, response: Any) => {
      trace.log('unexpected-response', response.statusCode, typeof request.abort)
      request.abort()
      done.resolve()
    })
    ws.on('error', () => {})
    await done.promise
    await net.turns(5)
  }),
  scenario<Api>('factories', async ({ api, trace }) => {
    const server = api.createServer({ port: 0, host: '127.0.0.1' }, (ws: Api) => ws.send('from the server'))
    trace.log('server', server instanceof api.Server)
    await new Promise<void>((resolve) => server.on('listening', resolve))
    const { port } = server._server.address()
    trace.hide(port, '<port>')
    const ws = trace.emitter(
      'ws',
      api.connect(`ws://127.0.0.1:${port}`, () => trace.log('opened')),
    )
    await trace.seen(ws, 'message')
    const other = trace.lane('other').emitter('other', api.createConnection(`ws://127.0.0.1:${port}`))
    await trace.seen(other, 'message')
  }),
  scenario<Api>('bytes behind the heads', async (context) => {
    const { ws } = await clientOf(context, { after: Buffer.from([0x81, 2, 104, 105]) })
    await context.trace.seen(ws, 'message')
  }),
  scenario<Api>('bytes behind the request', async (context) => {
    const { ws } = await serverOf(context, { after: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 104, 105]) })
    await context.trace.seen(ws, 'message')
  }),
  scenario<Api>('a pair with deflate', async (context) => {
    const { client, server, trace } = { ...(await pairOf(context, { proxy: true })), ...context }
    client.send('a'.repeat(2000))
    await trace.seen(server, 'message')
    server.send(Buffer.alloc(3000))
    await trace.seen(client, 'message')
    trace.log('extensions', Object.keys(client.extensions), Object.keys(server.extensions))
  }),
]

parityOfDialects(
  'handshake',
  [...client, ...refused, ...judged, ...serverAccepts, ...serverRefuses, ...verified, ...others],
  [
    [/^(a server accepts|a server without a way|handleUpgrade of)/, 'clients is an object by key'],
    [/^classes that inherit/, 'its classes are not called without new'],
  ],
)
