/** Parity of what `new WebSocket(…)` and `new WebSocketServer(…)` accept and throw, and of the forms of a URL. */
import { Duplex } from 'node:stream'
import { ownShape, type Scenario, scenario, WireFormatter, WireReader } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, listening, parityOfWs } from './scene.js'

/** Options of a client that never touches the network: records where it would have connected and its request, then fails. */
function unconnected({ trace }: Context, options: object = {}): object {
  return {
    createConnection(target: Record<string, unknown>) {
      const { host, port, path, socketPath, defaultPort, timeout, servername, hostname, method } = target
      trace.log('would connect', { host, port, path, socketPath, defaultPort, timeout, servername, hostname, method })
      const reader = new WireReader()
      const formatter = new WireFormatter()
      return new Duplex({
        read() {},
        write(chunk, _encoding, done) {
          for (const item of reader.push(chunk)) {
            for (const line of formatter.lines(item)) trace.line(line)
            this.destroy()
          }
          done()
        },
      })
    },
    ...options,
  }
}

async function construct(context: Context, url: unknown, protocols?: unknown, options: object = {}): Promise<void> {
  const { api, trace } = context
  let ws: Api
  trace.attempt('construct', () => {
    ws = new api.WebSocket(url, protocols, unconnected(context, options))
    trace.log('state', ws.readyState, ws.url)
  })
  if (ws === undefined) return
  trace.emitter('ws', ws)
  ws.on('error', () => {})
  await trace.seen(ws, 'close')
}

const urls: Record<string, unknown> = {
  'an empty string': '',
  'no scheme': 'example.com',
  'only a scheme': 'ws://',
  'a space in the host': 'ws://exa mple.com',
  'an unknown scheme': 'ftp://example.com',
  'a mailto URL': 'mailto:a@example.com',
  'a fragment': 'ws://example.com/#chat',
  'an empty fragment': 'ws://example.com/#',
  'a fragment and a wrong scheme': 'bad://example.com/#f',
  'a plain ws URL': 'ws://example.com',
  'an upper-case scheme and host': 'WS://EXAMPLE.com/Path',
  'a default port': 'ws://example.com:80/',
  'a port': 'ws://example.com:8080/',
  'a port of zero': 'ws://example.com:0/',
  'a port that is too large': 'ws://example.com:65536/',
  'a path and a query': 'ws://example.com/a/b?x=1&y=2',
  'only a query': 'ws://example.com?x=1',
  'unusual characters': 'ws://example.com/ä b?ü=ö',
  'percent escapes': 'ws://example.com/%7Euser/%2F',
  'dots in the path': 'ws://example.com/a/../b/./c',
  'an IPv4 address': 'ws://127.0.0.1:8000',
  'an IPv6 address': 'ws://[::1]:8000/',
  'an IDN host': 'ws://bücher.example/',
  'an http URL': 'http://example.com/x',
  'an http URL with a port': 'http://example.com:81/x',
  'a URL object': new URL('ws://example.com/object?q'),
  'an http URL object': new URL('http://example.com/object'),
  'a URL object with a fragment': new URL('ws://example.com/#f'),
  'an object with toString': { toString: () => 'ws://example.com/to-string' },
  'a number': 7,
  undefined: undefined,
  'an array': ['ws://example.com'],
  userinfo: 'ws://user:pass@example.com/',
  'a backslash': 'ws:\\\\example.com\\x',
  'surrounding space': '  ws://example.com/  ',
  'a line break': 'ws://example.com/a\nb',
}

const ipcUrls: Record<string, string> = {
  'no path': 'ws+unix:',
  'an empty pathname': 'ws+unix://',
  'a socket path': 'ws+unix:/tmp/x.sock',
  'a socket path and a request path': 'ws+unix:/tmp/x.sock:/chat?x=1',
  'two colons': 'ws+unix:/tmp/x.sock:/a:b',
  'three slashes': 'ws+unix:///tmp/x.sock:/chat',
  'a fragment': 'ws+unix:/tmp/x.sock#f',
  'a relative path': 'ws+unix:x.sock:/chat',
  'a query and no request path': 'ws+unix:/tmp/x.sock?x=1',
  'a host': 'ws+unix://host/tmp/x.sock:/',
}

