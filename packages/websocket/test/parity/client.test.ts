/** Parity of the client: arguments, the request on the wire, what is made of answers, abort, options. */
import { createServer as createTcpServer } from 'node:net'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, later, parityOfWebsocket } from './scene.js'

/** Calls of `connect` that throw, or that fail later. */
const calls: Record<string, readonly unknown[]> = {
  nothing: [],
  null: [null],
  'a path': ['/path'],
  'no host': ['ws://'],
  'an object without host': [{ protocol: 'ws:', hostname: '127.0.0.1', port: 1, path: '/' }],
  'a protocol with a blank': ['ws://127.0.0.1:1/', 'a b'],
  'a protocol with a comma': ['ws://127.0.0.1:1/', ['a', 'b,c']],
  'a protocol beyond ASCII': ['ws://127.0.0.1:1/', ['é']],
  'a port out of range': ['ws://127.0.0.1:99999/'],
  'an origin of two lines': ['ws://127.0.0.1:1/', null, 'a\r\nb'],
}

const refusedCalls: Scenario<Api>[] = Object.entries(calls).map(([name, values]) =>
  scenario<Api>(`connect with ${name}`, ({ api, trace }) => {
    const client = trace.emitter('client', new api.client())
    trace.attempt('connect', () => client.connect(...values))
    client.abort()
  }),
)

/** Calls of `connect` after the URL, whose request is recorded. */
const requests: Record<string, { path?: string; values?: readonly unknown[]; config?: object }> = {
  plain: {},
  'a path and a query': { path: '/a b/c?d=e&f#g' },
  'no path': { path: '' },
  'only a query': { path: '?q=1' },
  'one protocol': { values: ['one'] },
  'protocols in mixed case': { values: [['One', 'two']] },
  'an empty protocol': { values: [''] },
  'an origin': { values: [null, 'http://origin'] },
  headers: { values: [null, null, { 'X-One': '1', 'x-two': ['a', 'b'], Cookie: 'a=b' }] },
  'a Host': { values: [null, null, { Host: 'elsewhere' }] },
  'headers of the handshake': {
    values: [
      null,
      null,
      { Upgrade: 'x', connection: 'y', 'Sec-WebSocket-Version': 5, 'sec-websocket-key': 'z', host: 'h' },
    ],
  },
  'request options': { values: [null, null, null, { auth: 'user:secret', method: 'POST', path: '/other', port: 1 }] },
  'headers in the request options': { values: [null, null, { A: '1' }, { headers: { B: '2' } }] },
  'version 8': { values: [null, 'http://origin'], config: { webSocketVersion: 8 } },
}

const onTheWire: Scenario<Api>[] = Object.entries(requests).map(([name, { path = '/', values = [], config }]) =>
  scenario<Api>(`request of ${name}`, async ({ api, trace, net }) => {
    const head = later()
    const raw = await net.listen(async (peer) => {
      await peer.head()
      head.resolve()
      peer.end()
    })
    const client = trace.emitter('client', new api.client(config))
    trace.attempt('connect', () => client.connect(raw.url + path, ...values))
    await head.promise
    await trace.seen(client, 'connectFailed')
    const { pathname, search, hash } = client.url
    trace.log('client', client.protocols, client.origin, client.secure, pathname, search, hash)
  }),
)

/** Lines of an answer after the request, and what was asked for. */
const answers: Record<
  string,
  { lines: (accept: string) => string[]; protocols?: unknown; listen?: boolean; differs?: string }
