/** A client's opening handshake: the request by `node:http`, redirects, and the errors. The rules are the engine's. */

import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { checkResponse, isResponseFault, isToken, type ResponseFault } from '@rosetta-ws/engine'
import { acceptValue, newKey } from '@rosetta-ws/engine/node'
import { format, parse } from './extension.js'
import { PerMessageDeflate, type PerMessageDeflateOptions } from './permessage-deflate.js'
import { DEFAULT_CLOSE_TIMEOUT, defaultOptions, type PolicyOptions } from './policy.js'
import { followOptions } from './redirect.js'
import type { MaskGenerator } from './sender.js'
import { ReadyState, type WebSocket } from './web-socket.js'

export interface ClientOptions extends PolicyOptions, RequestOptions {
  finishRequest?: (request: ClientRequest, websocket: WebSocket) => void
  followRedirects?: boolean
  generateMask?: MaskGenerator
  handshakeTimeout?: number
  maxRedirects?: number
  origin?: string
  perMessageDeflate?: boolean | PerMessageDeflateOptions
  protocols?: string | string[]
  protocolVersion?: number
}

/** Options of `http.request` that the address decides. */
const addressOptions = {
  socketPath: undefined,
  hostname: undefined,
  protocol: undefined,
  timeout: undefined,
  method: 'GET',
  host: undefined,
  path: undefined,
  port: undefined,
} as const

const clientDefaults = {
  ...defaultOptions,
  closeTimeout: DEFAULT_CLOSE_TIMEOUT,
  protocolVersion: 13,
  perMessageDeflate: true,
  followRedirects: false,
  maxRedirects: 10,
} as const

const protocolVersions: readonly number[] = [8, 13]

/** Requests that were given up: what they still report is of no interest. */
const abandoned = new WeakSet<ClientRequest>()

/** The options of one attempt, complete. */
interface Attempt extends ClientOptions {
  headers: Record<string, string | string[] | number | undefined>
  maxRedirects: number
  protocolVersion: number
  socketPath?: string | undefined
}

/** Reads the arguments of the constructor and starts. @throws as the constructor */
export function openAsClient(
  ws: WebSocket,
  address: string | URL,
  protocols: string | string[] | ClientOptions | null | undefined,
  options: ClientOptions | undefined,
): void {
  let list: string[] = []
  if (Array.isArray(protocols)) list = protocols
  else if (typeof protocols === 'object' && protocols !== null) options = protocols
  else if (protocols !== undefined) list = [protocols as string]
  if (protocols === undefined || options === protocols) list = listOf(options?.protocols)
  attempt(ws, address, list, options)
}

function listOf(protocols: string | string[] | undefined): string[] {
  if (protocols === undefined) return []
  return Array.isArray(protocols) ? protocols : [protocols]
}

/** One request, and the next one if it is redirected. */
function attempt(ws: WebSocket, address: string | URL, protocols: string[], options: ClientOptions | undefined): void {
  const settings: Attempt = { ...clientDefaults, ...options, ...addressOptions } as Attempt
  settings.headers = { ...settings.headers }
  ws._autoPong = settings.autoPong as boolean
  ws._closeTimeout = settings.closeTimeout as number
  if (!protocolVersions.includes(settings.protocolVersion)) {
    throw new RangeError(
      `Unsupported protocol version: ${settings.protocolVersion} (supported versions: ${protocolVersions.join(', ')})`,
    )
  }
  const url = parseUrl(address)
  ws._url = url.href
  const fault = urlFault(url)
  if (fault !== null) {
    const error = new SyntaxError(fault)
    if (ws._redirects === 0) throw error
    failOpening(ws, error)
    return
  }
  const key = newKey()
  const deflate = addHeaders(settings, key, protocols)
  addAddress(settings, url)
  const next = settings.followRedirects ? followOptions(ws, url, settings, options) : options
  const request = (url.protocol === 'wss:' ? https : http).request(settings as RequestOptions)
  ws._req = request
  if (ws._redirects > 0) ws.emit('redirect', ws.url, request)
  watchRequest(ws, request, settings)
  request.on('response', (response) => {
    const location = redirectLocation(response, settings)
    if (location !== null) redirect(ws, request, settings, { location, address, protocols, options: next })
    else if (!ws.emit('unexpected-response', request, response)) {
      abortOpening(ws, request, `Unexpected server response: ${response.statusCode}`)
    }
  })
  request.on('upgrade', (response, socket, head) => {
    ws.emit('upgrade', response)
    // A listener may have closed it.
    if (ws.readyState === ReadyState.CONNECTING)
      upgrade(ws, response, socket, head, settings, { key, protocols, deflate })
  })
  if (settings.finishRequest) settings.finishRequest(request, ws)
  else request.end()
}