const protocolLists: Record<string, unknown> = {
  undefined: undefined,
  null: null,
  'a string': 'chat',
  'an empty string': '',
  'an empty array': [],
  two: ['chat', 'superchat'],
  'a duplicate': ['chat', 'chat'],
  'an empty name': [''],
  'a comma': ['a,b'],
  'a space': ['a b'],
  'a non-ASCII name': ['é'],
  'a separator': ['a(b)'],
  'every token character': ["!#$%&'*+-.^_`|~09AZaz"],
  'a number': [1],
  'null within': [null],
  'undefined within': [undefined],
  'a name not a string': 5,
  true: true,
  'case differs': ['chat', 'Chat'],
}

const clientOptions: Record<string, object> = {
  'protocolVersion 8': { protocolVersion: 8 },
  'protocolVersion 13': { protocolVersion: 13 },
  'protocolVersion 7': { protocolVersion: 7 },
  'protocolVersion 0': { protocolVersion: 0 },
  'protocolVersion as a string': { protocolVersion: '13' },
  'protocolVersion null': { protocolVersion: null },
  'protocolVersion undefined': { protocolVersion: undefined },
  'ignored request options': {
    host: 'other',
    hostname: 'another',
    port: 1,
    path: '/other',
    socketPath: '/s',
    timeout: 5,
    method: 'POST',
  },
  'a protocols option': { protocols: ['from-options'] },
  'a bad protocols option': { protocols: ['a', 'a'] },
  'a header with a bad value': { headers: { 'X-Bad': 'a\nb' } },
  'a bad origin': { origin: 'a\nb' },
}

const constructions: Scenario<Api>[] = [
  ...Object.entries(urls).map(([name, url]) =>
    scenario<Api>(`new WebSocket: URL with ${name}`, (context) => construct(context, url)),
  ),
  ...Object.entries(ipcUrls).map(([name, url]) =>
    scenario<Api>(`new WebSocket: IPC URL with ${name}`, (context) => construct(context, url)),
  ),
  ...Object.entries(protocolLists).map(([name, protocols]) =>
    scenario<Api>(`new WebSocket: protocols: ${name}`, (context) => construct(context, 'ws://example.com', protocols)),
  ),
  ...Object.entries(clientOptions).map(([name, options]) =>
    scenario<Api>(`new WebSocket: option ${name}`, (context) => construct(context, 'ws://example.com', [], options)),
  ),
  scenario<Api>('new WebSocket: secure URL forms', async (context) => {
    for (const url of [
      'wss://example.com',
      'wss://example.com:443/a',
      'https://example.com/b',
      'wss://127.0.0.1/',
      'wss://[::1]/',
    ]) {
      await construct(context, url)
    }
    await construct(context, 'wss://example.com', [], { servername: 'other.example' })
  }),
  ...Object.entries({
    'with an origin': { origin: 'o' },
    'with protocols': { protocols: ['a', 'b'] },
    'with one protocol': { protocols: 'a' },
    'with a duplicated protocol': { protocols: ['a', 'a'] },
    'with no protocols': { protocols: [] },
    'with null protocols': { protocols: null },
  }).map(([name, options]) =>
    scenario<Api>(`new WebSocket: options in place of protocols ${name}`, async (context) => {
      const { api, trace } = context
      let ws: Api
      trace.attempt('construct', () => {
        ws = new api.WebSocket('ws://example.com/x', unconnected(context, options))
        return undefined
      })
      if (ws === undefined) return
      trace.emitter('ws', ws)
      ws.on('error', () => {})
      await trace.seen(ws, 'close')
    }),
  ),
  scenario<Api>('new WebSocket: called without new, without arguments, with null', (context) => {
    const { api, trace } = context
    trace.attempt('without new', () => api.WebSocket('ws://example.com'))
    trace.attempt('without arguments', () => new api.WebSocket())
    trace.attempt('null with options', () => {
      const ws = new api.WebSocket(null, undefined, { isServer: false })
      trace.log('members', ws.readyState, ws.url, ws.protocol, ws.extensions, ws.bufferedAmount, ws.binaryType)
    })
  }),
  scenario<Api>('new WebSocket: a URL object is not changed', async (context) => {
    const url = new URL('http://user:pass@example.com/a?b')
    await construct(context, url)
    context.trace.log('afterwards', url.href)
  }),
  scenario<Api>('new WebSocket: options are not changed', (context) => {
    const options = unconnected(context, { headers: { 'X-A': '1' }, perMessageDeflate: {}, origin: 'o' })
    const before = Object.keys(options)
    const ws = new context.api.WebSocket('ws://example.com', 'p', options)
    ws.on('error', () => {})
    ws.terminate()
    context.trace.log('keys', before.join() === Object.keys(options).join(), options)
  }),
  scenario<Api>('new WebSocket: members before it is connected', (context) => {
    const { trace } = context
    const ws = new context.api.WebSocket('ws://example.com/a', ['p'], unconnected(context))
    for (const member of [
      'readyState',
      'url',
      'protocol',
      'extensions',
      'bufferedAmount',
      'binaryType',
      'isPaused',
      'onopen',
      'onclose',
      'onerror',
      'onmessage',
      'CONNECTING',
      'OPEN',
      'CLOSING',
      'CLOSED',
    ]) {
      trace.log(member, ws[member])
    }
    ws.on('error', () => {})
    ws.terminate()
  }),
]