> = {
  'a right answer': { lines: (accept) => upgradeLines(accept) },
  'other cases': {
    lines: (accept) => [
      'HTTP/1.1 101 Hi',
      'upgrade: WebSocket',
      'connection: upgrade',
      `sec-websocket-accept: ${accept}`,
    ],
  },
  'another upgrade': {
    lines: (accept) => [...upgradeLines(accept).filter((l) => !l.startsWith('Upgrade')), 'Upgrade: other'],
  },
  'no upgrade': { lines: (accept) => upgradeLines(accept).filter((line) => !line.startsWith('Upgrade')) },
  'no connection': { lines: (accept) => upgradeLines(accept).filter((line) => !line.startsWith('Connection')) },
  'no accept': { lines: () => upgradeLines('').slice(0, 3) },
  'a wrong accept': { lines: () => upgradeLines('wrong') },
  'a protocol nobody asked for': {
    differs: 'RFC 6455 §4.1: the client must fail the connection',
    lines: (accept) => [...upgradeLines(accept), 'Sec-WebSocket-Protocol: x'],
  },
  'no protocol': { lines: (accept) => upgradeLines(accept), protocols: ['a'] },
  'another protocol': { lines: (accept) => [...upgradeLines(accept), 'Sec-WebSocket-Protocol: x'], protocols: ['a'] },
  'the protocol': { lines: (accept) => [...upgradeLines(accept), 'Sec-WebSocket-Protocol: b'], protocols: ['a', 'b'] },
  'the protocol in another case': {
    lines: (accept) => [...upgradeLines(accept), 'Sec-WebSocket-Protocol: A'],
    protocols: ['a'],
  },
  'an extension nobody asked for': {
    differs: 'RFC 6455 §4.1: the client must fail the connection',
    lines: (accept) => [...upgradeLines(accept), 'Sec-WebSocket-Extensions: x'],
  },
  404: { lines: () => ['HTTP/1.1 404 Not Found', 'X-One: 1', 'Set-Cookie: a', 'Set-Cookie: b', 'Content-Length: 0'] },
  '404 with a listener for httpResponse': {
    lines: () => ['HTTP/1.1 404 Not Found', 'Content-Length: 0'],
    listen: true,
  },
  '200 with a body': { lines: () => ['HTTP/1.1 200 OK', 'Content-Length: 2', '', 'hi'] },
  '302': { lines: () => ['HTTP/1.1 302 Found', 'Location: /elsewhere', 'Content-Length: 0'] },
  '401 without a reason': { lines: () => ['HTTP/1.1 401 ', 'Content-Length: 0'] },
  'no HTTP': { lines: () => ['nonsense'] },
}