function watchRequest(ws: WebSocket, request: ClientRequest, settings: Attempt): void {
  if (settings.timeout) {
    request.on('timeout', () => abortOpening(ws, request, 'Opening handshake has timed out'))
  }
  request.on('error', (error) => {
    if (abandoned.has(request) || ws._req !== request) return
    ws._req = null
    failOpening(ws, error)
  })
}

interface Redirection {
  location: string
  address: string | URL
  protocols: string[]
  options: ClientOptions | undefined
}

function redirectLocation({ headers, statusCode = 0 }: IncomingMessage, settings: Attempt): string | null {
  const follows = settings.followRedirects && statusCode >= 300 && statusCode < 400
  return follows && headers.location ? headers.location : null
}

function redirect(ws: WebSocket, request: ClientRequest, settings: Attempt, to: Redirection): void {
  ws._redirects++
  if (ws._redirects > settings.maxRedirects) {
    abortOpening(ws, request, 'Maximum redirects exceeded')
    return
  }
  request.abort()
  let address: URL
  try {
    address = new URL(to.location, to.address)
  } catch {
    failOpening(ws, new SyntaxError(`Invalid URL: ${to.location}`))
    return
  }
  attempt(ws, address, to.protocols, to.options)
}

/** What the request asked for. */
interface Asked {
  key: string
  protocols: readonly string[]
  deflate: PerMessageDeflate | null
}

/** Judges the answer, and takes the socket over. @rfc 6455 §4.1 */
function upgrade(
  ws: WebSocket,
  response: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  settings: Attempt,
  { key, protocols, deflate }: Asked,
): void {
  ws._req = null
  const agreed = checkResponse(response, {
    accept: acceptValue(key),
    subprotocols: protocols,
    deflate: deflate === null ? null : {},
  })
  if (isResponseFault(agreed)) {
    abortOpening(ws, socket, responseErrors[agreed.response])
    return
  }
  if (agreed.deflate !== null && deflate !== null && !acceptDeflate(ws, response, deflate)) {
    abortOpening(ws, socket, responseErrors.extensionInvalid)
    return
  }
  ws._protocol = agreed.subprotocol
  ws.setSocket(socket, head, settings)
}

const responseErrors: Readonly<Record<ResponseFault['response'], string>> = {
  upgrade: 'Invalid Upgrade header',
  accept: 'Invalid Sec-WebSocket-Accept header',
  subprotocolNotRequested: 'Server sent a subprotocol but none was requested',
  subprotocolInvalid: 'Server sent an invalid subprotocol',
  subprotocolMissing: 'Server sent no subprotocol',
  extensionNotRequested: 'Server sent a Sec-WebSocket-Extensions header but no extension was requested',
  extensionUnknown: 'Server indicated an extension that was not requested',
  extensionInvalid: 'Invalid Sec-WebSocket-Extensions header',
}

function acceptDeflate(ws: WebSocket, response: IncomingMessage, deflate: PerMessageDeflate): boolean {
  const name = PerMessageDeflate.extensionName
  try {
    deflate.accept(parse(response.headers['sec-websocket-extensions'] as string)[name] ?? [])
  } catch {
    return false
  }
  ws._extensions = { [name]: deflate }
  return true
}

