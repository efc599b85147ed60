// Declarations of `@rosetta-ws/websocket`. What compiles with @types/websocket 1.0.10 compiles with these. What the
// original does not have is marked "Rosetta".

/// <reference types="node" />

import events = require('node:events')
import http = require('node:http')
import https = require('node:https')
import net = require('node:net')
import url = require('node:url')
import zlib = require('node:zlib')

type AnyHttpServer = http.Server | https.Server

/** Called when a message is with the operating system, or could not be sent. */
type SendCallback = (err?: Error) => void

/** The listeners of an object, by event: the argument lists. */
type Listener<Values extends unknown[]> = (...values: Values) => void

export const version: string

export const deprecation: {
  disableWarnings: boolean
  deprecationWarningMap: Record<string, string>
  warn(name: string): void
}

/** What `send` turns into text. */
export interface IStringified {
  toString: (...args: any[]) => string
}

/** Rosetta: parameters of permessage-deflate (RFC 7692). */
export interface IPerMessageDeflateConfig {
  serverNoContextTakeover?: boolean | undefined
  clientNoContextTakeover?: boolean | undefined
  /** 8 to 15, or false to refuse a peer's wish. */
  serverMaxWindowBits?: number | false | undefined
  /** 8 to 15; true in a client: what the server asks for; false to refuse a peer's wish. */
  clientMaxWindowBits?: number | boolean | undefined
  /** Bytes from which on a message is compressed. @default 1024 */
  threshold?: number | undefined
  zlibDeflateOptions?: zlib.ZlibOptions | undefined
  zlibInflateOptions?: zlib.ZlibOptions | undefined
}

/** What servers and clients have in common. Sizes in bytes, times in milliseconds. */
export interface IConfig {
  /** The largest frame that is received. @default 64 KiB in a server, 1 MiB in a client */
  maxReceivedFrameSize?: number | undefined
  /** The largest message that is received. @default 1 MiB in a server, 8 MiB in a client */
  maxReceivedMessageSize?: number | undefined
  /** Whether large messages are sent in fragments. @default true */
  fragmentOutgoingMessages?: boolean | undefined
  /** The largest fragment that is sent. @default 16 KiB */
  fragmentationThreshold?: number | undefined
  /** Whether fragments are joined; if not, each frame is a 'frame' event. @default true */
  assembleFragments?: boolean | undefined
  /** How long the peer may take to answer a Close frame. @default 5000 */
  closeTimeout?: number | undefined
  /** Whether TCP sends small packets at once. @default true */
  disableNagleAlgorithm?: boolean | undefined
  /** Rosetta: fragments in one message. @default 16384 */
  maxFragments?: number | undefined
  /** Rosetta: compression, where the peer agrees. @default false */
  perMessageDeflate?: boolean | IPerMessageDeflateConfig | undefined
  /** Rosetta: how long an opening handshake may take; 0 for no limit. @default 0 */
  handshakeTimeout?: number | undefined
}

/** The settings of the automatic pings. */
interface IKeepaliveConfig {
  /** Whether silent peers are pinged. @default true in a server */
  keepalive?: boolean | undefined
  /** How long a peer is silent before it is pinged. @default 20000 */
  keepaliveInterval?: number | undefined
  /** Whether a peer that does not answer is dropped. @default true */
  dropConnectionOnKeepaliveTimeout?: boolean | undefined
  /** How long a peer may take to answer. @default 10000 */
  keepaliveGracePeriod?: number | undefined
  /** Whether TCP's own keepalive is used in place of pings. @default false */
  useNativeKeepalive?: boolean | undefined
}

export interface IServerConfig extends IConfig, IKeepaliveConfig {
  /** The servers whose upgrades are taken. */
  httpServer: AnyHttpServer | AnyHttpServer[]
  /** Whether every request is accepted, with its first subprotocol. @default false */
  autoAcceptConnections?: boolean | undefined
  /** Whether the X-Forwarded-For header is ignored. @default false */
  ignoreXForwardedFor?: boolean | undefined
  /** @default true */
  parseCookies?: boolean | undefined
  /** @default true */
  parseExtensions?: boolean | undefined
}

