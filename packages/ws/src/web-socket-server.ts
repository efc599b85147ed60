/** The class `WebSocketServer`: upgrades of an HTTP server to `WebSocket`s. The rules of the handshake are the engine's. */

import { EventEmitter } from 'node:events'
import http, { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  checkRequest,
  type OpeningRequest,
  type RequestFault,
  requestedSubprotocols,
  switchingProtocols,
} from '@rosetta-ws/engine'
import { acceptValue, refuseUpgrade, SocketTransport } from '@rosetta-ws/engine/node'
import { format, parse } from './extension.js'
import { PerMessageDeflate, type PerMessageDeflateOptions } from './permessage-deflate.js'
import { DEFAULT_CLOSE_TIMEOUT, defaultOptions, type PolicyOptions } from './policy.js'
import { WebSocket } from './web-socket.js'

export interface VerifyClientInfo {
  origin: string
  secure: boolean
  req: IncomingMessage
}

export type VerifyClientSync = (info: VerifyClientInfo) => boolean
export type VerifyClientAsync = (
  info: VerifyClientInfo,
  callback: (verified: boolean, code?: number, message?: string, headers?: Record<string, string>) => void,
) => void

export interface ServerOptions extends PolicyOptions {
  backlog?: number | null
  clientTracking?: boolean
  handleProtocols?: ((protocols: Set<string>, request: IncomingMessage) => string | false) | null
  host?: string | null
  noServer?: boolean
  path?: string | null
  perMessageDeflate?: boolean | PerMessageDeflateOptions
  port?: number | null
  server?: http.Server | null
  verifyClient?: VerifyClientSync | VerifyClientAsync | null
  WebSocket?: typeof WebSocket
}

type UpgradeCallback = (ws: WebSocket, request: IncomingMessage) => void
type CloseCallback = (error?: Error) => void

const ServerState = { Running: 0, Closing: 1, Closed: 2 } as const

const versions = [13, 8] as const

const serverDefaults = {
  ...defaultOptions,
  perMessageDeflate: false,
  handleProtocols: null,
  clientTracking: true,
  closeTimeout: DEFAULT_CLOSE_TIMEOUT,
  verifyClient: null,
  noServer: false,
  backlog: null,
  server: null,
  host: null,
  path: null,
  port: null,
} as const

/** What each server listens with to the upgrades of an HTTP server. */
export const upgradeListeners: WeakMap<WebSocketServer, (...values: never[]) => void> = new WeakMap()

/** A symbol, and no private name: servers are used through proxies. */
const kUntrack: unique symbol = Symbol('untrack')

/** The answer to a request that is no opening handshake. */
const refusals: Readonly<Record<RequestFault, { status: number; body: string; headers?: Record<string, string> }>> = {
  method: { status: 405, body: 'Invalid HTTP method' },
  upgrade: { status: 400, body: 'Invalid Upgrade header' },
  key: { status: 400, body: 'Missing or invalid Sec-WebSocket-Key header' },
  version: {
    status: 400,
    body: 'Missing or invalid Sec-WebSocket-Version header',
    headers: { 'Sec-WebSocket-Version': versions.join(', ') },
  },
}

export class WebSocketServer extends EventEmitter {
  declare clients: Set<WebSocket> | undefined
  declare _shouldEmitClose: boolean
  declare _server: http.Server | null | undefined
  declare _removeListeners: (() => void) | null | undefined
  readonly options: ServerOptions
  /** Assigned by frameworks that route by themselves. */
  declare path: string | undefined
  _state: number = ServerState.Running
  /** What each of the clients has as a listener of its 'close': one function for all. */
  readonly [kUntrack]: (this: WebSocket) => void

  /** @throws TypeError unless exactly one of `port`, `server` and `noServer` is given */
  constructor(options?: ServerOptions, callback?: () => void) {
    super()
    const settings: ServerOptions = { ...serverDefaults, WebSocket, ...options }
    const { port, server, noServer } = settings
    const hasPort = port !== null && port !== undefined
    if ((hasPort ? 1 : 0) + (server ? 1 : 0) + (noServer ? 1 : 0) !== 1) {
      throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified')
    }
    if (hasPort) {
      this._server = http.createServer(requireUpgrade)
      this._server.listen(port, settings.host as string, settings.backlog as number, callback)
    } else if (server) {
      this._server = server
    }
    if (this._server) this._removeListeners = listen(this, this._server)
    if (settings.perMessageDeflate === true) settings.perMessageDeflate = {}
    if (settings.clientTracking) {
      this.clients = new Set()
      this._shouldEmitClose = false
    }
    this.options = settings
    this[kUntrack] = untrackerOf(this)
  }

