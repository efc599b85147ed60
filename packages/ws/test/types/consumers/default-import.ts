// biome-ignore-all lint/suspicious/noExplicitAny: programs have it
// A program as people write them for `@types/ws`, by default and named imports. It is compiled, never run.
import { once } from 'node:events'
import { type ClientRequest, createServer, type Agent as HttpAgent, IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo as NetAddressInfo, Socket } from 'node:net'
import { type Duplex, pipeline } from 'node:stream'
import WebSocket, {
  type AddressInfo,
  type CertMeta,
  type ClientOptions,
  type CloseEvent,
  createWebSocketStream,
  type Data,
  type ErrorEvent,
  type Event,
  type EventListenerOptions,
  type FinishRequestCallback,
  type MessageEvent,
  type PerMessageDeflateOptions,
  type RawData,
  type ServerOptions,
  type VerifyClientCallbackAsync,
  type VerifyClientCallbackSync,
  WebSocketServer,
} from 'ws'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function check<_Holds extends true>(): void {}

// The ready states
const connecting: 0 = WebSocket.CONNECTING
const open: 1 = WebSocket.OPEN
const closing: 2 = WebSocket.CLOSING
const closed: 3 = WebSocket.CLOSED
const states: number[] = [connecting, open, closing, closed]
const names: Record<WebSocket['readyState'], string> = { 0: 'connecting', 1: 'open', 2: 'closing', 3: 'closed' }

// Making a client
const deflate: PerMessageDeflateOptions = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: undefined,
  serverMaxWindowBits: 10,
  clientMaxWindowBits: 10,
  zlibDeflateOptions: { chunkSize: 1024, memLevel: 7, level: 3, dictionary: Buffer.alloc(4), info: false },
  zlibInflateOptions: { chunkSize: 10 * 1024, maxOutputLength: 1 << 20 },
  concurrencyLimit: 10,
  threshold: 1024,
}
const finishRequest: FinishRequestCallback = (request, websocket) => {
  request.setHeader('x-state', websocket.readyState)
  request.end()
}
const clientOptions: ClientOptions = {
  protocol: 'chat',
  followRedirects: true,
  maxRedirects: 2,
  generateMask(mask) {
    mask.fill(7)
  },
  handshakeTimeout: 5_000,
  perMessageDeflate: deflate,
  localAddress: '127.0.0.1',
  protocolVersion: 13,
  headers: { authorization: 'Basic Og==' },
  origin: 'http://localhost',
  agent: undefined as HttpAgent | undefined,
  host: 'localhost',
  family: 4,
  checkServerIdentity(servername: string, cert: CertMeta) {
    return servername.length > 0 && cert.length > 0
  },
  rejectUnauthorized: false,
  allowSynchronousEvents: false,
  autoPong: true,
  maxPayload: 1024,
  maxBufferedChunks: 16,
  maxFragments: 16,
  skipUTF8Validation: false,
  finishRequest,
  ca: [Buffer.alloc(0)],
  passphrase: 'secret',
}
const clients: WebSocket[] = [
  new WebSocket('ws://localhost:8080'),
  new WebSocket(new URL('ws://localhost:8080')),
  new WebSocket('ws://localhost:8080', 'chat'),
  new WebSocket('ws://localhost:8080', ['chat', 'superchat']),
  new WebSocket('ws://localhost:8080', undefined, clientOptions),
  new WebSocket('ws://localhost:8080', ['chat'], { perMessageDeflate: false }),
  new WebSocket('ws://localhost:8080', { headers: { cookie: 'a=b' }, timeout: 10 }),
  new WebSocket('ws://localhost:8080', { auth: 'user:pass', headers: { cookie: ['a=b', 'c=d'] }, defaultPort: 80 }),
  new WebSocket('ws://localhost:8080', { rejectUnauthorized: false, setHost: true, lookup: undefined }),
  new WebSocket(null),
]
const client: WebSocket = clients[0]!
const constructors: (typeof WebSocket)[] = [WebSocket]
const parameters: ConstructorParameters<typeof WebSocket> = ['ws://localhost', ['chat'], { origin: 'x' }]
new WebSocket(...parameters)