export interface IClientConfig extends IConfig, IKeepaliveConfig {
  /** 8 or 13: the name of the Origin header depends on it. @default 13 */
  webSocketVersion?: number | undefined
  /** Options of `https.request`, for wss: URLs. */
  tlsOptions?: https.RequestOptions | undefined
}

interface ServerEvents {
  request: [request: request]
  connect: [connection: connection]
  close: [connection: connection, reason: number, desc: string]
  upgradeError: [error: Error]
}

export class server extends events.EventEmitter {
  config?: IServerConfig | undefined
  connections: connection[]
  pendingRequests: request[]
  constructor(serverConfig?: IServerConfig)
  /** A `Buffer` as bytes, anything else as text, to all connections. */
  broadcast(data: Buffer | IStringified): void
  broadcastBytes(data: Buffer): void
  broadcastUTF(data: IStringified): void
  mount(serverConfig: IServerConfig): void
  /** Takes no more requests; connections stay. */
  unmount(): void
  closeAllConnections(): void
  /** `unmount` and `closeAllConnections`. */
  shutDown(): void
  handleUpgrade(request: http.IncomingMessage, socket: net.Socket, head?: Buffer): void
  handleRequestAccepted(connection: connection): void
  handleConnectionClose(connection: connection, closeReason: number, description: string): void
  handleRequestResolved(request: request): void
  on<E extends keyof ServerEvents>(event: E, cb: Listener<ServerEvents[E]>): this
  addListener<E extends keyof ServerEvents>(event: E, cb: Listener<ServerEvents[E]>): this
  once<E extends keyof ServerEvents>(event: E, cb: Listener<ServerEvents[E]>): this
  once(event: string | symbol, cb: (...values: any[]) => void): this
}

/** A cookie of a request, or one to set. */
export interface ICookie {
  name: string
  value: string
  path?: string | undefined
  domain?: string | undefined
  expires?: Date | undefined
  /** Seconds. */
  maxage?: number | undefined
  secure?: boolean | undefined
  httponly?: boolean | undefined
}

export interface IExtension {
  name: string
  value: string
}

/** What a request and a router's request both say. */
interface RequestMembers {
  httpRequest: http.IncomingMessage
  /** The target of the request. */
  resource: string
  resourceURL: url.UrlWithParsedQuery
  /** The client's address, from X-Forwarded-For where that is not ignored. */
  remoteAddress: string
  origin: string
  webSocketVersion: number
  requestedExtensions: any[]
  cookies: ICookie[]
}

interface RequestEvents<Request> {
  requestResolved: [request: Request]
  requestRejected: [request: Request]
  requestAccepted: [connection: connection]
}

export class request extends events.EventEmitter implements RequestMembers {
  httpRequest: http.IncomingMessage
  resource: string
  resourceURL: url.UrlWithParsedQuery
  remoteAddress: string
  origin: string
  webSocketVersion: number
  requestedExtensions: any[]
  cookies: ICookie[]
  host: string
  key: string
  remoteAddresses: string[]
  socket: net.Socket
  /** In lower case, in the client's order of preference. */
  requestedProtocols: string[]
  /** From lower case to the client's. */
  protocolFullCaseMap: { [key: string]: string }
  serverConfig: IServerConfig
  _resolved: boolean
  _socketIsClosing: boolean
  constructor(socket: net.Socket, httpRequest: http.IncomingMessage, config: IServerConfig)
  /** @param acceptedProtocol one of `requestedProtocols`, or null */
  accept(acceptedProtocol?: string | null, allowedOrigin?: string | null, cookies?: ICookie[] | null): connection
  reject(httpStatus?: number | null, reason?: string | null, extraHeaders?: object | null): void
  /** @throws Error for what is no opening handshake */
  readHandshake(): void
  parseExtensions(extensionString: string): string[]
  // biome-ignore lint/suspicious/noConfusingVoidType: programs may override it with a method that returns nothing
  parseCookies(str: string): ICookie[] | void
  _handleSocketCloseBeforeAccept(): void
  _removeSocketCloseListeners(): void
  _verifyResolution(): void
  on<E extends keyof RequestEvents<this>>(event: E, cb: Listener<RequestEvents<this>[E]>): this
  addListener<E extends keyof RequestEvents<this>>(event: E, cb: Listener<RequestEvents<this>[E]>): this
}

