/** `WebSocketRequest`: a client's opening handshake, for the user to accept or reject. The rules are the engine's. */

import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { UrlWithParsedQuery } from 'node:url'
import {
  checkRequest,
  chooseExtensions,
  type ExtensionOffer,
  isAccepted,
  isToken,
  type RequestFault,
  switchingProtocols,
} from '@rosetta-ws/engine'
import { acceptValue, refuseUpgrade, writeSwitchingProtocols } from '@rosetta-ws/engine/node'
import type { ServerConfig } from './config.js'
import { ignoreError, WebSocketConnection } from './connection.js'
import { type AgreedDeflate, agreedDeflate, deflateWishes } from './deflate.js'
import { es5Class } from './es5-class.js'
import { parseUrlWithQuery } from './legacy-url.js'
import {
  forwardedAddresses,
  parseCookies,
  type RequestCookie,
  type RequestedExtension,
  splitExtensions,
  splitSubprotocols,
} from './request-headers.js'
import { type ResponseCookie, setCookieLines } from './set-cookie.js'

/** What `readHandshake` throws: the status and the headers of the rejection. */
export interface HandshakeError extends Error {
  httpCode?: number
  headers?: Record<string, string>
}

const VERSIONS: readonly number[] = [8, 13]
const LINE_BREAKS = /[\r\n]/g
const GONE_BEFORE_ACCEPT = 'TCP connection lost before handshake completed.'

/** How each fault of a request is told. */
const faults = {
  method: () => 'The method of an opening handshake must be GET.',
  upgrade: () => 'Client must ask for an upgrade to websocket.',
  key: (key) =>
    key ? 'Sec-WebSocket-Key must be 16 bytes in base64.' : 'Client must provide a value for Sec-WebSocket-Key.',
  version: () => 'Client must provide a value for Sec-WebSocket-Version.',
} as const satisfies Record<RequestFault, (key: string | undefined) => string>

class WebSocketRequestMethods extends EventEmitter {
  declare socket: Socket
  declare httpRequest: IncomingMessage
  declare resource: string
  declare remoteAddress: string
  declare remoteAddresses: string[]
  declare serverConfig: ServerConfig
  declare resourceURL: UrlWithParsedQuery
  declare host: string
  declare key: string
  declare webSocketVersion: number
  declare origin: string | undefined
  declare protocolFullCaseMap: Record<string, string> | null
  declare requestedProtocols: string[] | null
  declare requestedExtensions: RequestedExtension[]
  declare cookies: RequestCookie[]
  declare _socketIsClosing: boolean
  declare _resolved: boolean
  declare _socketCloseHandler: () => void
  /** @internal Set by the server: the client has gone before its request was answered. */
  declare _onGone: ((request: WebSocketRequest) => void) | undefined

  /** @throws HandshakeError for a request that is no opening handshake */
  readHandshake(): void {
    const { httpRequest, serverConfig } = this
    const { headers } = httpRequest
    this.resourceURL = parseUrlWithQuery(this.resource)
    this.host = headers.host as string
    if (!this.host) throw new Error('Client must provide a Host header.')
    this.key = headers['sec-websocket-key'] as string
    if (!this.key) throw new Error(faults.key(undefined))
    this.webSocketVersion = Number.parseInt(headers['sec-websocket-version'] as string, 10)
    this._check()
    this.origin = (this.webSocketVersion === 13 ? headers.origin : headers['sec-websocket-origin']) as string
    const { names, fullCase } = splitSubprotocols((headers['sec-websocket-protocol'] as string) || '')
    this.protocolFullCaseMap = headers['sec-websocket-protocol'] ? fullCase : {}
    this.requestedProtocols = headers['sec-websocket-protocol'] ? names : []
    const forwarded = headers['x-forwarded-for'] as string | undefined
    if (!serverConfig.ignoreXForwardedFor && forwarded) {
      this.remoteAddresses = [...forwardedAddresses(forwarded), this.remoteAddress]
      this.remoteAddress = this.remoteAddresses[0]
    }
    const extensions = headers['sec-websocket-extensions'] as string
    this.requestedExtensions = serverConfig.parseExtensions ? this.parseExtensions(extensions) : []
    this.cookies = serverConfig.parseCookies ? (this.parseCookies(headers.cookie) ?? []) : []
  }