// Its members
const readable: string = client.url + client.protocol + client.extensions + names[client.readyState]
const queued: number = client.bufferedAmount
const paused: boolean = client.isPaused
const kind: 'nodebuffer' | 'arraybuffer' | 'fragments' = client.binaryType
client.binaryType = 'fragments'
client.binaryType = kind
if (client.readyState === WebSocket.OPEN && client.readyState === client.OPEN) client.pause()
if (client.binaryType === 'arraybuffer') client.resume()
switch (client.readyState) {
  case WebSocket.CONNECTING:
  case WebSocket.OPEN:
  case WebSocket.CLOSING:
  case WebSocket.CLOSED:
    break
  default:
    check<Equal<typeof client.readyState, never>>()
}
console.log(states, readable, queued, paused)

// Sending
const sent = (error?: Error): void => console.error(error?.message)
client.send('text')
client.send('text', sent)
client.send('text', {}, sent)
client.send('text', { binary: false, compress: undefined, fin: true, mask: true }, (error) => sent(error))
client.send(Buffer.from('bytes'), { binary: true })
client.send(new Uint8Array(3))
client.send(new Float64Array(3))
client.send(new DataView(new ArrayBuffer(8)))
client.send(new ArrayBuffer(8))
client.send(new SharedArrayBuffer(8))
client.send(new Blob(['blob']))
client.send([1, 2, 3])
client.send(Object.freeze([1, 2, 3]))
client.send(['1', '2'])
client.send(17)
client.send({ valueOf: () => 'primitive' })
client.send({ valueOf: () => new Uint8Array(1) })
client.send({ [Symbol.toPrimitive]: (hint: string) => hint })
client.send(new String('boxed'))
declare const anything: any
declare const data: Data
declare const raw: RawData
client.send(anything)
client.send(data)
client.send(raw)
client.ping()
client.ping('now')
client.ping(Buffer.alloc(1), true)
client.ping(1, undefined, (error) => console.error(error.message))
client.pong()
client.pong({ any: 'thing' }, false, () => {})
client.close()
client.close(1000)
client.close(4000, 'reason')
client.close(undefined, Buffer.from('reason'))
client.terminate()
const send: WebSocket['send'] = client.send.bind(client)
send('later')
const lastSend: Parameters<WebSocket['send']> = ['data', { binary: true }, sent]
client.send(...lastSend)

// Handlers as in a browser
client.onopen = null
client.onopen = ({ type, target }) => target.send(type)
client.onmessage = (event) => {
  check<Equal<typeof event.data, string | Buffer | ArrayBuffer | Buffer[]>>()
  if (typeof event.data === 'string') event.target.send(event.data)
  else if (event.data instanceof ArrayBuffer) event.target.send(event.data.byteLength)
  else if (Array.isArray(event.data)) event.target.send(Buffer.concat(event.data))
  else event.target.send(event.data.toString('utf8'))
}
client.onerror = (event: ErrorEvent) => console.error(event.message, event.type, event.error.code, event.target.url)
client.onclose = (event: CloseEvent) => console.log(event.code, event.reason, event.wasClean, event.target)
client.addEventListener('open', (event) => check<Equal<typeof event, WebSocket.Event>>())
client.addEventListener('message', (event) => check<Equal<typeof event, WebSocket.MessageEvent>>(), { once: true })
client.addEventListener('error', (event) => check<Equal<typeof event, WebSocket.ErrorEvent>>(), {})
client.addEventListener('close', (event) => check<Equal<typeof event, WebSocket.CloseEvent>>(), { once: undefined })
const listenerOptions: EventListenerOptions = { once: true }
const onEvent = (event: Event): void => console.log(event.type)
const onMessageEvent = { handleEvent: (event: MessageEvent) => console.log(event.data) }
client.addEventListener('open', onEvent, listenerOptions)
client.addEventListener('message', onMessageEvent)
client.removeEventListener('open', onEvent)
client.removeEventListener('message', onMessageEvent)
const eventNames: (keyof WebSocket.WebSocketEventMap)[] = ['open', 'message', 'error', 'close']
for (const name of eventNames) client.addEventListener(name, (event) => console.log(event.type))

