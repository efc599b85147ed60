/** Parity of the opening handshake: the request, what a server takes and refuses, what a client takes and refuses. */
import { type Scenario, scenario, type UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, later, listening, pairOf, parityOfNodejsWebsocket, serverOf } from './scene.js'

const shownProperties = ['readyState', 'path', 'host', 'protocols', 'protocol', 'extraHeaders', 'outStream'] as const

function show(trace: Api, conn: Api): void {
  for (const name of shownProperties) trace.log(name, conn[name])
  trace.log('server is null', conn.server === null)
  trace.log('headers', Object.keys(conn.headers).join())
}

/** Options and paths of a client. */
const requests: Record<string, { options?: object; path?: string }> = {
  'nothing special': {},
  'a path': { path: '/chat' },
  'a path, a query and a hash': { path: '/chat/room?name=x&y=1#there' },
  'a query without a path': { path: '?a=1' },
  'extra headers': { options: { extraHeaders: { 'X-One': '1', Cookie: 'a=b; c=d' } } },
  'an extra header that overrides': { options: { extraHeaders: { Host: 'example.com' } } },
  'an extra header in other case that overrides': { options: { extraHeaders: { 'sec-websocket-version': '13' } } },
  'an Origin': { options: { extraHeaders: { Origin: 'http://example.com' } } },
  'a user and a password': { path: '/', options: { auth: 'a:b' } },
  'an extra header that is a number': { options: { extraHeaders: { 'X-Number': 5 } } },
}

const client: Scenario<Api>[] = Object.entries(requests).map(([name, setting]) =>
  scenario<Api>(
    `a client's request with ${name}`,
    { differs: name.includes('other case') ? 'no header is sent twice' : undefined },
    async (context) => {
      const { conn } = await clientOf(context, setting)
      show(context.trace, conn)
    },
  ),
)

const accepted: Record<string, UpgradeRequest> = {
  'the usual headers': {},
  'a path and a query': { target: '/some/path?x=y' },
  'an absolute target': { target: 'http://example.com/path' },
  'a list in Connection': { headers: { Connection: 'keep-alive, Upgrade' } },
  'Upgrade in capitals': { headers: { Upgrade: 'WebSocket' } },
  'header names in lower case': {
    headers: {
      Host: undefined,
      Upgrade: undefined,
      Connection: undefined,
      'Sec-WebSocket-Key': undefined,
      'Sec-WebSocket-Version': undefined,
      host: 'x',
      upgrade: 'websocket',
      connection: 'upgrade',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    },
  },
  'protocols that nobody asked for': { headers: { 'Sec-WebSocket-Protocol': 'a, b' } },
  'an Origin': { headers: { Origin: 'http://example.com' } },
  extensions: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' } },
  'a cookie': { headers: { Cookie: 'a=b; c=d' } },
}

const serverAccepts: Scenario<Api>[] = Object.entries(accepted).map(([name, request]) =>
  scenario<Api>(`a server accepts ${name}`, async (context) => {
    const { conn } = await serverOf(context, { request })
    show(context.trace, conn)
    context.trace.log('key', conn.key)
    context.trace.log('origin', conn.headers.origin)
  }),
)

const emptyList = scenario<Api>('a server accepts an empty list of protocols', async (context) => {
  const { conn } = await serverOf(context, { request: { headers: { 'Sec-WebSocket-Protocol': '' } } })
  context.trace.log('protocols', conn.protocols, conn.protocol)
})

const refused: Record<string, UpgradeRequest> = {
  'no Host': { headers: { Host: undefined } },
  'no Upgrade': { headers: { Upgrade: undefined } },
  'no Connection': { headers: { Connection: undefined } },
  'no key': { headers: { 'Sec-WebSocket-Key': undefined } },
  'no version': { headers: { 'Sec-WebSocket-Version': undefined } },
  'version 8': { headers: { 'Sec-WebSocket-Version': '8' } },
  'another Upgrade': { headers: { Upgrade: 'h2c' } },
  'another Connection': { headers: { Connection: 'close' } },
  'the method POST': { method: 'POST' },
  'a plain request': {
    headers: {
      Upgrade: undefined,
      Connection: undefined,
      'Sec-WebSocket-Key': undefined,
      'Sec-WebSocket-Version': undefined,
      Accept: '*/*',
      'User-Agent': 'x',
      'Accept-Encoding': 'a',
      'Accept-Language': 'b',
    },
  },
}

