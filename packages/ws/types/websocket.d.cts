// biome-ignore-all lint/suspicious/noExplicitAny: the signatures of the original have it
/**
 * Declares the WebSocket class and the types that go with it, for both module forms.
 * What differs between the forms (the statics of the CommonJS class) is added in `index.d.cts` and `index.d.mts`.
 */
/// <reference types="node" />

import type { EventEmitter } from 'node:events'
import type {
  Agent,
  ClientRequest,
  ClientRequestArgs,
  Server as HttpServer,
  IncomingMessage,
  OutgoingHttpHeaders,
} from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { createConnection } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import type { URL } from 'node:url'
import type { ZlibOptions } from 'node:zlib'

// Nothing but the names below leaves this file.
export { Sendable, WebSocket }

/** Whatever `Buffer.from` can read, a number (sent as its decimal digits) or a Blob (read before it is sent). */
type Sendable =
  | string
  | number
  | Blob
  | Buffer
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  | readonly any[]
  | { valueOf(): string | Buffer | Uint8Array | ArrayBuffer | SharedArrayBuffer | readonly number[] }
  | { [Symbol.toPrimitive](hint: string): string }

/**
 * One connection: either a client, made with an address, or the server's end, handed out by a server's `connection` event.
 *
 * It fails by the `error` event, always followed by `close`; only wrong arguments and sending while CONNECTING throw.
 */
declare class WebSocket extends EventEmitter {
  /** Ready state: the opening handshake is not finished. */
  static readonly CONNECTING: 0
  /** Ready state: messages can be sent and received. */
  static readonly OPEN: 1
  /** Ready state: the closing handshake has begun, or the connection has failed. */
  static readonly CLOSING: 2
  /** Ready state: the TCP connection is gone. */
  static readonly CLOSED: 3

  /** The same as `WebSocket.CONNECTING`. */
  readonly CONNECTING: 0
  /** The same as `WebSocket.OPEN`. */
  readonly OPEN: 1
  /** The same as `WebSocket.CLOSING`. */
  readonly CLOSING: 2
  /** The same as `WebSocket.CLOSED`. */
  readonly CLOSED: 3

  /** One of the four ready states. */
  readonly readyState:
    | typeof WebSocket.CONNECTING
    | typeof WebSocket.OPEN
    | typeof WebSocket.CLOSING
    | typeof WebSocket.CLOSED
  /** The address connected to, after redirects. Undefined on the server's end. */
  readonly url: string
  /** The agreed subprotocol, `''` when there is none. */
  readonly protocol: string
  /** Names of the agreed extensions, joined by commas; `''` when there is none. */
  readonly extensions: string
  /** Bytes handed to `send`, `ping` and `pong` that are not yet written out, frame headers included. */
  readonly bufferedAmount: number
  /** True between `pause()` and `resume()`. */
  readonly isPaused: boolean

  /** Called for `open`, after the listeners added before it. */
  onopen: ((event: WebSocket.Event) => void) | null
  /** Called for each message. */
  onmessage: ((event: WebSocket.MessageEvent) => void) | null
  /** Called when the connection fails, before `onclose`. */
  onerror: ((event: WebSocket.ErrorEvent) => void) | null
  /** Called once, when the connection is gone. */
  onclose: ((event: WebSocket.CloseEvent) => void) | null

  /**
   * The server's end of a connection that has no socket yet; a server gives it one after the opening handshake.
   *
   * @param address null, which is what tells it from a client.
   * @param protocols Unused.
   * @param options Options of the server that makes it.
   */
  constructor(address: null, protocols?: undefined, options?: WebSocket.ServerSideOptions)
  /**
   * Begins to connect. A failure later is an `error` event followed by `close` with 1006.
   *
   * @param address A `ws:`, `wss:`, `http:`, `https:` or `ws+unix:` URL.
   * @param options Besides those declared, everything that `http(s).request` takes.
   * @throws {SyntaxError} The URL or a subprotocol is not valid.
   * @throws {RangeError} `protocolVersion` is neither 8 nor 13.
   */
  constructor(address: string | URL, options?: WebSocket.ClientOptions | ClientRequestArgs)
  /** @param protocols Subprotocols to offer, the preferred one first; each of them at most once. */
  constructor(
    address: string | URL,
    protocols?: string | string[],
    options?: WebSocket.ClientOptions | ClientRequestArgs,
  )