export interface IUtf8Message {
  type: 'utf8'
  utf8Data: string
}

export interface IBinaryMessage {
  type: 'binary'
  binaryData: Buffer
}

export type Message = IUtf8Message | IBinaryMessage

interface BufferListEvents {
  advance: [n: number]
  write: [buf: Buffer]
}

/** Chunks that are read as one. */
export interface IBufferList extends events.EventEmitter {
  encoding: string
  length: number
  write(buf: Buffer): boolean
  end(buf: Buffer): void
  push(): void
  /** Ends when `fn` returns a true value. */
  forEach(fn: (buf: Buffer) => boolean): void
  join(start: number, end: number): Buffer
  joinInto(buf: Buffer, offset: number, start: number, end: number): Buffer
  /** Drops `n` bytes from the start. */
  advance(n: number): IBufferList
  /** The first `n` bytes, or all. */
  take(n: number, encoding?: string): any
  take(encoding?: string): any
  toString(): string
  on<E extends keyof BufferListEvents>(event: E, cb: Listener<BufferListEvents[E]>): this
  addListener<E extends keyof BufferListEvents>(event: E, cb: Listener<BufferListEvents[E]>): this
}

interface ConnectionEvents {
  message: [data: Message]
  frame: [frame: frame]
  close: [code: number, desc: string]
  error: [err: Error]
  drain: []
  pause: []
  resume: []
  /** `cancel` keeps the pong from being sent. */
  ping: [cancel: () => void, binaryPayload: Buffer]
  pong: [binaryPayload: Buffer]
}