// Events as in Node
client
  .on('open', function () {
    check<Equal<typeof this.bufferedAmount, number>>()
    this.send('hello')
  })
  .on('close', function (code, reason) {
    check<Equal<[typeof code, typeof reason], [number, Buffer]>>()
    this.terminate()
  })
  .on('error', (error) => check<Equal<typeof error, Error>>())
  .on('upgrade', (response) => console.log(response.headers['set-cookie']?.length))
  .on('message', (message, isBinary) => {
    check<Equal<[typeof message, typeof isBinary], [RawData, boolean]>>()
    const bytes = Array.isArray(message) ? Buffer.concat(message) : new Uint8Array(message)
    console.log(bytes.length, message.toString())
  })
  .on('ping', (payload) => check<Equal<typeof payload, Buffer>>())
  .on('pong', (payload) => check<Equal<typeof payload, Buffer>>())
  .on('redirect', (url, request) => check<Equal<[typeof url, typeof request], [string, ClientRequest]>>())
  .on('unexpected-response', (request, response) => {
    check<Equal<[typeof request, typeof response], [ClientRequest, IncomingMessage]>>()
    request.destroy()
    response.resume()
  })
  .on('custom', (a, b, c) => check<Equal<[typeof a, typeof b, typeof c], [any, any, any]>>())
  .on(Symbol('custom'), (...rest) => console.log(rest.length))
client.on('message', (text: string) => console.log(text.length))
client.on('message', async (message: Buffer) => console.log(message.length))
client.on('message', console.log)
client.on('message', (message: Data) => console.log(message))
client
  .once('open', () => {})
  .once('close', (code, reason) => check<Equal<[typeof code, typeof reason], [number, Buffer]>>())
  .once('error', (error) => check<Equal<typeof error, Error>>())
  .once('upgrade', (response) => check<Equal<typeof response, IncomingMessage>>())
  .once('message', (message, isBinary) => check<Equal<[typeof message, typeof isBinary], [RawData, boolean]>>())
  .once('ping', (payload) => check<Equal<typeof payload, Buffer>>())
  .once('pong', (payload) => check<Equal<typeof payload, Buffer>>())
  .once('redirect', (url, request) => check<Equal<[typeof url, typeof request], [string, ClientRequest]>>())
  .once('unexpected-response', (request, response) =>
    check<Equal<[typeof request, typeof response], [ClientRequest, IncomingMessage]>>(),
  )
  .once('custom', (value) => value.anything)
const onClose = (code: number, reason: Buffer): void => console.log(code, reason.toString())
client.on('close', onClose).off('close', onClose)
client
  .off('open', () => {})
  .off('close', (code, reason) => check<Equal<[typeof code, typeof reason], [number, Buffer]>>())
  .off('error', (error) => check<Equal<typeof error, Error>>())
  .off('upgrade', (response) => check<Equal<typeof response, IncomingMessage>>())
  .off('message', (message, isBinary) => check<Equal<[typeof message, typeof isBinary], [RawData, boolean]>>())
  .off('ping', (payload) => check<Equal<typeof payload, Buffer>>())
  .off('pong', (payload) => check<Equal<typeof payload, Buffer>>())
  .off('redirect', (url, request) => check<Equal<[typeof url, typeof request], [string, ClientRequest]>>())
  .off('unexpected-response', (request, response) =>
    check<Equal<[typeof request, typeof response], [ClientRequest, IncomingMessage]>>(),
  )
  .off('custom', (value) => value)
client
  .addListener('open', () => {})
  .addListener('close', (code, reason) => check<Equal<[typeof code, typeof reason], [number, Buffer]>>())
  .addListener('error', (error) => check<Equal<typeof error, Error>>())
  .addListener('upgrade', (response) => check<Equal<typeof response, IncomingMessage>>())
  .addListener('message', (message, isBinary) => check<Equal<[typeof message, typeof isBinary], [RawData, boolean]>>())
  .addListener('ping', (payload) => check<Equal<typeof payload, Buffer>>())
  .addListener('pong', (payload) => check<Equal<typeof payload, Buffer>>())
  .addListener('redirect', (url, request) => check<Equal<[typeof url, typeof request], [string, ClientRequest]>>())
  .addListener('unexpected-response', (request, response) =>
    check<Equal<[typeof request, typeof response], [ClientRequest, IncomingMessage]>>(),
  )
  .addListener('custom', (value) => value)