  /**
   * Sends one message, or with `fin: false` the next fragment of one.
   * When closing or closed nothing is sent, and `cb` is given the error on the next tick.
   *
   * @param data Not copied on the server's end: leave its bytes as they are until `cb` is called.
   * @param cb Called when the bytes are written out, or with the error that prevented it.
   * @throws {Error} The ready state is CONNECTING.
   * @throws {TypeError} `data` is nothing that `Buffer.from` can read.
   */
  send(data: Sendable, cb?: (err?: Error) => void): void
  send(data: Sendable, options: WebSocket.SendOptions, cb?: (err?: Error) => void): void
  /**
   * Sends a Ping frame.
   *
   * @param data At most 125 bytes.
   * @param mask Default: true for a client, false for a server. Anything else breaks the protocol.
   * @throws {Error} The ready state is CONNECTING.
   * @throws {RangeError} `data` is larger than 125 bytes.
   */
  ping(data?: any, mask?: boolean, cb?: (err: Error) => void): void
  /** Sends a Pong frame; arguments and errors are those of `ping`. An answer to each Ping is sent without it, see `autoPong`. */
  pong(data?: any, mask?: boolean, cb?: (err: Error) => void): void
  /**
   * Begins the closing handshake. The connection is destroyed when the peer has not finished it within `closeTimeout`.
   * While CONNECTING, it fails the opening handshake instead. The ready state stays as it was when this throws.
   *
   * @param code A status code that may be sent: 1000–1003, 1007–1014 or 3000–4999. Without it the Close frame is empty.
   * @param data The reason, at most 123 bytes of UTF-8.
   * @throws {TypeError} `code` may not be sent, or `data` is neither a string nor bytes.
   * @throws {RangeError} `data` is larger than 123 bytes.
   */
  close(code?: number, data?: string | Buffer | Uint8Array): void
  /** Destroys the connection at once, without a closing handshake; `close` follows with code 1006. */
  terminate(): void
  /** Stops reading. Messages that are already parsed may still come. Does nothing while CONNECTING and when CLOSED. */
  pause(): void
  /** Undoes `pause()`. */
  resume(): void

  /** Adds a listener that is given an event object, as in a browser. A second call with the same listener does nothing. */
  addEventListener<Type extends keyof WebSocket.WebSocketEventMap>(
    type: Type,
    listener: WebSocket.EventListener<WebSocket.WebSocketEventMap[Type]>,
    options?: WebSocket.EventListenerOptions,
  ): void
  /** Removes what `addEventListener` added. */
  removeEventListener<Type extends keyof WebSocket.WebSocketEventMap>(
    type: Type,
    listener: WebSocket.EventListener<WebSocket.WebSocketEventMap[Type]>,
  ): void

  /** The opening handshake is done. */
  on(event: 'open', listener: (this: WebSocket) => void): this
  /** A message. The listener owns `data`; text too comes as bytes, known by `isBinary` being false. */
  on(event: 'message', listener: (this: WebSocket, data: WebSocket.RawData, isBinary: boolean) => void): this
  /** A Ping or Pong frame with at most 125 bytes, which the listener owns. */
  on(event: 'ping' | 'pong', listener: (this: WebSocket, data: Buffer) => void): this
  /** The connection is gone. The code is 1005 when the peer's Close frame had none, and 1006 without a Close frame. */
  on(event: 'close', listener: (this: WebSocket, code: number, reason: Buffer) => void): this
  /** The connection has failed; errors of the protocol have a `code` that begins with `WS_ERR_`. */
  on(event: 'error', listener: (this: WebSocket, error: Error) => void): this
  /** Client: the head of the server's 101 answer. */
  on(event: 'upgrade', listener: (this: WebSocket, response: IncomingMessage) => void): this
  /** Client: a redirect is about to be followed. With a listener, no confidential header is dropped for it. */
  on(event: 'redirect', listener: (this: WebSocket, url: string, request: ClientRequest) => void): this
  /** Client: the server did not answer 101. With a listener, ending the request is up to it and there is no error. */
  on(
    event: 'unexpected-response',
    listener: (this: WebSocket, request: ClientRequest, response: IncomingMessage) => void,
  ): this
  on(event: string | symbol, listener: (this: WebSocket, ...args: any[]) => void): this

