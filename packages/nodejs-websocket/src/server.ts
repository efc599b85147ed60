/**
 * The class `Server`: a `net` or `tls` server, or an HTTP server of the user's, whose sockets become `Connection`s.
 * Requests are read by `node:http`; what is a handshake is decided by the engine.
 */

import { EventEmitter } from 'node:events'
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import net, { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { checkRequest, requestedSubprotocols, switchingProtocols } from '@rosetta-ws/engine'
import { acceptValue, refuseUpgrade, writeSwitchingProtocols } from '@rosetta-ws/engine/node'
import { Connection } from './connection.js'
import { Deadline } from './deadline.js'
import { headersOf } from './headers.js'
import { ConnectionPolicy, DEFAULT_HANDSHAKE_TIMEOUT } from './policy.js'

export type SelectProtocol = (connection: Connection, protocols: string[]) => string | null | undefined

export interface ServerOptions extends net.ServerOpts, tls.TlsOptions {
  /** Whether to speak TLS: true, and nothing else. */
  secure?: boolean
  validProtocols?: string[]
  selectProtocol?: SelectProtocol
  /** A server whose upgrades become connections, in place of one of our own. */
  httpServer?: HttpServer | HttpsServer
  /** Milliseconds until a socket without a handshake is destroyed; 0 for no limit. */
  handshakeTimeout?: number
  /** Milliseconds from a Close frame until the socket is destroyed; 0 for no limit. */
  closeTimeout?: number
}

const rules = { versions: [13] }
const badRequest = { status: 400, headers: {}, body: '' } as const
/** @rfc 6455 §4.4 */
const otherVersion = { ...badRequest, headers: { 'Sec-WebSocket-Version': '13' } } as const

/** Answers an upgrade request as one of the server's own. */
export let acceptUpgrade: (server: Server, request: IncomingMessage, socket: Duplex, head: Buffer) => void
/** Whether a server accepts no more connections, wherever they come from. */
export let isClosed: (server: Server) => boolean
/** Whether a listener of upgrades is the server's. */
export let ownsListener: (server: Server, listener: unknown) => boolean

export class Server extends EventEmitter {
  static {
    acceptUpgrade = (server, request, socket, head) => server.#accept(request, socket, head)
    isClosed = (server) => server.#isClosed
    ownsListener = (server, listener) => server.#onUpgrade === listener
  }

  /** The underlying server. */
  readonly socket: net.Server
  /** All that are open. */
  readonly connections: Connection[] = []
  _selectProtocol: SelectProtocol | null = null
  readonly #policy: ConnectionPolicy
  /** Reads the requests of the sockets of our own server. */
  readonly #http: HttpServer | null
  #detach: (() => void) | null = null
  /** Hears the `close` of every connection. */
  readonly #onConnectionClose: (this: Connection) => void
  /** Of the sockets without a handshake. */
  readonly #deadline: Deadline
  #onUpgrade: unknown = null
  #isClosed = false

  /** @param callback is added to `connection` */
  constructor(secure?: boolean, options?: ServerOptions | ((connection: Connection) => void), callback?: unknown) {
    super()
    if (typeof options === 'function') {
      callback = options
      options = undefined
    }
    if (typeof callback === 'function') this.on('connection', callback as () => void)
    const settings = options ?? {}
    this.#policy = new ConnectionPolicy(Connection, settings.closeTimeout)
    const forget = (connection: Connection): void => this.#forget(connection)
    this.#onConnectionClose = function () {
      forget(this)
    }
    this.#deadline = new Deadline(settings.handshakeTimeout ?? DEFAULT_HANDSHAKE_TIMEOUT)
    if (settings.httpServer !== undefined) {
      this.#http = null
      this.socket = this.#attach(settings.httpServer)
    } else {
      this.#http = createHttpServer({ requireHostHeader: false }, refuseRequest)
      this.#http.on('upgrade', (request, socket, head) => this.#accept(request, socket, head))
      this.#http.on('clientError', refuseBytes)
      const onSocket = (socket: Socket): void => this.#await(socket)
      this.socket = secure ? tls.createServer(settings, onSocket) : net.createServer(settings, onSocket)
    }
    this.socket.on('listening', () => this.emit('listening'))
    this.socket.on('error', (error) => this.emit('error', error))
    if (this.#http !== null) this.socket.on('close', () => this.emit('close'))
    if (settings.selectProtocol) this._selectProtocol = settings.selectProtocol
    else if (settings.validProtocols) this._selectProtocol = this._buildSelectProtocol(settings.validProtocols)
  }

  /** Begins to accept connections; all addresses without a `host`. @param callback is added to `listening` */
  listen(port?: number | string, host?: string | (() => void), callback?: () => void): this {
    if (typeof host === 'function') {
      callback = host
      host = undefined
    }
    this.#isClosed = false
    if (typeof callback === 'function') this.on('listening', callback)
    if (typeof host === 'string') this.socket.listen(Number(port), host)
    else this.socket.listen(port)
    return this
  }

  /**
   * Accepts no more connections. Those that exist go on; `close` is emitted when they have ended. A server of the user's is
   * only let go of.
   */
  close(callback?: () => void): void {
    if (typeof callback === 'function') this.once('close', callback)
    this.#isClosed = true
    if (this.#http !== null) {
      this.socket.close()
      return
    }
    this.#detach?.()
    this.#detach = null
    this.#closeIfEmpty()
  }

  /** The choice of `validProtocols`: the first that the client offers. */
  _buildSelectProtocol(validProtocols: string[]): SelectProtocol {
    return (_connection, protocols) => protocols.find((protocol) => validProtocols.includes(protocol))
  }

  #attach(server: HttpServer | HttpsServer): HttpServer | HttpsServer {
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void =>
      this.#accept(request, socket, head)
    server.on('upgrade', onUpgrade)
    this.#onUpgrade = onUpgrade
    this.#detach = () => server.off('upgrade', onUpgrade)
    return server
  }

  #closeIfEmpty(): void {
    if (this.#http !== null || this.#detach !== null || this.connections.length > 0) return
    process.nextTick(() => this.emit('close'))
  }

  /** Has the request of a new socket read. */
  #await(socket: Socket): void {
    this.#deadline.add(socket)
    this.#http?.emit('connection', socket)
  }

  #accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const socket = socketOf(request, stream)
    const opening = checkRequest(request, rules)
    // An empty header asks for none, as in the original.
    const hasNone = request.headers['sec-websocket-protocol'] === ''
    const protocols = hasNone ? [] : requestedSubprotocols(request)
    if (typeof opening === 'string' || protocols === null || !isHttp11WithHost(request)) {
      stream.on('error', ignore)
      refuseUpgrade(stream, opening === 'version' ? otherVersion : badRequest)
      return
    }
    const connection = new Connection(socket, this)
    connection.path = request.url as string
    connection.headers = headersOf(request)
    connection.key = opening.key
    connection.protocols = protocols
    if (protocols.length > 0 && this._selectProtocol !== null) this.#choose(connection, this._selectProtocol)
    // The choice is the user's code, which may have closed the connection.
    if (connection.readyState !== connection.CONNECTING || !stream.writable) {
      stream.on('error', ignore)
      return
    }
    const lines = switchingProtocols({ accept: acceptValue(opening.key), subprotocol: connection.protocol })
    writeSwitchingProtocols(stream, lines)
    connection._open('server', stream, head, this.#policy)
    this.#deadline.remove(socket)
    this.connections.push(connection)
    connection.on('close', this.#onConnectionClose)
    this.emit('connection', connection)
  }

  /** Only what the client offered may be answered. @rfc 6455 §4.2.2 */
  #choose(connection: Connection, select: SelectProtocol): void {
    const { socket, protocols } = connection
    // The user's code may throw, and nobody else listens yet.
    socket.on('error', ignore)
    connection._abort = () => socket.destroy()
    const protocol = select(connection, protocols)
    connection._abort = null
    if (typeof protocol === 'string' && protocols.includes(protocol)) connection.protocol = protocol
  }

  #forget(connection: Connection): void {
    const index = this.connections.indexOf(connection)
    if (index === -1) return
    this.connections.splice(index, 1)
    this.#closeIfEmpty()
  }
}

/** From Node 26 on, Node puts a stream of its own before the socket of a request that announces a body. */
function socketOf({ socket }: Partial<IncomingMessage>, stream: Duplex): Socket {
  return stream instanceof Socket || socket === undefined ? (stream as Socket) : socket
}

/** @rfc 6455 §4.2.1 */
function isHttp11WithHost({ headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  return headers.host !== undefined && (httpVersionMajor > 1 || (httpVersionMajor === 1 && httpVersionMinor >= 1))
}

const refuseRequest: RequestListener = (request) => refuseUpgrade(request.socket, badRequest)

function refuseBytes(_error: Error, socket: Duplex): void {
  if (socket.writable) refuseUpgrade(socket, badRequest)
  else socket.destroy()
}

function ignore(): void {}
