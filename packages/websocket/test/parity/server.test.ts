/** Parity of the server: requests, accept and reject, cookies, headers, several HTTP servers, broadcast, shutting down. */
import { createServer } from 'node:http'
import { type Scenario, scenario, type UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, listening, parityOfWebsocket, serverOf } from './scene.js'

type Answer = (request: Api, trace: Api) => unknown
type Case = [request: UpgradeRequest['headers'], answer: Answer, config?: object]

const asked = (names: string) => ({ 'Sec-WebSocket-Protocol': names })
const cookie = (members: object) => [{ name: 'n', value: 'v', ...members }]

const answers: Record<string, Case> = {
  'accept()': [{}, (r) => r.accept()],
  'accept(null, origin)': [{ Origin: 'http://here' }, (r) => r.accept(null, r.origin)],
  'accept a protocol': [asked('chat'), (r) => r.accept('chat')],
  'accept a protocol in another case': [asked('Chat, Other'), (r) => r.accept('chat')],
  'accept a protocol with the case of the client': [asked('Chat'), (r) => r.accept('Chat')],
  'accept a protocol that was not asked for': [asked('chat'), (r) => r.accept('other')],
  'accept a protocol where none was asked for': [{}, (r) => r.accept('other')],
  'accept an empty protocol': [asked('chat'), (r) => r.accept('')],
  'accept no protocol': [asked('chat'), (r) => r.accept(null)],
  'accept the second': [asked('one, two'), (r) => r.accept(r.requestedProtocols[1])],
  'accept with an origin of two lines': [{}, (r) => r.accept(null, 'a\r\nX-Injected: b')],
  'accept with an origin of Latin-1': [{}, (r) => r.accept(null, 'http://é')],
  'accept with a number as origin': [{}, (r) => r.accept(null, 5)],
  'accept twice': [{}, (r) => [r.accept(), r.accept()]],
  'accept and reject': [{}, (r) => [r.accept(), r.reject()]],
  'reject and accept': [{}, (r) => [r.reject(), r.accept()]],
  'accept with a cookie': [{}, (r) => r.accept(null, null, cookie({}))],
  'accept with two cookies': [
    {},
    (r) => r.accept(null, null, [...cookie({}), { name: 'second', value: '"quoted"', path: '/x' }]),
  ],
  'accept with a full cookie': [
    {},
    (r) =>
      r.accept(
        null,
        null,
        cookie({ path: '/p', domain: 'EXAMPLE.com', expires: new Date(0), maxage: 10.6, secure: true, httponly: true }),
      ),
  ],
  'cookies no array': [{}, (r) => r.accept(null, null, {})],
  'no cookies': [{}, (r) => r.accept(null, null, [])],
  'a cookie without a value': [{}, (r) => r.accept(null, null, [{ name: 'a' }])],
  'a cookie twice': [{}, (r) => r.accept(null, null, [...cookie({}), ...cookie({})])],
  'a cookie with blanks and a semicolon': [{}, (r) => r.accept(null, null, cookie({ name: 'a b', value: 'c; d' }))],
  'a cookie with an illegal name': [{}, (r) => r.accept(null, null, cookie({ name: 'a=b' }))],
  'a cookie with an illegal value': [{}, (r) => r.accept(null, null, cookie({ value: 'é' }))],
  'a cookie with an illegal path': [{}, (r) => r.accept(null, null, cookie({ path: '/;x' }))],
  'a cookie with a number as path': [{}, (r) => r.accept(null, null, cookie({ path: 5 }))],
  'a cookie with an illegal domain': [{}, (r) => r.accept(null, null, cookie({ domain: 'a b' }))],
  'a cookie with a number as domain': [{}, (r) => r.accept(null, null, cookie({ domain: 5 }))],
  'a cookie that expires at text': [{}, (r) => r.accept(null, null, cookie({ expires: 'soon' }))],
  'a cookie with a negative age': [{}, (r) => r.accept(null, null, cookie({ maxage: -1 }))],
  'a cookie with text as age': [{}, (r) => r.accept(null, null, cookie({ maxage: '12' }))],
  'a cookie with an object as age': [{}, (r) => r.accept(null, null, cookie({ maxage: {} }))],
  'a cookie that is one quotation mark': [{}, (r) => r.accept(null, null, cookie({ value: '"' }))],
  'a cookie that is empty in quotation marks': [{}, (r) => r.accept(null, null, cookie({ value: '""' }))],
  'a cookie with age 0': [{}, (r) => r.accept(null, null, cookie({ maxage: 0 }))],
  'a cookie with secure 1': [{}, (r) => r.accept(null, null, cookie({ secure: 1 }))],
  'a cookie with httponly text': [{}, (r) => r.accept(null, null, cookie({ httponly: 'yes' }))],
  'reject()': [{}, (r) => r.reject()],
  'reject with a status': [{}, (r) => r.reject(404)],
  'reject with a reason': [{}, (r) => r.reject(401, 'who are you')],
  'reject with headers': [
    {},
    (r) => r.reject(401, 'why', { 'WWW-Authenticate': 'Basic', 'X-Injected\r\n': 'a\r\nb', List: ['x', 'y'], N: 5 }),
  ],
  'reject with a reason of two lines': [{}, (r) => r.reject(400, 'a\r\nX-Injected: b')],
  'reject with a reason of Latin-1': [{}, (r) => r.reject(400, 'refusé')],
  'reject with an unknown status': [{}, (r) => r.reject(999)],
  'reject with text as status': [{}, (r) => r.reject('404', 'x')],
  'reject with nulls': [{}, (r) => r.reject(null, null, null)],
  'version 8': [
    { 'Sec-WebSocket-Version': '8', 'Sec-WebSocket-Origin': 'http://old' },
    (r) => r.accept(null, r.origin),
  ],
  'version 7': [{ 'Sec-WebSocket-Version': '7' }, () => {}],
  'no version': [{ 'Sec-WebSocket-Version': undefined }, () => {}],
  'no key': [{ 'Sec-WebSocket-Key': undefined }, () => {}],
  'cookies of every form': [
    { Cookie: ['a=b; c="d e"; f; =g; h=%41; i="%42"; j=a=b;k=1;;l= sp ', 'second=2'] },
    (r, trace) => [trace.log('cookies', r.cookies), r.accept()],
  ],
  'parseCookies false': [
    { Cookie: 'a=b' },
    (r, trace) => [trace.log('cookies', r.cookies), r.accept()],
    { parseCookies: false },
  ],
  'extensions of every form': [
    { 'Sec-WebSocket-Extensions': 'Foo; BAR=Baz; q="a,b;c", x;y = z ;w,,' },
    (r, trace) => [trace.log('extensions', r.requestedExtensions), r.accept()],
  ],
  'parseExtensions false': [
    { 'Sec-WebSocket-Extensions': 'foo' },
    (r, trace) => [trace.log('extensions', r.requestedExtensions), r.accept()],
    { parseExtensions: false },
  ],
  'protocols of every form': [
    asked('A, b,C d,,e '),
    (r, trace) => [trace.log('protocols', r.requestedProtocols, r.protocolFullCaseMap), r.accept()],
  ],
  'X-Forwarded-For': [
    { 'X-Forwarded-For': '1.1.1.1, 2.2.2.2 ,3.3.3.3' },
    (r, trace) => {
      trace.log('request', r.remoteAddress, r.remoteAddresses)
      const connection = r.accept()
      trace.log('connection', connection.remoteAddress, connection.remoteAddresses)
    },
  ],
  ignoreXForwardedFor: [
    { 'X-Forwarded-For': '1.1.1.1' },
    (r, trace) => [trace.log('request', r.remoteAddress, r.remoteAddresses), r.accept()],
    { ignoreXForwardedFor: true },
  ],
  'what a request says': [
    { ...asked('Chat'), Origin: 'http://o' },
    (r, trace) => {
      trace.log('request', r.resource, r.resourceURL.query, r.resourceURL.pathname, r.key, r.webSocketVersion, r.origin)
      trace.log('request', r.host.startsWith('127'), r.httpRequest.url, r.serverConfig.closeTimeout, r._resolved)
      const connection = r.accept('chat')
      trace.log('after', r.requestedProtocols, r.protocolFullCaseMap, r._resolved)
      trace.log('connection', connection.protocol, connection.webSocketVersion, connection.extensions)
      trace.log('config', connection.config === r.serverConfig, connection.remoteAddress === r.remoteAddress)
    },
  ],
}

