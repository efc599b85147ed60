// biome-ignore-all lint/suspicious/noExplicitAny: the signatures of the original have it
/**
 * Declares the server class, for both module forms.
 * It does not name the class `WebSocketServer`: each form does, beside the older name `Server`.
 */
/// <reference types="node" />

import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from './websocket.cjs'

export { Server }

/** Turns upgrade requests into connections, of an HTTP server of its own, of a given one, or of none. */
declare class Server<
  T extends typeof WebSocket = typeof WebSocket,
  U extends typeof IncomingMessage = typeof IncomingMessage,
> extends EventEmitter {
  /** The options given, with the defaults filled in. */
  options: WebSocket.ServerOptions<T, U>
  /** Never set by the server itself; frameworks keep the path that they route by here. */
  path?: string | undefined
  /** The open connections. A connection has left before its own `close` listeners run. Undefined without `clientTracking`. */
  clients: Set<InstanceType<T>>

  /**
   * @param callback Called when the server listens; only with `port`.
   * @throws {TypeError} Not exactly one of `port`, `server` and `noServer` is given.
   */
  constructor(options?: WebSocket.ServerOptions<T, U>, callback?: () => void)

  /**
   * Where the HTTP server listens: an object, the name of a pipe, or null before it listens.
   *
   * @throws {Error} The server was made with `noServer`.
   */
  address(): WebSocket.AddressInfo | string | null
  /**
   * Takes no more connections, and closes the HTTP server if it is its own. Open connections stay: close them yourself.
   *
   * @param cb Called when the last connection is gone; with an error if the server was not running.
   */
  close(cb?: (err?: Error) => void): void
  /**
   * Finishes the opening handshake of an `upgrade` event, or answers the request with an error and ends the socket.
   *
   * @param upgradeHead The bytes that followed the request; owned by the server from now on.
   * @param callback Called only if the handshake succeeds.
   * @throws {Error} The socket was already given to a server.
   */
  handleUpgrade(
    request: InstanceType<U>,
    socket: Duplex,
    upgradeHead: Buffer,
    callback: (client: InstanceType<T>, request: InstanceType<U>) => void,
  ): void
  /**
   * Whether the request is for this server; false answers 400. May be replaced.
   * The answer is needed at once: a promise would count as true for every request.
   */
  shouldHandle(request: InstanceType<U>): boolean

  /** A connection is open. */
  on(
    event: 'connection',
    listener: (this: Server<T>, websocket: InstanceType<T>, request: InstanceType<U>) => void,
  ): this
  /** The lines of the 101 answer, before they are written; the listener may change the array. */
  on(event: 'headers', listener: (this: Server<T>, headers: string[], request: InstanceType<U>) => void): this
  /** The HTTP server has begun to listen; or this server is closed and its last connection gone. */
  on(event: 'listening' | 'close', listener: (this: Server<T>) => void): this
  /** The HTTP server has failed. */
  on(event: 'error', listener: (this: Server<T>, error: Error) => void): this
  /** An opening handshake is not valid. With a listener, answering on the socket and closing it is up to it. */
  on(
    event: 'wsClientError',
    listener: (this: Server<T>, error: Error, socket: Duplex, request: InstanceType<U>) => void,
  ): this
  on(event: string | symbol, listener: (this: Server<T>, ...args: any[]) => void): this

  once(
    event: 'connection',
    listener: (this: Server<T>, websocket: InstanceType<T>, request: InstanceType<U>) => void,
  ): this
  once(event: 'headers', listener: (this: Server<T>, headers: string[], request: InstanceType<U>) => void): this
  once(event: 'listening' | 'close', listener: (this: Server<T>) => void): this
  once(event: 'error', listener: (this: Server<T>, error: Error) => void): this
  once(
    event: 'wsClientError',
    listener: (this: Server<T>, error: Error, socket: Duplex, request: InstanceType<U>) => void,
  ): this
  once(event: string | symbol, listener: (this: Server<T>, ...args: any[]) => void): this

  off(
    event: 'connection',
    listener: (this: Server<T>, websocket: InstanceType<T>, request: InstanceType<U>) => void,
  ): this
  off(event: 'headers', listener: (this: Server<T>, headers: string[], request: InstanceType<U>) => void): this
  off(event: 'listening' | 'close', listener: (this: Server<T>) => void): this
  off(event: 'error', listener: (this: Server<T>, error: Error) => void): this
  off(
    event: 'wsClientError',
    listener: (this: Server<T>, error: Error, socket: Duplex, request: InstanceType<U>) => void,
  ): this
  off(event: string | symbol, listener: (this: Server<T>, ...args: any[]) => void): this

  addListener(event: 'connection', listener: (websocket: InstanceType<T>, request: InstanceType<U>) => void): this
  addListener(event: 'headers', listener: (headers: string[], request: InstanceType<U>) => void): this
  addListener(event: 'listening' | 'close', listener: () => void): this
  addListener(event: 'error', listener: (error: Error) => void): this
  addListener(event: 'wsClientError', listener: (error: Error, socket: Duplex, request: InstanceType<U>) => void): this
  addListener(event: string | symbol, listener: (...args: any[]) => void): this

  removeListener(event: 'connection', listener: (websocket: InstanceType<T>, request: InstanceType<U>) => void): this
  removeListener(event: 'headers', listener: (headers: string[], request: InstanceType<U>) => void): this
  removeListener(event: 'listening' | 'close', listener: () => void): this
  removeListener(event: 'error', listener: (error: Error) => void): this
  removeListener(
    event: 'wsClientError',
    listener: (error: Error, socket: Duplex, request: InstanceType<U>) => void,
  ): this
  removeListener(event: string | symbol, listener: (...args: any[]) => void): this
}