  once(event: 'open', listener: (this: WebSocket) => void): this
  once(event: 'message', listener: (this: WebSocket, data: WebSocket.RawData, isBinary: boolean) => void): this
  once(event: 'ping' | 'pong', listener: (this: WebSocket, data: Buffer) => void): this
  once(event: 'close', listener: (this: WebSocket, code: number, reason: Buffer) => void): this
  once(event: 'error', listener: (this: WebSocket, error: Error) => void): this
  once(event: 'upgrade', listener: (this: WebSocket, response: IncomingMessage) => void): this
  once(event: 'redirect', listener: (this: WebSocket, url: string, request: ClientRequest) => void): this
  once(
    event: 'unexpected-response',
    listener: (this: WebSocket, request: ClientRequest, response: IncomingMessage) => void,
  ): this
  once(event: string | symbol, listener: (this: WebSocket, ...args: any[]) => void): this

  off(event: 'open', listener: (this: WebSocket) => void): this
  off(event: 'message', listener: (this: WebSocket, data: WebSocket.RawData, isBinary: boolean) => void): this
  off(event: 'ping' | 'pong', listener: (this: WebSocket, data: Buffer) => void): this
  off(event: 'close', listener: (this: WebSocket, code: number, reason: Buffer) => void): this
  off(event: 'error', listener: (this: WebSocket, error: Error) => void): this
  off(event: 'upgrade', listener: (this: WebSocket, response: IncomingMessage) => void): this
  off(event: 'redirect', listener: (this: WebSocket, url: string, request: ClientRequest) => void): this
  off(
    event: 'unexpected-response',
    listener: (this: WebSocket, request: ClientRequest, response: IncomingMessage) => void,
  ): this
  off(event: string | symbol, listener: (this: WebSocket, ...args: any[]) => void): this

  addListener(event: 'open', listener: () => void): this
  addListener(event: 'message', listener: (data: WebSocket.RawData, isBinary: boolean) => void): this
  addListener(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
  addListener(event: 'close', listener: (code: number, reason: Buffer) => void): this
  addListener(event: 'error', listener: (error: Error) => void): this
  addListener(event: 'upgrade', listener: (response: IncomingMessage) => void): this
  addListener(event: 'redirect', listener: (url: string, request: ClientRequest) => void): this
  addListener(event: 'unexpected-response', listener: (request: ClientRequest, response: IncomingMessage) => void): this
  addListener(event: string | symbol, listener: (...args: any[]) => void): this

  removeListener(event: 'open', listener: () => void): this
  removeListener(event: 'message', listener: (data: WebSocket.RawData, isBinary: boolean) => void): this
  removeListener(event: 'ping' | 'pong', listener: (data: Buffer) => void): this
  removeListener(event: 'close', listener: (code: number, reason: Buffer) => void): this
  removeListener(event: 'error', listener: (error: Error) => void): this
  removeListener(event: 'upgrade', listener: (response: IncomingMessage) => void): this
  removeListener(event: 'redirect', listener: (url: string, request: ClientRequest) => void): this
  removeListener(
    event: 'unexpected-response',
    listener: (request: ClientRequest, response: IncomingMessage) => void,
  ): this
  removeListener(event: string | symbol, listener: (...args: any[]) => void): this
}

interface WebSocket {
  /**
   * What the data of binary messages is given as: `nodebuffer` (default), `arraybuffer`, `fragments` (the Buffers of the
   * frames, not joined) or `blob`. Any other value is ignored.
   *
   * `blob` is left out of the type that is read, and `Blob` out of `RawData` and `Data`, because code that names the three
   * older ones would no longer compile. Who sets it declares the parameter: `(data: RawData | Blob) => …`.
   */
  get binaryType(): 'nodebuffer' | 'arraybuffer' | 'fragments'
  set binaryType(value: 'nodebuffer' | 'arraybuffer' | 'fragments' | 'blob')
}

declare namespace WebSocket {
  /** What a `message` listener is given, by `binaryType`. */
  type RawData = Buffer | ArrayBuffer | Buffer[]

  /** What a `MessageEvent` holds: a string for text, else as `RawData`. */
  type Data = string | Buffer | ArrayBuffer | Buffer[]

  /** A certificate or key in any form that `tls` takes. */
  type CertMeta = string | string[] | Buffer | Buffer[]

