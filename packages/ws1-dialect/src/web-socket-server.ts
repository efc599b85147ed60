/** The class behind `Server`: upgrades of an HTTP server to `WebSocket`s. The rules of the handshake are the engine's. */

import http, { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import {
  checkRequest,
  chooseExtensions,
  isAccepted,
  requestedSubprotocols,
  switchingProtocols,
} from '@rosetta-ws/engine'
import { acceptValue, refuseUpgrade, writeSwitchingProtocols } from '@rosetta-ws/engine/node'
import { addClient, type Clients, clientOfKey, createClients, removeClient } from './clients.js'
import { codecsOf, type DeflateOptions, extensionsOf, wishesOf } from './deflate.js'
import type { Dialect } from './dialect.js'
import { Emitter } from './es5-call.js'
import type { Accepted, BaseWebSocket } from './web-socket.js'

export interface VerifyInfo {
  origin: string
  secure: boolean
  req: IncomingMessage
}

export interface ServerOptions {
  host?: string
  port?: number | null
  server?: http.Server | null
  verifyClient?:
    | ((info: VerifyInfo, callback: (result: boolean, code?: number, name?: string) => void) => unknown)
    | null
  handleProtocols?: ((protocols: string[], callback: (result: boolean, protocol?: string) => void) => void) | null
  path?: string | null
  noServer?: boolean
  disableHixie?: boolean
  clientTracking?: boolean
  perMessageDeflate?: boolean | DeflateOptions
  /** Bytes of a message; 0 for no limit. */
  maxPayload?: number
}

type UpgradeCallback = (ws: BaseWebSocket) => void

/** A request on its way through the user's checks. */
interface Opening {
  readonly request: IncomingMessage & { query?: Record<string, string> }
  readonly socket: Socket
  readonly head: Buffer
  readonly key: string
  readonly version: number
  readonly callback: UpgradeCallback
}

const rules = { versions: [8, 13] }
/** @rfc 6455 §4.4 */
const versionHeader = { 'Sec-WebSocket-Version': '13, 8' }

const serverDefaults = {
  host: '0.0.0.0',
  port: null,
  server: null,
  verifyClient: null,
  handleProtocols: null,
  path: null,
  noServer: false,
  disableHixie: false,
  clientTracking: true,
  perMessageDeflate: true,
} as const

type PathServer = http.Server & Record<string, Record<string, BaseWebSocketServer> | undefined>

/** Answers an upgrade request as one of the server's own, and tells its listeners. */
export let acceptUpgrade: (server: BaseWebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer) => void
/** Whether a listener of upgrades is the server's. */
export let ownsListener: (server: BaseWebSocketServer, listener: unknown) => boolean

export class BaseWebSocketServer extends Emitter {
  static {
    acceptUpgrade = (server, request, socket, head) => server.#onRequest(request, socket, head)
    ownsListener = (server, listener) => server.#onUpgrade === listener
  }

  /** On the prototype of each dialect's class. */
  declare readonly _dialect: Dialect
  /** The class of its connections; on the prototype too. */
  declare readonly _WebSocket: new (
    address: [IncomingMessage, Socket, Buffer],
    options: Accepted,
  ) => BaseWebSocket

  readonly options: ServerOptions & { maxPayload: number }
  path: string | null
  clients: Clients
  _server: http.Server | null = null
  #release: (() => void) | null = null
  #isClosed = false
  #onUpgrade: unknown = null

  /** @throws TypeError without a way to listen; Error if the path is taken on the same HTTP server */
  constructor(options?: ServerOptions, callback?: () => void) {
    super()
    const settings = { ...serverDefaults, maxPayload: this._dialect.maxPayload, ...options }
    const { port, server, path, noServer } = settings
    const hasPort = port !== null && port !== undefined
    if (!hasPort && !server && !noServer) throw new TypeError('`port` or a `server` must be provided')
    this.options = settings
    this.path = path ?? null
    this.clients = createClients(this._dialect)
    if (hasPort) {
      this._server = http.createServer(requireUpgrade)
      this._server.listen(port, settings.host, callback)
    } else if (server) {
      this._server = server
      if (path) this.#takePath(server as PathServer, path)
    }
    if (this._server !== null) this.#release = this.#listen(this._server)
  }

  /** Accepts no more connections and terminates those that exist. */
  close(callback?: (error?: Error | null) => void): void {
    this.#isClosed = true
    for (const ws of Object.values(this.clients)) ws.terminate()
    const server = this._server
    this.#release?.()
    this.#release = null
    this._server = null
    if (server !== null && !this.options.server) server.close()
    if (typeof callback === 'function') callback(null)
  }

  /** Answers an upgrade request. @param head the first bytes of the stream after the request */
  handleUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer, callback: UpgradeCallback): void {
    const socket = stream as Socket
    socket.on('error', destroySocket)
    if (this.path !== null && pathOf(request) !== this.path) {
      if (this.#isLastResort(request)) refuse(socket, 400)
      return
    }
    const opening = checkRequest(request, rules)
    if (this.#isClosed) refuse(socket, 503)
    else if (typeof opening === 'string') refuse(socket, 400, undefined, opening === 'version' ? versionHeader : {})
    else this.#verify({ request, socket, head, ...opening, callback })
  }

  #listen(server: http.Server): () => void {
    const listeners = {
      listening: () => this.emit('listening'),
      error: (error: Error) => this.emit('error', error),
      upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#onRequest(request, socket, head),
    }
    this.#onUpgrade = listeners.upgrade
    for (const [event, listener] of Object.entries(listeners)) server.on(event, listener)
    return () => {
      for (const [event, listener] of Object.entries(listeners)) server.off(event, listener)
      if (this.path !== null) this.#leavePath(server as PathServer, this.path)
      // Whoever has closed a server wants to hear no error of it, and no error may end the process.
      if (!this.options.server) server.on('error', () => {})
    }
  }

  #onRequest(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.handleUpgrade(request, socket, head, (ws) => {
      this.emit(`connection${request.url}`, ws)
      this.emit('connection', ws)
    })
  }

  #takePath(server: PathServer, path: string): void {
    const { pathsProperty } = this._dialect
    const paths = server[pathsProperty] ?? (Object.create(null) as Record<string, BaseWebSocketServer>)
    if (paths[path] !== undefined) {
      throw new Error('two instances of WebSocketServer cannot listen on the same http server path')
    }
    paths[path] = this
    server[pathsProperty] = paths
  }

  #leavePath(server: PathServer, path: string): void {
    const { pathsProperty } = this._dialect
    const paths = server[pathsProperty]
    if (paths === undefined) return
    delete paths[path]
    if (Object.keys(paths).length === 0) delete server[pathsProperty]
  }

  /** Whether nobody else on this HTTP server will answer a request for another path. */
  #isLastResort(request: IncomingMessage): boolean {
    const server = this._server as PathServer | null
    const servers = Object.values(server?.[this._dialect.pathsProperty] ?? {})
    if (server === null || servers.length === 0) return server !== null
    const isForAnother = servers.some(({ path }) => path === pathOf(request))
    return !isForAnother && servers[0] === this && server.listenerCount('upgrade') === servers.length
  }

  #verify(opening: Opening): void {
    const { verifyClient } = this.options
    const { request, socket, version } = opening
    if (typeof verifyClient !== 'function') {
      this.#chooseProtocol(opening)
      return
    }
    const { authorized, encrypted } = request.socket as Socket & { authorized?: boolean; encrypted?: boolean }
    const info = {
      origin: request.headers[version < 13 ? 'sec-websocket-origin' : 'origin'] as string,
      secure: authorized !== undefined || encrypted !== undefined,
      req: request,
    }
    if (this._dialect.answersAuthorization) opening.request.query = queryOf(request)
    const proceed = (result: unknown, code = 401, name?: string): void => {
      if (result) this.#chooseProtocol(opening)
      else refuse(socket, code, name)
    }
    if (verifyClient.length === 2) verifyClient(info, proceed)
    else proceed((verifyClient as (info: VerifyInfo) => unknown)(info))
  }

  #chooseProtocol(opening: Opening): void {
    const { handleProtocols } = this.options
    const { request, socket } = opening
    const header = request.headers['sec-websocket-protocol']
    if (typeof handleProtocols !== 'function') {
      const offered = requestedSubprotocols(request)
      if (offered === null) refuse(socket, 400)
      else this.#accept(opening, offered[0])
      return
    }
    const offered = (header ?? '').split(/, */)
    let isAnswered = false
    handleProtocols(offered, (result, protocol) => {
      if (isAnswered) return
      isAnswered = true
      if (!result) refuse(socket, 401, 'Unauthorized')
      else this.#accept(opening, offered.includes(protocol as string) ? protocol : undefined)
    })
    if (isAnswered) return
    isAnswered = true
    refuse(socket, 501, 'Could not process protocols')
  }

  #accept(opening: Opening, subprotocol: string | undefined): void {
    const { request, socket, head, key, version } = opening
    const wishes = wishesOf(this.options.perMessageDeflate)
    const choice = chooseExtensions(request, wishes)
    if (choice !== null && !isAccepted(choice)) {
      refuse(socket, 400)
      return
    }
    // The client may have gone, or the server have been closed, while it was verified.
    if (!socket.readable || !socket.writable) {
      socket.destroy()
      return
    }
    if (this.#isClosed) {
      refuse(socket, 503)
      return
    }
    const lines = switchingProtocols({
      accept: acceptValue(key),
      subprotocol,
      extensions: choice === null ? [] : [choice.answer],
    })
    if (this._dialect.answersAuthorization) lines.push(...authorizationOf(opening.request))
    this.emit('headers', lines)
    const clientKey = this.#clientKeyOf(lines, key, socket)
    if (clientKey === null) return
    writeSwitchingProtocols(socket, lines.filter(isSafe))
    socket.off('error', destroySocket)
    const agreement = choice === null ? null : choice.agreement
    const ws = new this._WebSocket([request, socket, head], {
      protocolVersion: version,
      protocol: subprotocol,
      extensions: extensionsOf(agreement),
      maxPayload: this.options.maxPayload,
      deflate: codecsOf(agreement, 'server', wishes ?? {}),
    })
    if (this.options.clientTracking) {
      addClient(this.clients, clientKey, ws)
      ws.on('close', () => removeClient(this.clients, clientKey, ws))
    }
    opening.callback(ws)
  }

  /**
   * The key that a client is kept by: one that the application has added to the headers, which takes the place of an older
   * client, or the one of the handshake, which takes nobody's.
   *
   * @returns null if the request was refused
   */
  #clientKeyOf(lines: readonly string[], key: string, socket: Socket): string | null {
    if (this._dialect.clients === 'list') return key
    const given = lines.map((line) => /^x-wsd-client-key: *(.+)$/i.exec(line)?.[1]).find((value) => value !== undefined)
    const older = clientOfKey(this.clients, given ?? key)
    if (older === undefined) return given ?? key
    if (given === undefined) {
      refuse(socket, 400)
      return null
    }
    older.close(1000)
    this.emit('close', 1000, '')
    return given
  }
}