  /**
   * The address that the underlying server is bound to.
   *
   * @throws Error in "noServer" mode
   */
  address(): AddressInfo | string | null {
    if (this.options.noServer) throw new Error('The server is operating in "noServer" mode')
    return this._server ? this._server.address() : null
  }

  /** Accepts no more connections. 'close' is emitted when those that exist are closed. */
  close(callback?: CloseCallback): void {
    if (this._state === ServerState.Closed) {
      if (callback) this.once('close', () => callback(new Error('The server is not running')))
      process.nextTick(emitClose, this)
      return
    }
    if (callback) this.once('close', callback)
    if (this._state === ServerState.Closing) return
    this._state = ServerState.Closing
    const server = this._server
    if (server) {
      this._removeListeners?.()
      this._removeListeners = this._server = null
    }
    if (server && !this.options.noServer && !this.options.server) {
      server.close(() => emitClose(this))
    } else if (this.clients && this.clients.size > 0) {
      this._shouldEmitClose = true
    } else {
      process.nextTick(emitClose, this)
    }
  }

  /** Whether a request is for this server. Made to be replaced. */
  shouldHandle(request: IncomingMessage): boolean {
    const { path } = this.options
    if (!path) return true
    const url = request.url as string
    const query = url.indexOf('?')
    return (query === -1 ? url : url.slice(0, query)) === path
  }

  /**
   * Answers an upgrade request.
   *
   * @param head the first bytes of the stream after the request
   * @throws Error if the socket was handed over before
   */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, callback: UpgradeCallback): void {
    socket.on('error', onSocketError)
    const opening = checkRequest(request, { versions })
    if (typeof opening === 'string') {
      const { status, body, headers } = refusals[opening]
      refuse(this, request, socket, status, body, headers)
      return
    }
    if (!this.shouldHandle(request)) {
      abortHandshake(socket, 400)
      return
    }
    const protocols = requestedSubprotocols(request)
    if (protocols === null) {
      refuse(this, request, socket, 400, 'Invalid Sec-WebSocket-Protocol header')
      return
    }
    let extensions: Record<string, PerMessageDeflate>
    try {
      extensions = chooseExtensions(this, request)
    } catch {
      refuse(this, request, socket, 400, 'Invalid or unacceptable Sec-WebSocket-Extensions header')
      return
    }
    const complete = (): void =>
      this.completeUpgrade(extensions, opening.key, new Set(protocols), request, socket, head, callback)
    verify(this, request, socket, opening, complete)
  }

  /** Answers with 101 and hands the new `WebSocket` to `callback`. */
  completeUpgrade(
    extensions: Record<string, PerMessageDeflate>,
    key: string,
    protocols: Set<string>,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    callback: UpgradeCallback,
  ): void {
    // The client may have gone while it was verified.
    if (!socket.readable || !socket.writable) {
      socket.destroy()
      return
    }
    if (SocketTransport.isOn(socket)) {
      throw new Error(
        'server.handleUpgrade() was called more than once with the same socket, possibly due to a misconfiguration',
      )
    }
    if (this._state > ServerState.Running) {
      abortHandshake(socket, 503)
      return
    }
    const Socket = this.options.WebSocket as typeof WebSocket
    const ws = new Socket(null, undefined, this.options as never)
    const subprotocol = chooseProtocol(this, protocols, request)
    if (subprotocol) ws._protocol = subprotocol
    const headers = switchingProtocols({ accept: acceptValue(key), subprotocol })
    const deflate = extensions[PerMessageDeflate.extensionName]
    if (deflate) {
      headers.push(`Sec-WebSocket-Extensions: ${format({ [PerMessageDeflate.extensionName]: deflate.params ?? {} })}`)
      ws._extensions = extensions
    }
    this.emit('headers', headers, request)
    socket.write(headers.concat('\r\n').join('\r\n'))
    ws.setSocket(socket, head, this.options)
    // Only now: a table of listeners that loses its last one of a kind takes several times the memory.
    socket.removeListener('error', onSocketError)
    if (this.clients) {
      this.clients.add(ws)
      ws.on('close', this[kUntrack])
    }
    callback(ws, request)
  }
}