  /** Judges an opening handshake at once: false answers 401. */
  type VerifyClientCallbackSync<Request extends IncomingMessage = IncomingMessage> = (
    info: VerifyClientInfo<Request>,
  ) => boolean

  /** Judges an opening handshake later, by calling `callback`. It is told from the other by having two parameters. */
  type VerifyClientCallbackAsync<Request extends IncomingMessage = IncomingMessage> = (
    info: VerifyClientInfo<Request>,
    callback: (res: boolean, code?: number, message?: string, headers?: OutgoingHttpHeaders) => void,
  ) => void

  /** Given the request before it is sent; it must call `request.end()`, at once or later. */
  type FinishRequestCallback = (request: ClientRequest, websocket: WebSocket) => void

  /** A function, or an object with a method `handleEvent`. */
  type EventListener<E> = ((event: E) => void) | { handleEvent(event: E): void }

  /** What `verifyClient` judges by. */
  interface VerifyClientInfo<Request extends IncomingMessage = IncomingMessage> {
    /** The `Origin` header; undefined for most clients that are no browsers. */
    origin: string
    /** Whether the request came over TLS. */
    secure: boolean
    /** The opening handshake of the client. */
    req: Request
  }

  /** How a message, or a fragment of one, is sent. */
  interface SendOptions {
    /** Send as binary. Default: false for strings and numbers, else true. */
    binary?: boolean | undefined
    /** Compress, where permessage-deflate was agreed. Default: true. */
    compress?: boolean | undefined
    /** Whether this is the last fragment of the message. Default: true. */
    fin?: boolean | undefined
    /** Default: true for a client, false for a server. Anything else breaks the protocol. */
    mask?: boolean | undefined
  }

  /** Limits and behaviour that both ends of a connection share. Limits are cut to 32-bit integers; 0 turns one off. */
  interface ConnectionOptions {
    /** Whether several events may be emitted in the same turn. Default: true. */
    allowSynchronousEvents?: boolean | undefined
    /** Whether each Ping is answered with a Pong. Default: true. */
    autoPong?: boolean | undefined
    /** Milliseconds to wait for the peer to finish the closing handshake. Default: 30000. */
    closeTimeout?: number | undefined
    /** Chunks of the socket that may be kept for an unfinished frame. Default: 262144. Above it: close with 1008. */
    maxBufferedChunks?: number | undefined
    /** Fragments of one message. Default: 16384. Above it: close with 1008. */
    maxFragments?: number | undefined
    /** Bytes of one message, counted after inflating. Default: 104857600. Above it: close with 1009. */
    maxPayload?: number | undefined
    /** Automatic Pongs that may wait for a peer that does not read. Default: 60. Above it the connection is destroyed. */
    maxPendingAutoPongs?: number | undefined
    /** Compression of messages. Default: true for a client, false for a server. */
    perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined
    /** Take invalid UTF-8 in text and reasons. Default: false. */
    skipUTF8Validation?: boolean | undefined
  }

  /** What the server's end of a connection is made with. */
  interface ServerSideOptions extends Pick<ConnectionOptions, 'autoPong' | 'closeTimeout' | 'maxPendingAutoPongs'> {
    /** False makes an end that masks what it sends, as a client does. */
    isServer?: boolean | undefined
  }

  /** Options of a client. `host`, `port`, `path`, `socketPath`, `timeout` and `method` of a request are ignored. */
  interface ClientOptions extends SecureContextOptions, ConnectionOptions {
    agent?: Agent | undefined
    /** Return an error to refuse the server's certificate. */
    checkServerIdentity?(servername: string, cert: CertMeta): boolean | Error | undefined
    /** Makes the socket, in place of `net.connect` or `tls.connect`. */
    createConnection?: typeof createConnection | undefined
    family?: number | undefined
    finishRequest?: FinishRequestCallback | undefined
    /** Follow redirects. Default: false. */
    followRedirects?: boolean | undefined
    /** Fills the 4 bytes of a masking key. Default: cryptographically strong random bytes. */
    generateMask?(mask: Buffer): void
    /** Milliseconds for the opening handshake, counted anew after each redirect. Default: no limit. */
    handshakeTimeout?: number | undefined
    headers?: { [key: string]: string } | undefined
    host?: string | undefined
    localAddress?: string | undefined
    /** Redirects to follow. Default: 10. */
    maxRedirects?: number | undefined
    /** Value of the `Origin` header, or of `Sec-WebSocket-Origin` in version 8. */
    origin?: string | undefined
    /** Has no effect; `protocols` has. */
    protocol?: string | undefined
    /** Subprotocols to offer, when they are not given as an argument. */
    protocols?: string | string[] | undefined
    /** 13 (default) or 8. */
    protocolVersion?: number | undefined
    rejectUnauthorized?: boolean | undefined
    /** Name for SNI, when it is not the host of the URL. */
    servername?: string | undefined
  }