  /** @internal Puts the engine's judgement into this dialect's words. */
  _check(): void {
    const { key, webSocketVersion, httpRequest } = this
    const header = httpRequest.headers['sec-websocket-version']
    if (!header) throw new Error(faults.version())
    const verdict = checkRequest(httpRequest, { versions: VERSIONS })
    const isKnown = VERSIONS.includes(webSocketVersion)
    if (!isKnown || verdict === 'version') {
      // A list may begin with a version that is known.
      const version = isKnown ? header : webSocketVersion || header
      const error: HandshakeError = new Error(
        `Unsupported websocket client version: ${version}Only versions 8 and 13 are supported.`,
      )
      error.httpCode = 426
      error.headers = { 'Sec-WebSocket-Version': '13' }
      throw error
    }
    if (typeof verdict === 'string') throw new Error(faults[verdict](key))
  }

  parseExtensions(extensionString: string | undefined): RequestedExtension[] {
    return extensionString ? splitExtensions(extensionString) : []
  }

  parseCookies(str: string | undefined): RequestCookie[] | undefined {
    return str && typeof str === 'string' ? parseCookies(str) : []
  }

  /**
   * Answers 101.
   *
   * @param acceptedProtocol in lower case, as in `requestedProtocols`
   * @throws Error for arguments that cannot be sent; the request is rejected with 500 then
   */
  accept(
    acceptedProtocol?: string | null,
    allowedOrigin?: string | null,
    cookies?: ResponseCookie[] | null,
  ): WebSocketConnection {
    this._verifyResolution()
    const deflate = this._deflate()
    const lines = this._answer(acceptedProtocol, allowedOrigin, cookies, deflate?.answer)
    const { socket, serverConfig: config } = this
    const agreed = deflate?.agreed
    // From Node 26 on, Node puts a stream before the socket of a request that announces a body.
    const below = this.httpRequest.socket ?? socket
    const connection = this._orReject(
      () => new WebSocketConnection(socket, [], acceptedProtocol, false, config, agreed, below),
    )
    connection.webSocketVersion = this.webSocketVersion
    connection.remoteAddress = this.remoteAddress
    connection.remoteAddresses = this.remoteAddresses
    if (this._socketIsClosing) {
      process.nextTick(() => connection.drop(1006, GONE_BEFORE_ACCEPT, true))
    } else {
      // Nothing else in the lines can be more than ASCII.
      writeSwitchingProtocols(this.socket, lines, allowedOrigin || cookies ? 'latin1' : 'utf8')
      this._handOver(connection)
    }
    this._resolved = true
    this.emit('requestResolved', this)
    this.emit('requestAccepted', connection)
    return connection
  }

  /** Answers with an error and closes. Line breaks in `reason` and in the headers are left out. */
  reject(status?: number | null, reason?: string | null, extraHeaders?: object | null): void {
    this._verifyResolution()
    this._resolved = true
    this.emit('requestResolved', this)
    const headers: Record<string, string> = { Connection: 'close' }
    if (reason) headers['X-WebSocket-Reject-Reason'] = String(reason).replace(LINE_BREAKS, '')
    for (const name in extraHeaders) {
      const value = (extraHeaders as Record<string, unknown>)[name]
      headers[name.replace(LINE_BREAKS, '')] = String(value).replace(LINE_BREAKS, '')
    }
    refuseUpgrade(this.socket, {
      status: typeof status === 'number' ? status : 403,
      headers,
      body: '',
      encoding: 'latin1',
    })
    this.emit('requestRejected', this)
  }

  /**
   * @internal Starts the connection, and lets go of the socket, which would keep this request alive. The order keeps the
   * socket's table of listeners small: Node listens to 'end' too, but 'close' must not be without a listener in between.
   */
  _handOver(connection: WebSocketConnection): void {
    const { socket, _socketCloseHandler } = this
    socket.removeListener('end', _socketCloseHandler)
    connection._addSocketEventListeners()
    socket.removeListener('close', _socketCloseHandler)
  }

