/** `WebSocketClient`: a client's opening handshake by `node:http`. What an answer must be is the engine's to say. */

import { EventEmitter } from 'node:events'
import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Url } from 'node:url'
import {
  checkResponse,
  deflateOffer,
  formatExtensions,
  isResponseFault,
  isToken,
  type OpeningAgreement,
  type ResponseFault,
} from '@rosetta-ws/engine'
import { acceptValue, newKey } from '@rosetta-ws/engine/node'
import { type ClientConfig, clientDefaults, extend } from './config.js'
import { WebSocketConnection } from './connection.js'
import { agreedDeflate, deflateWishes } from './deflate.js'
import { es5Class } from './es5-class.js'
import { parseUrl } from './legacy-url.js'

type Headers = Record<string, unknown>

/** Request options that the URL and the handshake decide, whatever the caller gives. */
const OWN_OPTIONS = new Set(['hostname', 'port', 'method', 'path', 'headers'])
const VERSIONS: readonly unknown[] = [8, 13]

/** How each fault of an answer is told. */
const faults = {
  upgrade: () => 'Expected an Upgrade: websocket header from the server',
  accept: (expected, found) =>
    found
      ? `Sec-WebSocket-Accept header from server didn't match expected value of ${expected}`
      : 'Expected Sec-WebSocket-Accept header from server',
  subprotocolNotRequested: () => 'Server responded with a protocol that was not requested.',
  subprotocolInvalid: () => 'Server did not respond with a requested protocol.',
  subprotocolMissing: () => 'Expected a Sec-WebSocket-Protocol header.',
  extensionNotRequested: () => 'Server responded with an extension that was not requested.',
  extensionUnknown: () => 'Server responded with an extension that was not requested.',
  extensionInvalid: () => 'Server responded with invalid extension parameters.',
} as const satisfies Record<ResponseFault['response'], (expected: string, found: string | undefined) => string>

class WebSocketClientMethods extends EventEmitter {
  declare config: ClientConfig & { tlsOptions: RequestOptions & Headers }
  declare _req: ClientRequest | null
  declare url: Url
  declare protocols: string[]
  declare origin: string | undefined
  declare secure: boolean
  declare base64nonce: string
  declare socket: Socket
  declare response: IncomingMessage
  declare firstDataChunk: Buffer | null
  declare protocol: string | undefined
  /** @internal Which lists the request had. */
  declare _asked: { subprotocols: boolean; extensions: boolean }

  /** @throws Error for a URL or a protocol list that cannot be sent */
  connect(
    requestUrl: string | Url | URL,
    protocols?: string | string[] | null,
    origin?: string | null,
    headers?: Headers | null,
    extraRequestOptions?: RequestOptions | null,
  ): void {
    this.protocols = Array.isArray(protocols)
      ? protocols
      : typeof protocols === 'string' && protocols
        ? [protocols]
        : []
    this.origin = origin as string | undefined
    this.url = typeof requestUrl === 'string' ? parseUrl(requestUrl) : (requestUrl as Url)
    checkUrl(this.url)
    checkProtocols(this.protocols)
    this.secure = this.url.protocol === 'wss:'
    const [defaultPort, module] = this.secure ? ([443, https] as const) : ([80, http] as const)
    this.url.port ||= String(defaultPort)
    this.base64nonce = newKey()
    const options: RequestOptions & Headers = { agent: false }
    addOptions(options, extraRequestOptions)
    if (this.secure) addOptions(options, this.config.tlsOptions)
    Object.assign(options, {
      hostname: this.url.hostname,
      port: this.url.port,
      method: 'GET',
      path: this.url.path ?? pathOf(this.url),
      headers: this._headers(headers),
    })
    const request = module.request(options)
    this._req = request
    this._watch(request)
    request.end()
  }

  /** @internal The headers of the request, the handshake's own last. */
  _headers(given: Headers | null | undefined): Headers {
    const { config, url, protocols, origin } = this
    const headers: Headers = {}
    if (this.secure) extend(headers, config.tlsOptions.headers)
    extend(headers, given)
    headers.Upgrade = 'websocket'
    headers.Connection = 'Upgrade'
    headers['Sec-WebSocket-Version'] = String(config.webSocketVersion)
    headers['Sec-WebSocket-Key'] = this.base64nonce
    headers.Host = given?.Host || hostOf(url, this.secure)
    if (protocols.length > 0) headers['Sec-WebSocket-Protocol'] = protocols.join(', ')
    if (origin) headers[config.webSocketVersion === 13 ? 'Origin' : 'Sec-WebSocket-Origin'] = origin
    const wishes = deflateWishes(config)
    if (wishes !== null) headers['Sec-WebSocket-Extensions'] = formatExtensions([deflateOffer(wishes)])
    return headers
  }