const serverRefuses: Scenario<Api>[] = Object.entries(refused).map(([name, request]) =>
  scenario<Api>(
    `a server refuses ${name}`,
    { differs: name.includes('version') ? 'the answer names the version that is spoken' : undefined },
    async (context) => {
      const { trace, net } = context
      const { server, port } = await listening(context)
      trace.emitter('server', server)
      const peer = await net.connect(port)
      await peer.upgrade(request)
      await peer.head()
      await peer.closed
      trace.log('connections', server.connections.length)
    },
  ),
)

const choices: Record<string, { server: object; offered?: string }> = {
  'validProtocols, the second is valid': { server: { validProtocols: ['b'] }, offered: 'a, b, c' },
  'validProtocols, the order of the client wins': { server: { validProtocols: ['c', 'b'] }, offered: 'b, c' },
  'validProtocols, none is valid': { server: { validProtocols: ['x'] }, offered: 'a' },
  'validProtocols, none is offered': { server: { validProtocols: ['x'] } },
  selectProtocol: { server: { selectProtocol: (_: Api, list: string[]) => list[list.length - 1] }, offered: 'a, b' },
  'selectProtocol that returns nothing': { server: { selectProtocol: () => undefined }, offered: 'a, b' },
  'selectProtocol wins over validProtocols': {
    server: { selectProtocol: () => 'b', validProtocols: ['a'] },
    offered: 'a, b',
  },
  'selectProtocol without an offer': { server: { selectProtocol: () => 'b' } },
}

const protocols: Scenario<Api>[] = Object.entries(choices).map(([name, { server, offered }]) =>
  scenario<Api>(`protocols: ${name}`, async (context) => {
    const { trace, net } = context
    const { server: wss, port } = await listening(context, server)
    wss.on('connection', (conn: Api) => {
      conn.on('error', () => {})
      trace.log('connection', conn.protocol, conn.protocols)
    })
    const peer = await net.connect(port)
    await peer.upgrade({ headers: { 'Sec-WebSocket-Protocol': offered } })
    await peer.head()
    await net.turns(5)
  }),
)

const answers: Record<string, { headers?: string[]; answer?: string; options?: object; accept?: string }> = {
  'the protocol that was offered': { options: { protocols: ['a', 'b'] }, headers: ['Sec-WebSocket-Protocol: b'] },
  'no protocol though some were offered': { options: { protocols: ['a'] } },
  'a protocol that was not offered': { options: { protocols: ['a'] }, headers: ['Sec-WebSocket-Protocol: z'] },
  'a protocol though none was offered': { headers: ['Sec-WebSocket-Protocol: z'] },
  'a wrong accept value': { accept: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  'more headers': { headers: ['X-More: yes', 'Server: other'] },
}

const clientJudges: Scenario<Api>[] = Object.entries(answers).map(([name, { headers, options, accept }]) =>
  scenario<Api>(`a client is answered with ${name}`, async (context) => {
    const { trace, net, api } = context
    const raw = await net.listen((peer) => peer.accept({ headers, accept }))
    const conn = trace.emitter('conn', api.connect(raw.url, { ...options }))
    conn.on('error', () => {})
    await Promise.race([trace.seen(conn, 'connect'), trace.seen(conn, 'error')])
    trace.log('protocol', conn.protocol)
    await net.turns(10)
  }),
)

const raws: Record<string, string> = {
  'status 400': 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nX-A: b\r\nX-C: d\r\nX-E: f\r\n\r\n',
  'status 200':
    'HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\nContent-Length: 0\r\n\r\n',
  'a short head': 'HTTP/1.1 404 Not Found\r\n\r\n',
  'no HTTP': 'hello there\r\nA: b\r\nC: d\r\nE: f\r\nG: h\r\n\r\n',
  'no accept': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-A: b\r\n\r\n',
  'no upgrade': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\nX-A: b\r\n\r\n',
  'another upgrade':
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\nX-A: b\r\n\r\n',
}

const clientRefuses: Scenario<Api>[] = Object.entries(raws).map(([name, answer]) =>
  scenario<Api>(`a client is answered with ${name}`, async (context) => {
    const { trace, net, api } = context
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(answer)
    })
    const conn = trace.emitter('conn', api.connect(raw.url))
    conn.on('error', () => {})
    await trace.seen(conn, 'error')
    await net.turns(10)
  }),
)