const serverOptions: Record<string, unknown> = {
  none: undefined,
  'an empty object': {},
  null: null,
  'port and server': { port: 0, server: {} },
  'port and noServer': { port: 0, noServer: true },
  'server and noServer': { server: {}, noServer: true },
  'all three': { port: 0, server: {}, noServer: true },
  'port null': { port: null },
  'port and noServer false': { noServer: false },
  'a port out of range': { port: 70000 },
  'a port that is no number': { port: 'abc' },
}

const servers: Scenario<Api>[] = [
  ...Object.entries(serverOptions).map(([name, options]) =>
    scenario<Api>(`new WebSocketServer: options ${name}`, ({ api, trace }) => {
      trace.attempt('construct', () => new api.WebSocketServer(options))
    }),
  ),
  scenario<Api>('new WebSocketServer: called without new', ({ api, trace }) => {
    trace.attempt('call', () => api.WebSocketServer({ noServer: true }))
  }),
  scenario<Api>('new WebSocketServer: defaults', ({ api, trace }) => {
    const wss = new api.WebSocketServer({ noServer: true })
    trace.log('options', wss.options)
    trace.log('members', wss.path, wss.clients, wss._server)
    trace.log('given', new api.WebSocketServer({ noServer: true, path: '/p', maxPayload: 1, extra: 'kept' }).options)
  }),
  scenario<Api>('new WebSocketServer: perMessageDeflate true', ({ api, trace }) => {
    trace.log('options', new api.WebSocketServer({ noServer: true, perMessageDeflate: true }).options)
  }),
  scenario<Api>('new WebSocketServer: clientTracking', ({ api, trace }) => {
    trace.log('on', 'clients' in new api.WebSocketServer({ noServer: true }))
    trace.log('off', 'clients' in new api.WebSocketServer({ noServer: true, clientTracking: false }))
    trace.log('null', 'clients' in new api.WebSocketServer({ noServer: true, clientTracking: null }))
  }),
  scenario<Api>('new WebSocketServer: callback on listening', async (context) => {
    const { wss } = await listening(context)
    context.trace.log('listening', wss.address().family, wss.address().address)
  }),
  scenario<Api>('new WebSocketServer: callback and listening event', async ({ api, trace }) => {
    const wss = new api.WebSocketServer({ port: 0, host: '127.0.0.1' }, (...values: unknown[]) =>
      trace.log('callback', ...values),
    )
    trace.listen('wss', wss, ['listening'])
    await trace.seen(wss, 'listening')
  }),
  scenario<Api>('new WebSocketServer: a port in use', async ({ api, trace, net }) => {
    const { port } = await net.listen()
    const wss = new api.WebSocketServer({ port, host: '127.0.0.1' }, () => trace.log('callback'))
    trace.listen('wss', wss, ['listening', 'error'])
    await trace.seen(wss, 'error')
    trace.log('clients', wss.clients)
  }),
  scenario<Api>('new WebSocketServer: own properties', ({ api, trace }) => {
    const shape = ownShape(new api.WebSocketServer({ noServer: true }))
    for (const key of ['options', 'clients', '_state', '_shouldEmitClose']) trace.log(key, shape[key])
  }),
]

parityOfWs('constructors', [...constructions, ...servers])