function listen(wss: WebSocketServer, server: http.Server): () => void {
  const listeners = {
    listening: () => wss.emit('listening'),
    error: (error: Error) => wss.emit('error', error),
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request)),
  }
  upgradeListeners.set(wss, listeners.upgrade)
  for (const [event, listener] of Object.entries(listeners)) server.on(event, listener)
  return () => {
    for (const [event, listener] of Object.entries(listeners)) server.removeListener(event, listener)
  }
}

function chooseExtensions(wss: WebSocketServer, request: IncomingMessage): Record<string, PerMessageDeflate> {
  const header = request.headers['sec-websocket-extensions']
  const { perMessageDeflate, maxPayload } = wss.options
  if (!perMessageDeflate || header === undefined) return {}
  const deflate = new PerMessageDeflate({
    ...(perMessageDeflate as PerMessageDeflateOptions),
    isServer: true,
    maxPayload: maxPayload as number,
  })
  const offers = parse(header)[PerMessageDeflate.extensionName]
  if (!offers) return {}
  deflate.accept(offers)
  // By its name as it stands: such an object takes half of what one with a computed name does.
  return { 'permessage-deflate': deflate }
}

function verify(
  wss: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  { version }: OpeningRequest,
  complete: () => void,
): void {
  const { verifyClient } = wss.options
  if (!verifyClient) {
    complete()
    return
  }
  const { authorized, encrypted } = request.socket as Socket & { authorized?: boolean; encrypted?: boolean }
  const info = {
    origin: request.headers[version === 8 ? 'sec-websocket-origin' : 'origin'] as string,
    secure: !!(authorized || encrypted),
    req: request,
  }
  if (verifyClient.length === 2) {
    ;(verifyClient as VerifyClientAsync).call(wss.options, info, (verified, code, message, headers) => {
      if (verified) complete()
      else abortHandshake(socket, code || 401, message, headers)
    })
  } else if ((verifyClient as VerifyClientSync).call(wss.options, info)) {
    complete()
  } else {
    abortHandshake(socket, 401)
  }
}

function chooseProtocol(wss: WebSocketServer, protocols: Set<string>, request: IncomingMessage): string | undefined {
  if (protocols.size === 0) return undefined
  const { options } = wss
  const chosen = options.handleProtocols ? options.handleProtocols(protocols, request) : protocols.values().next().value
  return chosen || undefined
}

/** Refuses a broken request, or leaves that to a listener of 'wsClientError'. */
function refuse(
  wss: WebSocketServer,
  request: IncomingMessage,
  socket: Duplex,
  status: number,
  message: string,
  headers?: Record<string, string>,
): void {
  if (wss.listenerCount('wsClientError') === 0) {
    abortHandshake(socket, status, message, headers)
    return
  }
  wss.emit('wsClientError', new Error(message), socket, request)
}

function untrackerOf(server: WebSocketServer): (this: WebSocket) => void {
  return function () {
    const { clients } = server
    if (clients === undefined) return
    clients.delete(this)
    if (server._shouldEmitClose && clients.size === 0) process.nextTick(emitClose, server)
  }
}

function requireUpgrade(_request: IncomingMessage, response: http.ServerResponse): void {
  const body = STATUS_CODES[426] as string
  response.writeHead(426, { 'Content-Length': body.length, 'Content-Type': 'text/plain' })
  response.end(body)
}

function emitClose(server: WebSocketServer): void {
  server._state = ServerState.Closed
  server.emit('close')
}

function onSocketError(this: Duplex): void {
  this.destroy()
}

function abortHandshake(socket: Duplex, status: number, message?: string, headers?: Record<string, string>): void {
  const body = message || (STATUS_CODES[status] as string)
  refuseUpgrade(socket, {
    status,
    headers: {
      Connection: 'close',
      'Content-Type': 'text/html',
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    },
    body,
  })
}