/** Arguments whose wrong type the original meets halfway, and then never answers the request. */
const unanswered = ['accept with a number as origin', 'a cookie with a number as path']

const requests: Scenario<Api>[] = Object.entries(answers).map(([name, [headers, answer, config]]) => {
  const differs = unanswered.includes(name) ? 'whatever accept throws, the request was rejected' : undefined
  return scenario<Api>(`request: ${name}`, { differs }, async (context) => {
    const { trace, net } = context
    const { server, port } = await listening(context, config)
    trace.emitter('server', server, ['connect', 'close', 'upgradeError'])
    server.on('request', (request: Api) => {
      trace.emitter('request', request)
      trace.attempt('answer', () => void answer(request, trace))
      if (differs !== undefined && !request._resolved) request.reject(500)
      trace.log('then', server.connections.length, server.pendingRequests.length)
    })
    const peer = await net.connect(port)
    await peer.upgrade({ target: '/path?a=1&b=2&b=3', headers })
    await peer.head()
    await net.turns(5)
    peer.end()
    await peer.closed
  })
})

const servers: Scenario<Api>[] = [
  scenario<Api>('nobody listens for requests', async (context) => {
    const { server, port } = await listening(context)
    context.trace.emitter('server', server)
    const peer = await context.net.connect(port)
    await peer.open()
    await peer.closed
  }),
  scenario<Api>('autoAcceptConnections', async (context) => {
    const { server, port } = await listening(context, { autoAcceptConnections: true })
    context.trace.emitter('server', server)
    server.on('request', () => context.trace.log('never'))
    const peer = await context.net.connect(port)
    await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'First, second', Origin: 'http://o' } })
    await peer.frame({ opcode: 8, mask: true })
    await context.trace.seen(server, 'close')
    context.trace.log('then', server.connections.length)
  }),
  scenario<Api>('the order of events of a connection', async (context) => {
    const { trace, net } = context
    const { server, port } = await listening(context)
    server.on('connect', () => trace.log('server connect', server.connections.length, server.pendingRequests.length))
    server.on('close', (_c: Api, ...values: unknown[]) => trace.log('server close', ...values))
    server.on('request', (request: Api) => {
      for (const event of ['requestResolved', 'requestAccepted', 'requestRejected']) {
        request.on(event, () => trace.log(event))
      }
      const connection = request.accept()
      connection.on('close', () => trace.log('connection close'))
      trace.log('accepted')
      connection.sendUTF('at once')
    })
    const peer = await net.connect(port)
    await peer.open()
    await peer.nextFrame()
    peer.end()
    await peer.closed
    await net.turns(5)
  }),
  scenario<Api>('broadcast', async (context) => {
    const { trace, net } = context
    const { server, port } = await listening(context, { autoAcceptConnections: true })
    const peers = []
    for (const name of ['one', 'two']) {
      const peer = await net.connect(port, { name })
      await peer.open()
      peers.push(peer)
    }
    trace.attempt('text', () => server.broadcast('to all'))
    trace.attempt('bytes', () => server.broadcast(Buffer.from('to all')))
    trace.attempt('number', () => server.broadcast(5))
    trace.attempt('null', () => server.broadcast(null))
    trace.attempt('broadcastUTF', () => server.broadcastUTF('text'))
    trace.attempt('broadcastBytes', () => server.broadcastBytes(Buffer.from('x')))
    trace.attempt('broadcastBytes text', () => server.broadcastBytes('x'))
    for (const peer of peers) await peer.frames(5)
  }),
  scenario<Api>('shutDown closes connections and rejects what is pending', async (context) => {
    const { trace, net } = context
    const { server, port, http } = await listening(context)
    let pending: Api
    server.on('request', (request: Api) => {
      if (request.resource === '/pending') pending = request
      else request.accept()
    })
    const open = await net.connect(port, { name: 'open' })
    await open.open()
    const waiting = await net.connect(port, { name: 'waiting' })
    await waiting.upgrade({ target: '/pending' })
    while (pending === undefined) await net.turns(1)
    trace.attempt('shutDown', () => server.shutDown())
    trace.log('listeners', http.listenerCount('upgrade'))
    await open.closeFrame
    open.end()
    await waiting.closed
    trace.attempt('accept', () => pending.accept())
  }),
  scenario<Api>('unmount and mount', async (context) => {
    const { trace, net, api } = context
    const { server, port, http } = await listening(context, { autoAcceptConnections: true })
    trace.attempt('unmount', () => server.unmount())
    trace.log('listeners', http.listenerCount('upgrade'))
    trace.attempt('mount', () => server.mount({ httpServer: http, autoAcceptConnections: true, custom: 1 }))
    trace.log('config', server.config.custom, server.config.maxReceivedFrameSize, server.config.httpServer.length)
    const peer = await net.connect(port)
    await peer.open()
    trace.attempt('mount nothing', () => server.mount({}))
    trace.attempt('construct without', () => new api.server({}))
    trace.attempt('construct empty', () => void new api.server())
    trace.attempt('unmount unmounted', () => new api.server().unmount())
  }),
  scenario<Api>('several HTTP servers', async (context) => {
    const { api, trace, net } = context
    const https = [createServer(), createServer()]
    const ports = [await net.listening(https[0]), await net.listening(https[1])]
    const server = new api.server({ httpServer: https, autoAcceptConnections: true, keepalive: false })
    trace.log('array', server.config.httpServer === https)
    for (const [index, port] of ports.entries()) {
      const peer = await net.connect(port, { name: `peer ${index}` })
      await peer.open()
    }
    trace.log('connections', server.connections.length)
    server.unmount()
    trace.log(
      'listeners',
      https.map((http) => http.listenerCount('upgrade')),
    )
  }),
  scenario<Api>('the defaults', async (context) => {
    const { server } = await listening(context)
    const { httpServer, ...config } = server.config
    context.trace.log('config', Object.entries(config))
    context.trace.log('server', Array.isArray(httpServer), server.connections, server.pendingRequests)
  }),
  scenario<Api>('the client leaves before the request is accepted', async (context: Context) => {
    const { trace, net } = context
    const { server, port } = await listening(context)
    let pending: Api
    server.on('request', (request: Api) => {
      pending = request
    })
    trace.emitter('server', server, ['connect', 'close'])
    const peer = await net.connect(port)
    await peer.upgrade()
    while (pending === undefined) await net.turns(1)
    peer.end()
    while (!pending._socketIsClosing) await net.turns(1)
    const connection = pending.accept()
    trace.emitter('connection', connection, ['close', 'error', 'message'])
    trace.attempt('send', () => connection.sendUTF('to nobody'))
    trace.log('then', connection.connected)
    await trace.seen(server, 'close')
    trace.log('then', connection.connected, connection.closeReasonCode)
  }),
  scenario<Api>('a request made by hand', async (context) => {
    const { api, trace, net } = context
    const http = createServer()
    const port = await net.listening(http)
    http.on('upgrade', (httpRequest, socket) => {
      const request = new api.request(socket, httpRequest, {
        ...new api.server({ httpServer: [] }).config,
        keepalive: false,
      })
      trace.attempt('readHandshake', () => request.readHandshake())
      const connection = request.accept(null, request.origin)
      connection.on('message', (message: unknown) => trace.log('message', message))
      connection.sendUTF('hello')
    })
    const peer = await net.connect(port)
    await peer.open()
    await peer.nextFrame()
    await peer.frame({ payload: 'by hand', mask: true })
    await net.turns(10)
  }),
  scenario<Api>('keepalive pings, and any data puts it off', { limit: 8000 }, async (context) => {
    const { connection, peer } = await serverOf(context, {
      config: { keepalive: true, keepaliveInterval: 60, keepaliveGracePeriod: 5000 },
    })
    await peer.nextFrame()
    await peer.frame({ opcode: 10, mask: true })
    await peer.nextFrame()
    connection.close()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('keepalive drops a silent peer', async (context) => {
    const { connection, peer } = await serverOf(context, {
      config: { keepalive: true, keepaliveInterval: 30, keepaliveGracePeriod: 30 },
    })
    await context.trace.seen(connection, 'close')
    await peer.closed
  }),
  scenario<Api>('keepalive without drop goes on pinging', async (context) => {
    const { connection, peer } = await serverOf(context, {
      config: { keepalive: true, keepaliveInterval: 250, dropConnectionOnKeepaliveTimeout: false },
    })
    await peer.frames(3)
    connection.drop(1000)
    await peer.closed
  }),
  scenario<Api>('keepalive settings that are refused', (context) => {
    const { api, trace } = context
    const socket = { setNoDelay() {}, setTimeout() {}, removeAllListeners() {}, on() {}, setKeepAlive() {} }
    const construct = (config: object): void => void new api.connection(socket, [], null, false, config)
    trace.attempt('no interval', () => construct({ keepalive: true }))
    trace.attempt('text as interval', () => construct({ keepalive: true, keepaliveInterval: '5' }))
    trace.attempt('native', () => construct({ keepalive: true, useNativeKeepalive: true }))
  }),
  scenario<Api>('native keepalive', async (context) => {
    const { trace } = context
    const calls: unknown[] = []
    await serverOf(context, {
      config: { keepalive: true, useNativeKeepalive: true, keepaliveInterval: 77_000 },
      accept: [],
      request: { headers: { Origin: 'x' } },
      prepare: (c) => calls.push(typeof c._keepaliveTimeoutID),
    })
    trace.log('timer', calls)
  }),
]

parityOfWebsocket('server', [...requests, ...servers])