  _handleSocketCloseBeforeAccept(): void {
    this._socketIsClosing = true
    this._removeSocketCloseListeners()
    this._onGone?.(this)
  }

  _removeSocketCloseListeners(): void {
    this.socket.removeListener('end', this._socketCloseHandler)
    this.socket.removeListener('close', this._socketCloseHandler)
  }

  _verifyResolution(): void {
    if (this._resolved) throw new Error('WebSocketRequest may only be accepted or rejected one time.')
  }

  /** @internal The lines of the answer. */
  _answer(
    acceptedProtocol: string | null | undefined,
    allowedOrigin: string | null | undefined,
    cookies: ResponseCookie[] | null | undefined,
    extension: ExtensionOffer | undefined,
  ): string[] {
    return this._orReject(() => {
      const lines = switchingProtocols({
        accept: acceptValue(this.key),
        subprotocol: this._subprotocol(acceptedProtocol),
        extensions: extension && [extension],
      })
      this.requestedProtocols = null
      this.protocolFullCaseMap = null
      if (allowedOrigin) {
        const name = this.webSocketVersion === 13 ? 'Origin' : 'Sec-WebSocket-Origin'
        lines.push(`${name}: ${allowedOrigin.replace(LINE_BREAKS, '')}`)
      }
      if (cookies) lines.push(...setCookieLines(cookies))
      return lines
    })
  }

  /** @internal What the user gave may be wrong: the client must not wait for an answer then. */
  _orReject<Result>(make: () => Result): Result {
    try {
      return make()
    } catch (error) {
      this.reject(500)
      throw error
    }
  }

  /** @internal The accepted subprotocol in the client's case. */
  _subprotocol(acceptedProtocol: string | null | undefined): string | undefined {
    if (!acceptedProtocol) return undefined
    const lower = acceptedProtocol.toLocaleLowerCase()
    const { protocolFullCaseMap, requestedProtocols } = this
    const name = Object.hasOwn(protocolFullCaseMap ?? {}, lower) ? protocolFullCaseMap?.[lower] : undefined
    if (name === undefined || !requestedProtocols?.includes(acceptedProtocol)) {
      throw new Error('Specified protocol was not requested by the client.')
    }
    if (isToken(name)) return name
    const illegal = [...name].find((character) => !isToken(character)) ?? ''
    throw new Error(`Illegal character "${illegal}" in subprotocol.`)
  }

  /** @internal The agreement on permessage-deflate, where the configuration asks for it and the client offers it. */
  _deflate(): { agreed: AgreedDeflate; answer: ExtensionOffer } | null {
    const choice = chooseExtensions(this.httpRequest, deflateWishes(this.serverConfig))
    if (!isAccepted(choice)) return null
    return { agreed: agreedDeflate(this.serverConfig, choice.agreement, 'server'), answer: choice.answer }
  }
}

export const WebSocketRequest = es5Class<
  WebSocketRequestMethods,
  [socket: Socket, httpRequest: IncomingMessage, config: ServerConfig]
>({
  name: 'WebSocketRequest',
  length: 3,
  methods: WebSocketRequestMethods,
  parent: EventEmitter,
  initialise: (request, socket, httpRequest, config) => {
    request.socket = socket
    request.httpRequest = httpRequest
    request.resource = httpRequest.url as string
    request.remoteAddress = (socket.remoteAddress ?? httpRequest.socket?.remoteAddress) as string
    request.remoteAddresses = [request.remoteAddress]
    request.serverConfig = config
    request._socketIsClosing = false
    request._socketCloseHandler = request._handleSocketCloseBeforeAccept.bind(request)
    socket.on('end', request._socketCloseHandler)
    socket.on('close', request._socketCloseHandler)
    // A client that is gone before its request is answered must not end the process.
    socket.on('error', ignoreError)
    request._resolved = false
  },
})
export type WebSocketRequest = WebSocketRequestMethods