  /** @internal */
  _watch(request: ClientRequest): void {
    const stop = this._limitTime(request)
    request.on('error', (error) => {
      stop()
      this._req = null
      this.emit('connectFailed', error)
    })
    request.on('upgrade', (response, socket, head) => {
      stop()
      this._req = null
      this.response = response
      this.socket = socket as Socket
      this.firstDataChunk = head
      this._asked = {
        subprotocols: request.hasHeader('sec-websocket-protocol'),
        extensions: request.hasHeader('sec-websocket-extensions'),
      }
      // Nobody else listens any more, and a reset must not end the process.
      socket.on('error', () => {})
      this.validateHandshake()
    })
    request.on('response', (response) => {
      stop()
      this._req = null
      this._refused(request, response)
    })
  }

  /** @internal Fails a request that takes too long, where the configuration says so. */
  _limitTime(request: ClientRequest): () => void {
    const { handshakeTimeout } = this.config
    if (!handshakeTimeout) return () => {}
    const expire = (): void => void request.destroy(new Error('Opening handshake has timed out'))
    const timer = setTimeout(expire, handshakeTimeout)
    return () => clearTimeout(timer)
  }

  /** @internal The server answered with something other than 101, or did not switch. */
  _refused(request: ClientRequest, response: IncomingMessage): void {
    if (this.listenerCount('httpResponse') > 0) {
      this.emit('httpResponse', response, this)
      if (response.socket) response.socket.end()
      return
    }
    const lines = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`)
    // Nobody reads the answer: its connection must not stay.
    request.on('error', () => {})
    request.destroy()
    const status = `${response.statusCode} ${response.statusMessage}`
    const text = `Server responded with a non-101 status: ${status}\nResponse Headers Follow:\n${lines.join('\n')}\n`
    this.emit('connectFailed', new Error(text))
  }

  validateHandshake(): void {
    const { config, protocols, response, base64nonce } = this
    const headers = { ...response.headers }
    const wishes = deflateWishes(config)
    // What the user has asked for with headers of their own is theirs to judge.
    if (protocols.length === 0 && this._asked.subprotocols) delete headers['sec-websocket-protocol']
    if (wishes === null && this._asked.extensions) delete headers['sec-websocket-extensions']
    const accept = acceptValue(base64nonce)
    const verdict = checkResponse({ headers }, { accept, subprotocols: protocols, deflate: wishes })
    if (isResponseFault(verdict)) {
      this.failHandshake(faults[verdict.response](accept, headers['sec-websocket-accept']))
      return
    }
    if (protocols.length > 0) this.protocol = verdict.subprotocol
    this.succeedHandshake(verdict)
  }

  failHandshake(errorDescription: string): void {
    const { socket } = this
    // Nobody reads what the server sends on: to end one half would leave the socket open for as long as it likes.
    if (socket?.writable) socket.end(() => socket.destroy())
    this.emit('connectFailed', new Error(errorDescription))
  }

  succeedHandshake({ deflate }: Partial<OpeningAgreement> = {}): void {
    const { socket, config, firstDataChunk } = this
    const agreed = deflate ? agreedDeflate(config, deflate, 'client') : null
    const connection = new WebSocketConnection(socket, [], this.protocol, true, config, agreed)
    connection.webSocketVersion = config.webSocketVersion
    if (firstDataChunk !== null && firstDataChunk.length > 0) socket.unshift(firstDataChunk)
    connection._addSocketEventListeners()
    this.emit('connect', connection)
    this.firstDataChunk = null
  }

  /** Gives up a request that is under way. */
  abort(): void {
    if (this._req) this._req.destroy()
  }
}

export const WebSocketClient = es5Class<WebSocketClientMethods, [config?: ClientConfig]>({
  name: 'WebSocketClient',
  length: 1,
  methods: WebSocketClientMethods,
  parent: EventEmitter,
  initialise: (client, config) => {
    const tlsOptions = config?.tlsOptions
    // The caller's object loses it, so that a copy of the rest is quick.
    if (config && tlsOptions) delete config.tlsOptions
    client.config = extend({ ...clientDefaults, tlsOptions: { ...tlsOptions } as Headers }, config)
    client._req = null
    if (!VERSIONS.includes(client.config.webSocketVersion)) {
      throw new Error('Requested webSocketVersion is not supported. Allowed values are 8 and 13.')
    }
  },
})
export type WebSocketClient = WebSocketClientMethods

function checkUrl(url: Url): void {
  if (!url.protocol) throw new Error('You must specify a full WebSocket URL, including protocol.')
  if (!url.host) {
    throw new Error('You must specify a full WebSocket URL, including hostname. Relative URLs are not supported.')
  }
}

function checkProtocols(protocols: readonly string[]): void {
  for (const protocol of protocols) {
    const illegal = [...protocol].find((character) => !isToken(character))
    if (illegal !== undefined) throw new Error(`Protocol list contains invalid character "${illegal}"`)
  }
}

function addOptions(target: Headers, options: object | null | undefined): void {
  for (const [name, value] of Object.entries(options ?? {})) if (!OWN_OPTIONS.has(name)) target[name] = value
}

function pathOf(url: { pathname?: string | null; search?: string | null }): string {
  return `${url.pathname ?? '/'}${url.search ?? ''}`
}

function hostOf({ hostname, port }: Url, secure: boolean): string {
  const isDefault = Number(port) === (secure ? 443 : 80)
  return isDefault ? String(hostname) : `${hostname}:${port}`
}