export class connection extends events.EventEmitter {
  static CLOSE_REASON_NORMAL: number
  static CLOSE_REASON_GOING_AWAY: number
  static CLOSE_REASON_PROTOCOL_ERROR: number
  static CLOSE_REASON_UNPROCESSABLE_INPUT: number
  static CLOSE_REASON_RESERVED: number
  static CLOSE_REASON_NOT_PROVIDED: number
  static CLOSE_REASON_ABNORMAL: number
  static CLOSE_REASON_INVALID_DATA: number
  static CLOSE_REASON_POLICY_VIOLATION: number
  static CLOSE_REASON_MESSAGE_TOO_BIG: number
  static CLOSE_REASON_EXTENSION_REQUIRED: number
  static CLOSE_REASON_INTERNAL_SERVER_ERROR: number
  static CLOSE_REASON_TLS_HANDSHAKE_FAILED: number
  static CLOSE_DESCRIPTIONS: { [code: number]: string }
  /** Null until the connection closes. */
  closeDescription: string
  /** -1 until the connection closes. */
  closeReasonCode: number
  closeEventEmitted: boolean
  protocol: string
  config: IConfig
  readonly socket: net.Socket
  maskOutgoingPackets: boolean
  maskBytes: Buffer
  frameHeader: Buffer
  bufferList: IBufferList
  currentFrame: frame
  fragmentationSize: number
  frameQueue: frame[]
  state: string
  waitingForCloseResponse: boolean
  receivedEnd: boolean
  closeTimeout: number
  assembleFragments: number
  maxReceivedMessageSize: number
  readonly outputBufferFull: boolean
  inputPaused: boolean
  bytesWaitingToFlush: number
  socketHadError: boolean
  extensions: IExtension[]
  remoteAddress: string
  /** Of a server's connections. */
  remoteAddresses: string[]
  webSocketVersion: number
  connected: boolean
  readonly _pingListenerCount: number
  constructor(
    socket: net.Socket,
    extensions: IExtension[],
    protocol: string,
    maskOutgoingPackets: boolean,
    config: IConfig,
  )
  /** @throws Error for a code that must not be sent */
  close(reasonCode?: number, description?: string): void
  /** Sends a Close frame, unless told otherwise, and destroys the socket. */
  drop(reasonCode?: number, description?: string, skipCloseFrame?: boolean): void
  sendUTF(data: IStringified, cb?: SendCallback): void
  sendBytes(buffer: Buffer, cb?: SendCallback): void
  /** A `Buffer` as bytes, anything else as text. */
  send(data: Buffer | IStringified, cb?: SendCallback): void
  ping(data?: Buffer | IStringified): void
  pong(buffer?: Buffer): void
  /** Sends a frame as it stands. */
  sendFrame(frame: frame, cb?: SendCallback): void
  fragmentAndSend(frame: frame, cb?: (err: Error) => void): void
  sendCloseFrame(reasonCode?: number, reasonText?: string, cb?: SendCallback): void
  pause(): void
  resume(): void
  setKeepaliveTimer(): void
  clearKeepaliveTimer(): void
  handleKeepaliveTimer(): void
  setGracePeriodTimer(): void
  clearGracePeriodTimer(): void
  handleGracePeriodTimer(): void
  setCloseTimer(): void
  clearCloseTimer(): void
  handleCloseTimer(): void
  handleSocketData(data: Buffer): void
  processReceivedData(): void
  processFrame(frame: frame): void
  handleSocketError(error: Error): void
  handleSocketEnd(): void
  handleSocketClose(hadError: boolean): void
  handleSocketDrain(): void
  handleSocketPause(): void
  handleSocketResume(): void
  _addSocketEventListeners(): void
  on<E extends keyof ConnectionEvents>(event: E, cb: Listener<ConnectionEvents[E]>): this
  addListener<E extends keyof ConnectionEvents>(event: E, cb: Listener<ConnectionEvents[E]>): this
  once<E extends keyof ConnectionEvents>(event: E, cb: Listener<ConnectionEvents[E]>): this
  once(event: string | symbol, cb: (...values: any[]) => void): this
}

/** One frame, received or to be sent. */
export class frame {
  fin: boolean
  rsv1: boolean
  rsv2: boolean
  rsv3: boolean
  /** Set by the connection when a frame is sent. */
  mask: number
  opcode: number
  /** Payload bytes; of a frame that is sent, counted from `binaryPayload`. */
  length: number
  binaryPayload: Buffer
  maskBytes: Buffer
  frameHeader: Buffer
  config: IConfig
  maxReceivedFrameSize: number
  protocolError: boolean
  dropReason: string
  frameTooLarge: boolean
  invalidCloseFrameLength: boolean
  parseState: number
  /** The status code of a Close frame. */
  closeStatus: number
  constructor(maskBytes?: Buffer, frameHeader?: Buffer, config?: IConfig)
  addData(bufferList: IBufferList): boolean
  throwAwayPayload(bufferList: IBufferList): boolean
  toBuffer(nullMask: boolean): Buffer
  toString(): string
}

interface ClientEvents {
  connect: [connection: connection]
  connectFailed: [err: Error]
  httpResponse: [response: http.IncomingMessage, client: client]
}