function upgradeLines(accept: string): string[] {
  return ['HTTP/1.1 101 Switching', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`]
}

const answered: Scenario<Api>[] = Object.entries(answers).map(([name, { lines, protocols, listen, differs }]) =>
  scenario<Api>(`answer: ${name}`, { differs }, async ({ api, trace, net }) => {
    const { acceptOf, headerOf } = await import('@rosetta-ws/conformance/diff')
    const raw = await net.listen(
      async (peer) => {
        const head = await peer.head()
        const key = (head && headerOf(head, 'Sec-WebSocket-Key')) ?? ''
        trace.hide(acceptOf(key), '<accept>')
        await peer.send(`${lines(acceptOf(key)).join('\r\n')}\r\n\r\n`)
      },
      { silent: true },
    )
    const client = trace.emitter('client', new api.client(), ['connect', 'connectFailed'])
    const done = later()
    client.on('connect', (connection: Api) => {
      trace.log('connection', connection.protocol, connection.extensions, connection.webSocketVersion, client.protocol)
      trace.log('response', client.response.statusCode, client.socket === connection.socket)
      done.resolve()
    })
    client.on('connectFailed', () => done.resolve())
    if (listen) {
      client.on('httpResponse', (response: Api, self: Api) => {
        trace.log('httpResponse', response.statusCode, self === client)
        done.resolve()
      })
    }
    client.connect(raw.url, protocols)
    await done.promise
  }),
)

const others: Scenario<Api>[] = [
  scenario<Api>('nobody listens on the port', async ({ api, trace, net }) => {
    const port = await net.closedPort()
    trace.hide(port, '<port>')
    const client = trace.emitter('client', new api.client())
    client.connect(`ws://127.0.0.1:${port}/`)
    await trace.seen(client, 'connectFailed')
  }),
  scenario<Api>('a failure that nobody listens for', async ({ api, trace, net }) => {
    const client = new api.client()
    client.connect(`ws://127.0.0.1:${await net.closedPort()}/`)
    await net.turns(30)
    trace.log('nothing happened')
  }),
  scenario<Api>('the server hangs up', async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.end(), { silent: true })
    const client = trace.emitter('client', new api.client())
    client.connect(raw.url)
    await trace.seen(client, 'connectFailed')
  }),
  scenario<Api>(
    'abort in the turn of connect',
    { differs: 'connectFailed is emitted, as it is for a later abort' },
    async ({ api, trace, net }) => {
      const raw = await net.listen(() => {}, { silent: true })
      const client = trace.emitter('client', new api.client())
      client.connect(raw.url)
      client.abort()
      await net.turns(20)
      trace.log('after a while')
    },
  ),
  scenario<Api>('abort', async ({ api, trace, net }) => {
    const asked = later()
    const raw = await net.listen(
      async (peer) => {
        await peer.head()
        asked.resolve()
      },
      { silent: true },
    )
    const client = trace.emitter('client', new api.client())
    client.abort()
    client.connect(raw.url)
    await asked.promise
    trace.attempt('abort', () => client.abort())
    await trace.seen(client, 'connectFailed')
    trace.attempt('abort again', () => client.abort())
  }),
  scenario<Api>('abort after connect does nothing', async (context) => {
    const { client, connection } = await clientOf(context)
    client.abort()
    context.trace.log('connected', connection.connected)
  }),
  scenario<Api>('frames in the same packet as the answer', async (context) => {
    const { connection, client } = await clientOf(context, { after: Buffer.from([0x81, 2, 104, 105, 0x81, 1, 33]) })
    await context.trace.seen(connection, 'message', 2)
    context.trace.log('firstDataChunk', client.firstDataChunk)
  }),
  scenario<Api>('http: URLs', { differs: 'the Host header has the port' }, async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.accept())
    const client = trace.emitter('client', new api.client(), ['connectFailed'])
    const connected = new Promise<void>((resolve) => client.on('connect', () => resolve()))
    client.connect(raw.url.replace('ws:', 'http:'))
    await connected
    trace.log('secure', client.secure, client.url.protocol)
  }),
  scenario<Api>('a URL object', { differs: 'its path is asked for' }, async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.accept())
    const client = new api.client()
    const connected = new Promise<void>((resolve) => client.on('connect', () => resolve()))
    client.connect(new URL('/path?query=1', raw.url))
    await connected
    trace.log('connected')
  }),
  scenario<Api>('a parsed URL', async ({ api, trace, net }) => {
    const { parse } = await import('node:url')
    const raw = await net.listen((peer) => peer.accept())
    const client = new api.client()
    const connected = new Promise<void>((resolve) => client.on('connect', () => resolve()))
    client.connect(parse(`${raw.url}/path?query=1`))
    await connected
    trace.log('connected')
  }),
  scenario<Api>('versions that are refused', ({ api, trace }) => {
    for (const webSocketVersion of [7, '8', 0, null])
      trace.attempt('construct', () => new api.client({ webSocketVersion }))
  }),
  scenario<Api>('configurations', ({ api, trace }) => {
    const config = { tlsOptions: { rejectUnauthorized: false }, closeTimeout: 7, custom: 'kept' }
    const client = new api.client(config)
    trace.log('config', client.config)
    trace.log('given', config)
    trace.log('defaults', new api.client().config)
    trace.log('null', new api.client(null).config)
  }),
  scenario<Api>('localAddress and an agent of the user', async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.accept(), { silent: true })
    const { Agent } = await import('node:http')
    const agent = new Agent()
    let created = 0
    const { createConnection } = agent as Api
    ;(agent as Api).createConnection = function (...values: unknown[]) {
      created++
      return createConnection.apply(this, values)
    }
    const client = new api.client()
    const connected = new Promise<Api>((resolve) => client.on('connect', resolve))
    client.connect(raw.url, null, null, null, { agent, localAddress: '127.0.0.1' })
    const connection = await connected
    trace.log('agent', created, connection.socket.localAddress)
  }),
  scenario<Api>('TLS options and a server that speaks no TLS', async ({ api, trace, net }) => {
    const tcp = createTcpServer((socket) => socket.on('error', () => {}).end('no TLS'))
    const port = await net.listening(tcp)
    const client = new api.client({ tlsOptions: { rejectUnauthorized: false } })
    const failed = new Promise<Api>((resolve) => client.on('connectFailed', resolve))
    client.connect(`wss://127.0.0.1:${port}/`)
    const error = await failed
    trace.log('failed', client.secure, error instanceof Error)
  }),
]

parityOfWebsocket('client', [...refusedCalls, ...onTheWire, ...answered, ...others])