const others: Scenario<Api>[] = [
  scenario<Api>('a client is refused by the kernel', async ({ api, trace, net }) => {
    const port = await net.closedPort()
    const conn = trace.emitter('conn', api.connect(`ws://127.0.0.1:${port}`))
    conn.on('error', () => {})
    await trace.seen(conn, 'close')
  }),
  scenario<Api>('a client is hung up on before the answer', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      peer.end()
    })
    const conn = trace.emitter('conn', api.connect(raw.url))
    conn.on('error', () => {})
    await trace.seen(conn, 'close')
  }),
  scenario<Api>('wrong URLs', { differs: 'what is no URL is refused at the call' }, ({ api, trace }) => {
    for (const url of ['http://localhost', 'localhost', '', 'wsx://a', '//localhost:1']) {
      trace.attempt(url, () => api.connect(url))
    }
    trace.attempt('undefined', () => api.connect(undefined))
    trace.attempt('number', () => api.connect(5))
  }),
  scenario<Api>('the callback of connect is a connect listener', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen((peer) => peer.accept())
    const done = later()
    const conn = api.connect(raw.url, function (this: unknown, ...values: unknown[]) {
      trace.log('called', this === conn, values)
      done.resolve()
    })
    trace.log('listeners', conn.listeners('connect').length)
    await done.promise
  }),
  scenario<Api>('the options are changed by connect', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen((peer) => peer.accept())
    trace.hide(String(raw.port), '<port>')
    const options = { more: true, path: undefined }
    const conn = trace.emitter('conn', api.connect(`${raw.url}/path`, options))
    trace.log('options', options)
    await trace.seen(conn, 'connect')
  }),
  scenario<Api>('the headers of a client', async (context) => {
    const { conn } = await clientOf(context, { headers: ['X-Mixed-Case: Value', 'X-Twice: 1'] })
    context.trace.log('mixed', conn.headers['x-mixed-case'], conn.headers['x-twice'])
  }),
  scenario<Api>('bytes behind the answer', async (context) => {
    const { conn } = await clientOf(context, { after: Buffer.from([0x81, 2, 104, 105]) })
    await context.trace.seen(conn, 'text')
  }),
  scenario<Api>('bytes behind the request', async (context) => {
    const { conn } = await serverOf(context, { after: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 104, 105]) })
    await context.trace.seen(conn, 'text')
  }),
  scenario<Api>('a pair with protocols', async (context) => {
    const { client, server, trace } = {
      ...(await pairOf(context, { server: { validProtocols: ['b', 'c'] }, client: { protocols: ['a', 'b'] } })),
      ...context,
    }
    trace.log('client', client.protocol, client.protocols)
    trace.log('server', server.protocol, server.protocols)
  }),
  scenario<Api>('a request in two parts', async (context) => {
    const { trace, net } = context
    const { server, port } = await listening(context)
    server.on('connection', (conn: Api) => trace.emitter('conn', conn).on('error', () => {}))
    trace.emitter('server', server)
    const peer = await net.connect(port)
    await peer.send('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConn')
    await net.turns(5)
    await peer.send(
      'ection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await peer.head()
  }),
]

parityOfNodejsWebsocket('handshake', [
  ...client,
  ...serverAccepts,
  emptyList,
  ...serverRefuses,
  ...protocols,
  ...clientJudges,
  ...clientRefuses,
  ...others,
])