client
  .removeListener('open', () => {})
  .removeListener('close', (code, reason) => check<Equal<[typeof code, typeof reason], [number, Buffer]>>())
  .removeListener('error', (error) => check<Equal<typeof error, Error>>())
  .removeListener('upgrade', (response) => check<Equal<typeof response, IncomingMessage>>())
  .removeListener('message', (message, isBinary) =>
    check<Equal<[typeof message, typeof isBinary], [RawData, boolean]>>(),
  )
  .removeListener('ping', (payload) => check<Equal<typeof payload, Buffer>>())
  .removeListener('pong', (payload) => check<Equal<typeof payload, Buffer>>())
  .removeListener('redirect', (url, request) => check<Equal<[typeof url, typeof request], [string, ClientRequest]>>())
  .removeListener('unexpected-response', (request, response) =>
    check<Equal<[typeof request, typeof response], [ClientRequest, IncomingMessage]>>(),
  )
  .removeListener('custom', (value) => value)
client
  .prependListener('message', (message) => message)
  .removeAllListeners('message')
  .setMaxListeners(0)
client.emit('message', Buffer.alloc(0), false)
for (const event of ['open', 'close'] as const) client.on(event, (...rest) => console.log(event, rest[0].anything))
async function next(websocket: WebSocket): Promise<string> {
  await once(websocket, 'open')
  const [message] = await once(websocket, 'message')
  return message.toString()
}
void next(client)

// A class of one's own
class Player extends WebSocket {
  id = 0
  isAlive = true
  override send(...args: any[]): void {
    super.send(args[0])
  }
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason)
  }
  override on(event: string | symbol, listener: (...args: any[]) => void): this {
    return super.on(event, listener)
  }
}
class Logged extends WebSocket {
  constructor(address: string | URL, options?: ClientOptions) {
    super(address, [], options)
    this.on('open', () => this.log()).once('close', (code) => this.log(code))
  }
  private log(...args: unknown[]): void {
    console.log(this.url, ...args)
  }
}
class Fixed extends WebSocket {
  override binaryType: 'nodebuffer' = 'nodebuffer'
}
console.log(new Logged('ws://localhost', { origin: 'x' }).OPEN, new Fixed(null).binaryType)
type Alive = WebSocket & { isAlive?: boolean }
interface Tagged extends WebSocket {
  tag: string
}
const tagged = Object.assign(client, { tag: 'x' }) satisfies Tagged
tagged.on('message', () => tagged.tag)