  /** Options of a server. Exactly one of `port`, `server` and `noServer` must be given. */
  interface ServerOptions<
    U extends typeof WebSocket = typeof WebSocket,
    V extends typeof IncomingMessage = typeof IncomingMessage,
  > extends ConnectionOptions {
    /** Connections that may wait to be accepted. Default: Node's. */
    backlog?: number | undefined
    /** Keep the open connections in `clients`. Default: true. */
    clientTracking?: boolean | undefined
    /** Chooses among the subprotocols offered; false chooses none. Default: the first. */
    handleProtocols?: (protocols: Set<string>, request: InstanceType<V>) => string | false
    /** Where to listen; with `port`. */
    host?: string | undefined
    /** Have no HTTP server: the program calls `handleUpgrade` itself. */
    noServer?: boolean | undefined
    /** Take only requests for this path, compared without the query. */
    path?: string | undefined
    /** Make an HTTP server that listens on this port; 0 for any. */
    port?: number | undefined
    /** Take the upgrades of this HTTP server, which stays the program's to listen with and to close. */
    server?: HttpServer<V> | HttpsServer<V> | undefined
    /** Judges each opening handshake. */
    verifyClient?: VerifyClientCallbackAsync<InstanceType<V>> | VerifyClientCallbackSync<InstanceType<V>> | undefined
    /** The class of the connections. */
    WebSocket?: U | undefined
  }

  /** Parameters of permessage-deflate. @rfc 7692 §7.1 */
  interface PerMessageDeflateOptions {
    serverNoContextTakeover?: boolean | undefined
    clientNoContextTakeover?: boolean | undefined
    /** 8–15: base-2 logarithm of the server's window in bytes. */
    serverMaxWindowBits?: number | undefined
    /** 8–15: base-2 logarithm of the client's window in bytes. */
    clientMaxWindowBits?: number | undefined
    /** Passed on to zlib for deflating. */
    zlibDeflateOptions?: ZlibDeflateOptions | undefined
    /** Passed on to zlib for inflating. */
    zlibInflateOptions?: ZlibOptions | undefined
    /** Bytes below which a message is not compressed, where no context is taken over. Default: 1024. */
    threshold?: number | undefined
    /** Calls to zlib at a time; the first connection fixes it for the process. Default: 10. */
    concurrencyLimit?: number | undefined
  }

  /** The options of zlib that a deflater takes. */
  interface ZlibDeflateOptions {
    chunkSize?: number | undefined
    dictionary?: Buffer | Buffer[] | DataView | undefined
    finishFlush?: number | undefined
    flush?: number | undefined
    info?: boolean | undefined
    level?: number | undefined
    memLevel?: number | undefined
    strategy?: number | undefined
    windowBits?: number | undefined
  }

  /** Given to `onopen` and to `open` listeners. */
  interface Event {
    type: string
    target: WebSocket
  }

  /** Given to `onmessage` and to `message` listeners. */
  interface MessageEvent {
    data: Data
    type: string
    target: WebSocket
  }

  /** Given to `onerror` and to `error` listeners. */
  interface ErrorEvent {
    error: any
    message: string
    type: string
    target: WebSocket
  }

  /** Given to `onclose` and to `close` listeners. */
  interface CloseEvent {
    code: number
    reason: string
    /** Whether both ends have sent a Close frame. */
    wasClean: boolean
    type: string
    target: WebSocket
  }

  /** The events that `addEventListener` knows. */
  interface WebSocketEventMap {
    open: Event
    message: MessageEvent
    error: ErrorEvent
    close: CloseEvent
  }

  interface EventListenerOptions {
    /** Remove the listener when it is called. */
    once?: boolean | undefined
  }

  /** Where a server listens; a server on a pipe has a string instead. */
  interface AddressInfo {
    address: string
    family: string
    port: number
  }
}
