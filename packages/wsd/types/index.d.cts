/** The CommonJS form: `require` gives the WebSocket class, and the rest of the package as its statics. */
/// <reference types="node" />

import events = require('node:events')

import type { Agent, ClientRequest, Server as HttpServer, IncomingMessage } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContextOptions } from 'node:tls'

declare class WebSocket extends events.EventEmitter {
  static readonly CONNECTING: 0
  static readonly OPEN: 1
  static readonly CLOSING: 2
  static readonly CLOSED: 3

  constructor(address: string, options?: WebSocket.ClientOptions)
  constructor(address: string, protocols?: string | string[], options?: WebSocket.ClientOptions)
  /** The end of a server: a request that was answered, its socket, and the bytes that came behind it. */
  constructor(accepted: [IncomingMessage, Socket, Buffer], options?: WebSocket.AcceptedOptions)

  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3

  readonly readyState: number
  /** Of a client. */
  readonly url: string | undefined
  readonly protocol: string | undefined
  readonly protocolVersion: number
  readonly supports: { binary: boolean }
  readonly extensions: Record<string, unknown>
  /** The request that a server accepted. */
  upgradeReq: IncomingMessage
  readonly bytesReceived: number
  readonly bufferedAmount: number
  binaryType: 'nodebuffer' | 'arraybuffer'
  readonly socket: Socket | null
  readonly isServer: boolean
  readonly closeReceived: boolean
  readonly closeCode: number | undefined
  readonly closeMessage: unknown

  onopen: ((event: WebSocket.OpenEvent) => void) | undefined
  onmessage: ((event: WebSocket.MessageEvent) => void) | undefined
  onclose: ((event: WebSocket.CloseEvent) => void) | undefined
  onerror: ((event: { type: string; target: WebSocket; error: unknown }) => void) | undefined

  /** Starts the closing handshake. */
  close(code?: number, data?: string): void
  pause(): void
  resume(): void
  ping(data?: unknown, options?: { mask?: boolean; binary?: boolean }, dontFailWhenClosed?: boolean): void
  pong(data?: unknown, options?: { mask?: boolean; binary?: boolean }, dontFailWhenClosed?: boolean): void
  send(data: unknown, callback?: WebSocket.SentCallback): void
  send(data: unknown, options?: WebSocket.SendOptions | null, callback?: WebSocket.SentCallback): void
  /** Sends one message in pieces, one for each call of `callback`. */
  stream(callback: WebSocket.StreamCallback): void
  stream(options: WebSocket.SendOptions, callback: WebSocket.StreamCallback): void
  /** Ends the connection without a closing handshake. */
  terminate(): void
  addEventListener(type: 'open', listener: (event: WebSocket.OpenEvent) => void): void
  addEventListener(type: 'message', listener: (event: WebSocket.MessageEvent) => void): void
  addEventListener(type: 'close', listener: (event: WebSocket.CloseEvent) => void): void
  addEventListener(type: 'error', listener: (event: { error: unknown }) => void): void

  on(event: 'open', listener: () => void): this
  on(event: 'message', listener: (data: any, flags: WebSocket.MessageFlags) => void): this
  on(event: 'ping' | 'pong', listener: (data: Buffer | null, flags: WebSocket.ControlFlags) => void): this
  on(event: 'close', listener: (code: number, message: string) => void): this
  on(event: 'error', listener: (error: string | Error, code?: number) => void): this
  on(event: 'unexpected-response', listener: (request: ClientRequest, response: IncomingMessage) => void): this
  on(event: string | symbol, listener: WebSocket.Listener): this
  once(event: 'open', listener: () => void): this
  once(event: 'message', listener: (data: any, flags: WebSocket.MessageFlags) => void): this
  once(event: 'ping' | 'pong', listener: (data: Buffer | null, flags: WebSocket.ControlFlags) => void): this
  once(event: 'close', listener: (code: number, message: string) => void): this
  once(event: 'error', listener: (error: string | Error, code?: number) => void): this
  once(event: string | symbol, listener: WebSocket.Listener): this
}

declare const WebSocketAlias: typeof WebSocket
interface WebSocketAlias extends WebSocket {}

declare namespace WebSocket {
  const WebSocket: typeof WebSocketAlias
  interface WebSocket extends WebSocketAlias {}

  /** Of any other event. */
  type Listener = Parameters<events.EventEmitter['on']>[1]
  type SentCallback = (error?: Error | null) => void
  type StreamCallback = (error: Error | null, send: (data: unknown, final?: boolean) => void) => void