// Servers
const verifySync: VerifyClientCallbackSync = ({ origin, secure, req }) => secure && origin === req.headers.origin
const verifyAsync: VerifyClientCallbackAsync = (info, callback) => {
  callback(false, 401, info.origin, { 'Retry-After': 120 })
}
const serverOptions: ServerOptions = {
  host: 'localhost',
  port: 0,
  backlog: 10,
  verifyClient: verifySync,
  handleProtocols: (protocols, request) => (request.url === '/' ? [...protocols][0]! : false),
  path: '/chat',
  noServer: undefined,
  allowSynchronousEvents: true,
  autoPong: false,
  clientTracking: true,
  perMessageDeflate: deflate,
  maxPayload: 100,
  maxBufferedChunks: 100,
  maxFragments: 100,
  skipUTF8Validation: true,
}
const server = new WebSocketServer(serverOptions, () => console.log('listening'))
const others: WebSocketServer[] = [
  new WebSocketServer({ server: createServer() }),
  new WebSocketServer({ server: createSecureServer() }),
  new WebSocketServer({ noServer: true, verifyClient: verifyAsync, perMessageDeflate: true }),
  new WebSocketServer({ port: 8080, verifyClient: (info: { secure: boolean }) => info.secure }),
  new WebSocketServer({ port: 8080, verifyClient: (info, callback) => callback(info.secure) }),
  new WebSocketServer({ port: 8080, WebSocket }),
  new WebSocketServer(),
]
server.on('connection', function (websocket, request) {
  check<Equal<typeof websocket, WebSocket>>()
  check<Equal<typeof request, IncomingMessage>>()
  this.clients.forEach((one) => {
    if (one !== websocket && one.readyState === WebSocket.OPEN) one.send('joined')
  })
  websocket.on('message', (message, isBinary) => {
    for (const one of server.clients) one.send(message, { binary: isBinary })
  })
  console.log(request.socket.remoteAddress)
})
server.on('connection', (websocket: Alive) => {
  websocket.isAlive = true
  websocket.on('pong', () => (websocket.isAlive = true))
})
server.on('connection', async (websocket) => {
  await next(websocket)
})
server
  .on('error', (error) => error.message)
  .on('headers', (headers, request) => headers.push(`x-url: ${request.url}`))
  .on('close', () => {})
  .on('listening', function () {
    const everyone: Set<WebSocket> = this.clients
    console.log(everyone.size)
  })
  .on('wsClientError', (error, socket, request) => socket.end(`${error.message} ${request.url}`))
  .on('custom', (value) => value.anything)
server
  .once('connection', (websocket, request) =>
    check<Equal<[typeof websocket, typeof request], [WebSocket, IncomingMessage]>>(),
  )
  .once('error', (error) => check<Equal<typeof error, Error>>())
  .once('headers', (headers, request) => check<Equal<[typeof headers, typeof request], [string[], IncomingMessage]>>())
  .once('close', () => {})
  .once('listening', () => {})
  .once('wsClientError', (error, socket, request) =>
    check<Equal<[typeof error, typeof socket, typeof request], [Error, Duplex, IncomingMessage]>>(),
  )
  .once('custom', (value) => value)
server
  .off('connection', (websocket, request) =>
    check<Equal<[typeof websocket, typeof request], [WebSocket, IncomingMessage]>>(),
  )
  .off('error', (error) => check<Equal<typeof error, Error>>())
  .off('headers', (headers, request) => check<Equal<[typeof headers, typeof request], [string[], IncomingMessage]>>())
  .off('close', () => {})
  .off('listening', () => {})
  .off('wsClientError', (error, socket, request) =>
    check<Equal<[typeof error, typeof socket, typeof request], [Error, Duplex, IncomingMessage]>>(),
  )
  .off('custom', (value) => value)
server
  .addListener('connection', (websocket, request) =>
    check<Equal<[typeof websocket, typeof request], [WebSocket, IncomingMessage]>>(),
  )
  .addListener('error', (error) => check<Equal<typeof error, Error>>())
  .addListener('headers', (headers, request) =>
    check<Equal<[typeof headers, typeof request], [string[], IncomingMessage]>>(),
  )
  .addListener('close', () => {})
  .addListener('listening', () => {})
  .addListener('wsClientError', (error, socket, request) =>
    check<Equal<[typeof error, typeof socket, typeof request], [Error, Duplex, IncomingMessage]>>(),
  )
  .addListener('custom', (value) => value)
server
  .removeListener('connection', (websocket, request) =>
    check<Equal<[typeof websocket, typeof request], [WebSocket, IncomingMessage]>>(),
  )
  .removeListener('error', (error) => check<Equal<typeof error, Error>>())
  .removeListener('headers', (headers, request) =>
    check<Equal<[typeof headers, typeof request], [string[], IncomingMessage]>>(),
  )
  .removeListener('close', () => {})
  .removeListener('listening', () => {})
  .removeListener('wsClientError', (error, socket, request) =>
    check<Equal<[typeof error, typeof socket, typeof request], [Error, Duplex, IncomingMessage]>>(),
  )
  .removeListener('custom', (value) => value)