export class client extends events.EventEmitter {
  config: IClientConfig
  url: url.Url
  protocols: string[]
  origin: string
  secure: boolean
  protocol: string | undefined
  socket: net.Socket
  response: http.IncomingMessage
  constructor(ClientConfig?: IClientConfig)
  connect(
    requestUrl: url.Url | url.URL | string,
    requestedProtocols?: string | string[] | null,
    origin?: string | null,
    headers?: http.OutgoingHttpHeaders | null,
    extraRequestOptions?: http.RequestOptions | null,
  ): void
  /** Gives up a request that is under way; 'connectFailed' follows. */
  abort(): void
  on<E extends keyof ClientEvents>(event: E, cb: Listener<ClientEvents[E]>): this
  addListener<E extends keyof ClientEvents>(event: E, cb: Listener<ClientEvents[E]>): this
  once<E extends keyof ClientEvents>(event: E, cb: Listener<ClientEvents[E]>): this
  once(event: string | symbol, cb: (...values: any[]) => void): this
}

type RouterRequestEvents<Request> = Pick<RequestEvents<Request>, 'requestAccepted' | 'requestRejected'>

export interface IRouterRequest extends events.EventEmitter, RequestMembers {
  webSocketRequest: request
  protocol: string | null
  /** The subprotocol is the one of the handler: the arguments are the origin and the cookies. */
  accept(allowedOrigin?: string | null, cookies?: ICookie[] | null): connection
  /** As @types/websocket has it; the first argument is taken for the origin. */
  accept(acceptedProtocol?: string, allowedOrigin?: string, cookies?: ICookie[]): connection
  reject(httpStatus?: number, reason?: string, extraHeaders?: object): void
  on<E extends keyof RouterRequestEvents<this>>(event: E, cb: Listener<RouterRequestEvents<this>[E]>): this
  addListener<E extends keyof RouterRequestEvents<this>>(event: E, cb: Listener<RouterRequestEvents<this>[E]>): this
}

export interface IRouterConfig {
  server: server
}

export interface IRouterHandler {
  path: string
  pathString: string
  protocol: string
  callback: (request: IRouterRequest) => void
}

export class router extends events.EventEmitter {
  handlers: IRouterHandler[]
  constructor(config?: IRouterConfig)
  attachServer(server: server): void
  detachServer(): void
  /** @param path a path, a pattern or '*' */
  mount(path: string | RegExp, protocol: string | null, callback: (request: IRouterRequest) => void): void
  unmount(path: string | RegExp, protocol?: string | null): void
  findHandlerIndex(pathString: string, protocol: string): number
  pathToRegExp(path: string): RegExp
  pathToRegEx(path: RegExp): RegExp
  handleRequest(request: request): void
}

export interface ICloseEvent {
  code: number
  reason: string
  wasClean: boolean
}

export interface IMessageEvent {
  data: string | Buffer | ArrayBuffer
}

export class w3cwebsocket {
  static CONNECTING: number
  static OPEN: number
  static CLOSING: number
  static CLOSED: number
  CONNECTING: number
  OPEN: number
  CLOSING: number
  CLOSED: number
  _url: string
  _readyState: number
  _protocol?: string | undefined
  _extensions: IExtension[]
  _bufferedAmount: number
  _binaryType: 'arraybuffer'
  _connection?: connection | undefined
  _client: client
  url: string
  readyState: number
  protocol?: string | undefined
  extensions: IExtension[]
  bufferedAmount: number
  binaryType: 'arraybuffer'
  onopen: () => void
  onerror: (error: Error) => void
  onclose: (event: ICloseEvent) => void
  onmessage: (message: IMessageEvent) => void
  constructor(
    url: string,
    protocols?: string | string[],
    origin?: string,
    headers?: http.OutgoingHttpHeaders,
    requestOptions?: object,
    IClientConfig?: IClientConfig,
  )
  send(data: ArrayBufferView | ArrayBuffer | Buffer | IStringified): void
  close(code?: number, reason?: string): void
  addEventListener(type: string, listener: (event: any) => void): void
  removeEventListener(type: string, listener: (event: any) => void): void
  dispatchEvent(event: { type: string }): boolean
}