  interface MessageFlags {
    masked: boolean
    /** The bytes of the message. */
    buffer: Buffer
    /** True for binary. */
    binary?: true
  }

  interface ControlFlags {
    masked: boolean
    binary: true
  }

  interface OpenEvent {
    type: 'open'
    target: WebSocket
  }

  interface MessageEvent {
    type: 'message'
    target: WebSocket
    data: any
    binary?: true
  }

  interface CloseEvent {
    type: 'close'
    target: WebSocket
    code: number
    reason: string
    wasClean: boolean
  }

  interface SendOptions {
    mask?: boolean
    binary?: boolean
    compress?: boolean
  }

  interface PerMessageDeflateOptions {
    serverNoContextTakeover?: boolean
    clientNoContextTakeover?: boolean
    serverMaxWindowBits?: number
    clientMaxWindowBits?: number
    memLevel?: number
  }

  interface ClientOptions extends SecureContextOptions {
    protocol?: string
    agent?: Agent
    headers?: Record<string, string>
    protocolVersion?: number | string
    host?: string
    origin?: string
    rejectUnauthorized?: boolean
    checkServerIdentity?: (host: string, certificate: unknown) => Error | undefined
    localAddress?: string
    perMessageDeflate?: boolean | PerMessageDeflateOptions
    /** A name that the server may know the client by; sent as the header `x-wsd-client-key`. */
    clientKey?: string
  }

  interface AcceptedOptions {
    protocol?: string
    protocolVersion?: number
    extensions?: Record<string, unknown>
    maxPayload?: number
  }

  interface VerifyInfo {
    origin: string
    secure: boolean
    req: IncomingMessage
  }

  interface ServerOptions {
    host?: string
    port?: number | null
    server?: HttpServer | HttpsServer | null
    verifyClient?:
      | ((info: VerifyInfo) => boolean)
      | ((info: VerifyInfo, callback: (result: boolean, code?: number, name?: string) => void) => void)
      | null
    handleProtocols?: ((protocols: string[], callback: (result: boolean, protocol?: string) => void) => void) | null
    path?: string | null
    noServer?: boolean
    disableHixie?: boolean
    clientTracking?: boolean
    perMessageDeflate?: boolean | PerMessageDeflateOptions
    /** Bytes of a message, 100 MiB by default; 0 for no limit. */
    maxPayload?: number
  }

  class Server extends events.EventEmitter {
    constructor(options?: ServerOptions, callback?: () => void)
    readonly options: ServerOptions
    readonly path: string | null
    readonly clients: Record<string, WebSocket>
    close(callback?: (error?: Error | null) => void): void
    handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      upgradeHead: Buffer,
      callback: (ws: WebSocket) => void,
    ): void
    on(event: 'connection', listener: (ws: WebSocket) => void): this
    on(event: 'headers', listener: (lines: string[]) => void): this
    on(event: 'listening', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
    /** A client took the place of an older one of its name. */
    on(event: 'close', listener: (code: number, reason: string) => void): this
    on(event: string | symbol, listener: Listener): this
  }

  class Sender {
    constructor(socket: Duplex)
    onerror: (error: Error) => void
    send(data: unknown, options?: (SendOptions & { fin?: boolean }) | null, callback?: SentCallback): void
    ping(data?: unknown, options?: { mask?: boolean } | null): void
    pong(data?: unknown, options?: { mask?: boolean } | null): void
    close(code?: number, data?: unknown, mask?: boolean, callback?: SentCallback): void
  }

  class Receiver {
    constructor(extensions?: unknown, maxPayload?: number)
    ontext: (data: string, flags: MessageFlags) => void
    onbinary: (data: Buffer, flags: MessageFlags) => void
    onping: (data: Buffer, flags: ControlFlags) => void
    onpong: (data: Buffer, flags: ControlFlags) => void
    onclose: (code: number, data: string, flags: { masked: boolean }) => void
    onerror: (error: Error, code: number) => void
    add(data: Uint8Array): void
    cleanup(): void
  }

  /** The status codes by name, and which of them `close` takes. */
  const ErrorCodes: Readonly<Record<number, string>> & { isValidErrorCode(code: unknown): boolean }

  function createServer(options?: ServerOptions, onConnection?: (ws: WebSocket) => void): Server
  function connect(address: string, onOpen?: () => void): WebSocket
  function createConnection(address: string, onOpen?: () => void): WebSocket
}

export = WebSocket