function requireUpgrade(_request: IncomingMessage, response: http.ServerResponse): void {
  const body = STATUS_CODES[426] as string
  response.writeHead(426, { 'Content-Length': body.length, 'Content-Type': 'text/plain' })
  response.end(body)
}

function pathOf(request: IncomingMessage): string {
  const url = request.url as string
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** The last value of each name. */
function queryOf(request: IncomingMessage): Record<string, string> {
  const url = request.url as string
  const query = url.indexOf('?')
  return query === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(query + 1)))
}

/** The client's token, or its Authorization, sent back. */
function authorizationOf(request: Opening['request']): string[] {
  const { token } = queryOf(request)
  const value = token === undefined ? request.headers.authorization : `bearer ${token}`
  return value === undefined ? [] : [`authorization: ${value}`]
}

/** Whether a line ends nowhere but at its end. */
function isSafe(line: string): boolean {
  return !/[\r\n]/.test(line)
}

function refuse(socket: Socket, status: number, name?: string, headers: Record<string, string> = {}): void {
  const reason = name === undefined ? undefined : String(name).replace(/[\r\n]+/g, ' ')
  refuseUpgrade(socket, { status, reason, headers: { 'Content-type': 'text/html', ...headers }, body: '' })
}

function destroySocket(this: Socket): void {
  this.destroy()
}