/** Ends an opening handshake from this side: 'error', then 'close'. */
export function abortOpening(ws: WebSocket, stream: ClientRequest | Duplex, message: string): void {
  ws._readyState = ReadyState.CLOSING
  const error = new Error(message)
  Error.captureStackTrace(error, abortOpening)
  if ('setHeader' in stream) {
    abandoned.add(stream)
    stream.abort()
    // A request that has its socket already leaves it open.
    if (stream.socket && !stream.socket.destroyed) stream.socket.destroy()
    process.nextTick(failOpening, ws, error)
  } else {
    stream.destroy(error)
    stream.once('error', (reason) => ws.emit('error', reason))
    stream.once('close', () => ws.emitClose())
  }
}

function failOpening(ws: WebSocket, error: Error): void {
  ws._readyState = ReadyState.CLOSING
  ws._errorEmitted = true
  ws.emit('error', error)
  ws.emitClose()
}

function parseUrl(address: string | URL): URL {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    throw new SyntaxError(`Invalid URL: ${address}`)
  }
  if (url.protocol === 'http:') url.protocol = 'ws:'
  else if (url.protocol === 'https:') url.protocol = 'wss:'
  return url
}

function urlFault(url: URL): string | null {
  const isIpc = url.protocol === 'ws+unix:'
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:' && !isIpc) {
    return 'The URL\'s protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"'
  }
  if (isIpc && !url.pathname) return "The URL's pathname is empty"
  if (url.hash) return 'The URL contains a fragment identifier'
  return null
}

/** Adds the headers of the handshake; returns the extension that was offered, or null. @rfc 6455 §4.1 */
function addHeaders(settings: Attempt, key: string, protocols: readonly string[]): PerMessageDeflate | null {
  const { headers } = settings
  headers['Sec-WebSocket-Version'] = settings.protocolVersion
  headers['Sec-WebSocket-Key'] = key
  headers.Connection = 'Upgrade'
  headers.Upgrade = 'websocket'
  settings.timeout = settings.handshakeTimeout as number
  const deflate = settings.perMessageDeflate ? newDeflate(settings) : null
  if (deflate !== null) {
    headers['Sec-WebSocket-Extensions'] = format({ [PerMessageDeflate.extensionName]: deflate.offer() })
  }
  const seen = new Set<string>()
  for (const protocol of protocols) {
    if (typeof protocol !== 'string' || !isToken(protocol) || seen.has(protocol)) {
      throw new SyntaxError('An invalid or duplicated subprotocol was specified')
    }
    seen.add(protocol)
  }
  if (protocols.length > 0) headers['Sec-WebSocket-Protocol'] = protocols.join(',')
  if (settings.origin) headers[settings.protocolVersion < 13 ? 'Sec-WebSocket-Origin' : 'Origin'] = settings.origin
  return deflate
}

function newDeflate({ perMessageDeflate, maxPayload }: Attempt): PerMessageDeflate {
  const options = perMessageDeflate === true ? {} : (perMessageDeflate as PerMessageDeflateOptions)
  return new PerMessageDeflate({ ...options, isServer: false, maxPayload: maxPayload as number })
}

/** Adds what the address says of host, path and user. */
function addAddress(settings: Attempt, url: URL): void {
  const isSecure = url.protocol === 'wss:'
  settings.createConnection =
    settings.createConnection || ((isSecure ? connectTls : connectTcp) as RequestOptions['createConnection'])
  settings.defaultPort = settings.defaultPort || (isSecure ? 443 : 80)
  settings.port = url.port || settings.defaultPort
  settings.host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  settings.path = url.pathname + url.search
  if (url.username || url.password) {
    settings.auth = `${decoded(url.username)}:${decoded(url.password)}`
  }
  if (url.protocol === 'ws+unix:') {
    const separator = settings.path.indexOf(':')
    settings.socketPath = separator < 0 ? settings.path : settings.path.slice(0, separator)
    settings.path = separator < 0 ? undefined : settings.path.slice(separator + 1)
  }
}

/** Percent-decodes what can be decoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function connectTcp(options: net.NetConnectOpts & { socketPath?: string; path?: string }): net.Socket {
  return net.connect({ ...options, path: options.socketPath } as net.NetConnectOpts)
}

function connectTls(options: tls.ConnectionOptions): tls.TLSSocket {
  const { host = '' } = options
  const servername = options.servername || options.servername === '' ? options.servername : net.isIP(host) ? '' : host
  return tls.connect({ ...options, path: undefined, servername })
}
