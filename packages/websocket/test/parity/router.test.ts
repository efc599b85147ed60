/** Parity of the router: mounting, matching, what handlers are given. */
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, listening, parityOfWebsocket } from './scene.js'

const mounts: Record<string, readonly unknown[]> = {
  nothing: [],
  'a path alone': ['/a'],
  'no callback': ['/a', 'p'],
  'a number': [5, 'p', () => {}],
  'a path and a protocol': ['/a', 'Proto', () => {}],
  'a path without protocol': ['/a', null, () => {}],
  'any path and protocol': ['*', '*', () => {}],
  'a pattern of every special character': ['/a.b*(c)?[d]{e}^$|#-\\ ,+', null, () => {}],
  'a RegExp': [/^\/x/, null, () => {}],
}

const mounting: Scenario<Api>[] = Object.entries(mounts).map(([name, values]) =>
  scenario<Api>(`mount ${name}`, ({ api, trace }) => {
    const router = new api.router()
    trace.attempt('mount', () => router.mount(...values))
    trace.attempt('again', () => router.mount(...values))
    trace.log('handlers', router.handlers)
    trace.attempt('unmount', () => router.unmount(values[0], values[1] ?? '____no_protocol____'))
    trace.log('handlers', router.handlers.length)
  }),
)

/** Target and protocols of a request, and which handler takes it. */
const routes: Record<string, [target: string, protocols: string | undefined]> = {
  'a path': ['/a', undefined],
  'a path with a query': ['/a?b=c', undefined],
  'a path with a protocol': ['/a', 'chat'],
  'a path with a protocol in another case': ['/a', 'CHAT'],
  'the second protocol': ['/a', 'unknown, chat'],
  'any protocol': ['/any', 'whatever'],
  'any protocol and none': ['/any', undefined],
  'a RegExp': ['/number/42', undefined],
  'a RegExp that does not match': ['/number/x', undefined],
  'no path': ['/nowhere', undefined],
  'a path without its protocol': ['/chat-only', undefined],
}

const routing: Scenario<Api>[] = Object.entries(routes).map(([name, [target, protocols]]) =>
  scenario<Api>(`route ${name}`, async (context) => {
    const { api, trace, net } = context
    const { server, port } = await listening(context)
    const router = new api.router({ server })
    const handler = (label: string) => (request: Api) => {
      trace.emitter('request', request)
      trace.log(
        label,
        request.protocol,
        request.resource,
        request.resourceURL.pathname,
        request.origin,
        request.cookies,
      )
      trace.log(
        'more',
        request.webSocketVersion,
        request.requestedExtensions,
        request.httpRequest.url,
        request.remoteAddress,
      )
      const connection = request.accept(request.origin)
      trace.log('connection', connection.protocol)
    }
    router.mount('/a', null, handler('/a'))
    router.mount('/a', 'chat', handler('/a chat'))
    router.mount('/any', '*', handler('/any'))
    router.mount('/chat-only', 'chat', handler('/chat-only'))
    router.mount(/^\/number\/\d+$/, null, handler('number'))
    const peer = await net.connect(port)
    await peer.open({
      target,
      headers: { 'Sec-WebSocket-Protocol': protocols, Origin: 'http://o', Cookie: 'a=b' },
    })
    peer.end()
    await peer.closed
  }),
)

const others: Scenario<Api>[] = [
  scenario<Api>('attach and detach', async (context) => {
    const { api, trace } = context
    const { server } = await listening(context)
    const router = new api.router()
    trace.attempt('attach nothing', () => router.attachServer())
    trace.attempt('detach nothing', () => router.detachServer())
    trace.attempt('attach', () => router.attachServer(server))
    trace.log('listeners', server.listenerCount('request'), router.config.server === server)
    trace.attempt('detach', () => router.detachServer())
    trace.log('listeners', server.listenerCount('request'), router.config.server)
  }),
  scenario<Api>('a handler rejects', async (context) => {
    const { api, trace, net } = context
    const { server, port } = await listening(context)
    new api.router({ server }).mount('*', null, (request: Api) => {
      trace.emitter('request', request)
      request.reject(403, 'not you', { 'X-Extra': '1' })
      trace.attempt('accept', () => request.accept())
    })
    const peer = await net.connect(port)
    await peer.open()
    await peer.closed
  }),
  scenario<Api>('a handler sets cookies', async (context) => {
    const { api, net } = context
    const { server, port } = await listening(context)
    new api.router({ server }).mount('*', '*', (request: Api) => request.accept(null, [{ name: 'a', value: 'b' }]))
    const peer = await net.connect(port)
    await peer.open()
  }),
  scenario<Api>('pathToRegExp and findHandlerIndex', ({ api, trace }) => {
    const router = new api.router()
    router.mount('/a', 'P', () => {})
    trace.log(
      'patterns',
      router.pathToRegExp('/q'),
      router.pathToRegExp('*'),
      router.pathToRegExp(/z/),
      router.pathToRegExp(5),
    )
    trace.log('index', router.findHandlerIndex('/^\\/a$/', 'p'), router.findHandlerIndex('/a', 'p'))
  }),
  scenario<Api>(
    'unmount without a protocol',
    { differs: 'a handler that was mounted without a protocol can be unmounted without one' },
    ({ api, trace }) => {
      const router = new api.router()
      router.mount('/a', null, () => {})
      trace.attempt('unmount', () => router.unmount('/a', null))
    },
  ),
]

parityOfWebsocket('router', [...mounting, ...routing, ...others])