const address = server.address()
if (typeof address === 'object' && address !== null) console.log(address.port, address.family, address.address)
const bound: AddressInfo = server.address() as NetAddressInfo
const port: number = (server.address() as AddressInfo).port
const openConnections: number = server.clients.size
server.path = '/assigned'
server.shouldHandle = (request) => request.url === server.options.path
server.shouldHandle = () => true
createServer().on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
  if (!server.shouldHandle(request)) return
  server.handleUpgrade(request, socket, head, (websocket, same) => server.emit('connection', websocket, same))
})
createServer().on('upgrade', (request, socket: Socket, head) => {
  server.handleUpgrade(request, socket, head, (websocket: WebSocket) => websocket.close())
})
server.close()
server.close(() => {})
server.close((error) => console.error(error?.message))
console.log(bound, port, openConnections, others.length)

// Servers of one's own classes
class Request extends IncomingMessage {
  user?: string
}
class Game extends WebSocketServer<typeof Player, typeof Request> {
  constructor(options: ServerOptions<typeof Player, typeof Request> = {}) {
    super({ ...options, WebSocket: Player, clientTracking: true })
    this.on('connection', (player, request) => {
      check<Equal<[typeof player, typeof request], [Player, Request]>>()
      player.id = this.clients.size
    })
  }
  broadcast(message: RawData): void {
    for (const player of this.clients) if (player.isAlive) player.send(message)
  }
  override shouldHandle(request: Request): boolean {
    return request.user !== undefined
  }
  override handleUpgrade(
    request: Request,
    socket: Duplex,
    head: Buffer,
    callback: (player: Player, request: Request) => void,
  ): void {
    super.handleUpgrade(request, socket, head, callback)
  }
  override address(): AddressInfo | string | null {
    return super.address()
  }
  override close(callback?: (error?: Error) => void): void {
    super.close(callback)
  }
}
const game = new Game({ noServer: true, verifyClient: (info: { req: Request }) => info.req.user === 'me' })
game.broadcast(Buffer.alloc(0))
const generic = new WebSocketServer<typeof Player>({ port: 0, WebSocket: Player })
generic.on('connection', (player) => player.id++)
generic.clients.forEach((player) => void (player.isAlive && player.ping()))
const inferred = new WebSocketServer({ port: 0, WebSocket: Player })
inferred.once('connection', (player) => check<Equal<typeof player, Player>>())
const players: Set<Player> = inferred.clients
const httpServer = createServer({ IncomingMessage: Request })
const withRequest = new WebSocketServer<typeof WebSocket, typeof Request>({ server: httpServer })
withRequest.on('connection', (websocket, request) => websocket.send(request.user ?? ''))
const typed: InstanceType<typeof WebSocketServer> = server
function heartbeat(this: WebSocket): void {
  this.ping()
}
client.on('pong', heartbeat)
console.log(players.size, typed.options.port, constructors.length)

// Streams
const stream: Duplex = createWebSocketStream(client)
const text = createWebSocketStream(client, { encoding: 'utf8', decodeStrings: false, readableObjectMode: true })
pipeline(stream, text, (error) => console.error(error))
stream.pipe(process.stdout)

// What others demand of a WebSocket
interface Sink {
  readonly readyState: number
  protocol: string
  send(data: string, cb?: (error?: Error) => void): void
  close(code?: number, reason?: string): void
  on(event: 'message', listener: (data: RawData, isBinary: boolean) => void): unknown
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
}
const sink: Sink = client
const maker: { new (url: string, protocols?: string | string[]): Sink } = WebSocket
const viewed: Pick<WebSocket, 'send' | 'close' | 'on' | 'binaryType'> = client
const sockets = new Map<string, WebSocket>([['a', client]])
const weak = new WeakMap<WebSocket, { rooms: Set<string> }>()
weak.set(client, { rooms: new Set() })
console.log(sink.readyState, maker, viewed.binaryType, sockets.get('a')?.url)
const partial: Partial<WebSocket> = { readyState: WebSocket.OPEN, send: () => {} }
const pretended = partial as WebSocket
const unknowable = { on() {}, send() {} } as unknown as WebSocket
console.log(pretended, unknowable, client instanceof WebSocket, server instanceof WebSocketServer)
