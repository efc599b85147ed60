/** `WebSocketServer`: takes upgrades from HTTP servers, keeps the requests and connections. The rest is the request's. */

import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type AnyHttpServer, extend, type ServerConfig, serverDefaults } from './config.js'
import type { WebSocketConnection } from './connection.js'
import { debugLog } from './debug-log.js'
import { es5Class } from './es5-class.js'
import { type HandshakeError, WebSocketRequest } from './request.js'

interface Handlers {
  upgrade: (request: IncomingMessage, socket: Socket, head?: Buffer) => void
  requestAccepted: (connection: WebSocketConnection) => void
  requestResolved: (request: WebSocketRequest) => void
  connectionClose: (this: WebSocketConnection, closeReason: number, description: string) => void
}

/** A configuration after `mount`. */
type MountedConfig = ServerConfig & { httpServer: AnyHttpServer[] }

const noBytes = Buffer.alloc(0)

/** The servers that were shut down and not mounted again. */
const shutDownServers = new WeakSet<WebSocketServerMethods>()

/** Whether a server takes no more requests, wherever they come from. */
export function isShutDown(server: WebSocketServer): boolean {
  return shutDownServers.has(server)
}

class WebSocketServerMethods extends EventEmitter {
  declare config: MountedConfig
  declare connections: WebSocketConnection[]
  declare pendingRequests: WebSocketRequest[]
  declare _handlers: Handlers

  /** @throws Error without an HTTP server */
  mount(config: ServerConfig): void {
    this.config = extend<object>({ ...serverDefaults }, config) as MountedConfig
    shutDownServers.delete(this)
    const { httpServer } = this.config
    if (!httpServer) throw new Error('You must specify an httpServer on which to mount the WebSocket server.')
    if (!Array.isArray(httpServer)) this.config.httpServer = [httpServer]
    const { upgrade } = this._handlers
    for (const server of this.config.httpServer) server.on('upgrade', upgrade as () => void)
  }

  unmount(): void {
    for (const server of this.config.httpServer) server.removeListener('upgrade', this._handlers.upgrade)
  }

  closeAllConnections(): void {
    for (const connection of this.connections) connection.close()
    for (const request of this.pendingRequests) {
      process.nextTick(() => {
        if (!request._resolved) request.reject(503)
      })
    }
  }

  broadcast(data: unknown): void {
    if (Buffer.isBuffer(data)) this.broadcastBytes(data)
    else if (typeof (data as object).toString === 'function') this.broadcastUTF(data)
  }

  broadcastUTF(utfData: unknown): void {
    for (const connection of this.connections) connection.sendUTF(utfData)
  }

  broadcastBytes(binaryData: Buffer): void {
    for (const connection of this.connections) connection.sendBytes(binaryData)
  }

  shutDown(): void {
    this.unmount()
    shutDownServers.add(this)
    this.closeAllConnections()
  }

  /** @param head the first bytes after the request; they are read as the connection's */
  handleUpgrade(request: IncomingMessage, socket: Socket, head: Buffer = noBytes): void {
    const wsRequest = new WebSocketRequest(socket, request, this.config)
    if (head.length > 0) socket.unshift(head)
    try {
      wsRequest.readHandshake()
    } catch (thrown) {
      const error = thrown as HandshakeError
      wsRequest.reject(error.httpCode ?? 400, error.message, error.headers)
      debugLog('websocket:server')('Invalid handshake: %s', error.message)
      this.emit('upgradeError', error)
      return
    }
    this.pendingRequests.push(wsRequest)
    wsRequest.on('requestAccepted', this._handlers.requestAccepted)
    wsRequest.on('requestResolved', this._handlers.requestResolved)
    // Nobody may ever answer it: it must not be kept.
    wsRequest._onGone = this._handlers.requestResolved
    this._limitTime(wsRequest)
    if (!this.config.autoAcceptConnections && this.listenerCount('request') > 0) this.emit('request', wsRequest)
    else if (this.config.autoAcceptConnections) this._acceptAny(wsRequest)
    else wsRequest.reject(404, 'No handler is configured to accept the connection.')
  }

  /** @internal What a client asks for must not throw at nobody: it was rejected then. */
  _acceptAny(request: WebSocketRequest): void {
    try {
      request.accept(request.requestedProtocols?.[0], request.origin)
    } catch (error) {
      this.emit('upgradeError', error)
    }
  }

  /** @internal */
  _limitTime(request: WebSocketRequest): void {
    const { handshakeTimeout } = this.config
    if (!handshakeTimeout) return
    const timer = setTimeout(() => request.reject(408), handshakeTimeout)
    const stop = (): void => clearTimeout(timer)
    request.once('requestResolved', stop)
    request.socket.once('close', stop)
  }

  handleRequestAccepted(connection: WebSocketConnection): void {
    connection.on('close', this._handlers.connectionClose)
    this.connections.push(connection)
    this.emit('connect', connection)
  }

  handleConnectionClose(connection: WebSocketConnection, closeReason: number, description: string): void {
    const index = this.connections.indexOf(connection)
    if (index !== -1) this.connections.splice(index, 1)
    this.emit('close', connection, closeReason, description)
  }

  handleRequestResolved(request: WebSocketRequest): void {
    const index = this.pendingRequests.indexOf(request)
    if (index !== -1) this.pendingRequests.splice(index, 1)
  }
}

export const WebSocketServer = es5Class<WebSocketServerMethods, [config?: ServerConfig]>({
  name: 'WebSocketServer',
  length: 1,
  methods: WebSocketServerMethods,
  parent: EventEmitter,
  initialise: (server, config) => {
    server._handlers = {
      upgrade: server.handleUpgrade.bind(server),
      requestAccepted: server.handleRequestAccepted.bind(server),
      requestResolved: server.handleRequestResolved.bind(server),
      connectionClose(closeReason, description) {
        server.handleConnectionClose(this, closeReason, description)
      },
    }
    server.connections = []
    server.pendingRequests = []
    if (config) server.mount(config)
  },
})
export type WebSocketServer = WebSocketServerMethods
