/** A client's opening handshake: the request by `node:http`, and the errors. The rules are the engine's. */

import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { checkResponse, deflateOffer, formatExtensions, isResponseFault, isToken } from '@rosetta-ws/engine'
import { acceptValue, newKey } from '@rosetta-ws/engine/node'
import { codecsOf, type DeflateOptions, extensionsOf, wishesOf } from './deflate.js'
import { responseFaults } from './errors.js'
import { ReadyState } from './ready-state.js'
import type { BaseWebSocket } from './web-socket.js'

export interface ClientOptions extends SecureContextOptions {
  protocol?: string
  agent?: Agent
  headers?: Record<string, string>
  protocolVersion?: number | string
  /** For the Host header. */
  host?: string
  origin?: string
  rejectUnauthorized?: boolean
  checkServerIdentity?: (host: string, certificate: unknown) => Error | undefined
  localAddress?: string
  perMessageDeflate?: boolean | DeflateOptions
  /** A key that a `wsd` server knows the client by; sent as the header `x-wsd-client-key`. */
  clientKey?: string
}

interface Address {
  readonly isSecure: boolean
  readonly hostname: string
  readonly port: string
  readonly path: string
  readonly auth: string | undefined
  readonly socketPath: string | undefined
}

const versions: readonly number[] = [8, 13]
/** Options that go to `https.request` as they are. */
const passedOn = [
  'pfx',
  'key',
  'passphrase',
  'cert',
  'ca',
  'ciphers',
  'rejectUnauthorized',
  'checkServerIdentity',
  'localAddress',
] as const

/**
 * Sends the request.
 *
 * @param protocols each may be a list of several, with commas
 * @throws Error for a bad address or version, TypeError for a protocol that is no token
 */
export function openAsClient(ws: BaseWebSocket, url: string, protocols: string[], options: ClientOptions): void {
  const address = addressOf(url)
  const version = Number(options.protocolVersion ?? 13)
  if (!versions.includes(version)) throw new Error('unsupported protocol version')
  const named = protocols.length === 0 && options.protocol ? [options.protocol] : protocols
  const offered = named.flatMap((list) => String(list).split(/ *, */)).filter((protocol) => protocol !== '')
  for (const protocol of offered) {
    if (!isToken(protocol)) throw new TypeError(`invalid protocol ${JSON.stringify(protocol)}: it must be a token`)
  }
  const deflate = options.perMessageDeflate === false ? null : wishesOf(options.perMessageDeflate ?? true)
  ws.url = url
  ws.protocolVersion = version
  const request = (address.isSecure ? https : http).request({
    ...Object.fromEntries(passedOn.filter((name) => options[name] !== undefined).map((name) => [name, options[name]])),
    agent: options.agent ?? false,
    host: address.hostname,
    port: address.port,
    path: address.path,
    socketPath: address.socketPath,
    setHost: false,
    headers: headersOf(address, version, named, deflate, options),
  })
  listenTo(ws, request, offered, deflate)
  request.end()
}

function addressOf(url: string): Address {
  const unix = /^ws\+unix:\/\/([^:]*)(?::(.*))?$/i.exec(String(url))
  if (unix !== null) {
    const [, socketPath, path = '/'] = unix
    return { isSecure: false, hostname: 'localhost', port: '', path, auth: undefined, socketPath }
  }
  if (!URL.canParse(url)) throw new Error('invalid url')
  const { protocol, hostname, port, pathname, search, username, password } = new URL(url)
  if (hostname === '') throw new Error('invalid url')
  const isSecure = protocol === 'wss:' || protocol === 'https:'
  const auth = username === '' ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const path = (pathname === '' ? '/' : pathname) + search
  return {
    isSecure,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port || (isSecure ? '443' : '80'),
    path,
    auth,
    socketPath: undefined,
  }
}

function headersOf(
  address: Address,
  version: number,
  protocols: readonly string[],
  deflate: DeflateOptions | null,
  options: ClientOptions,
): Record<string, string> {
  const host = address.hostname.includes(':') ? `[${address.hostname}]` : address.hostname
  const isDefaultPort = address.port === '' || address.port === (address.isSecure ? '443' : '80')
  const headers: Record<string, string> = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    Host: options.host ?? (isDefaultPort ? host : `${host}:${address.port}`),
    'Sec-WebSocket-Version': String(version),
    'Sec-WebSocket-Key': newKey(),
  }
  if (address.auth !== undefined) headers.Authorization = `Basic ${Buffer.from(address.auth).toString('base64')}`
  const list = protocols.join(',')
  if (list !== '') headers['Sec-WebSocket-Protocol'] = list
  Object.assign(headers, options.headers)
  if (options.clientKey !== undefined) headers['x-wsd-client-key'] = options.clientKey
  if (deflate !== null) headers['Sec-WebSocket-Extensions'] = formatExtensions([deflateOffer(deflate)])
  if (options.origin) headers[version === 8 ? 'Sec-WebSocket-Origin' : 'Origin'] = options.origin
  return headers
}

function listenTo(
  ws: BaseWebSocket,
  request: ClientRequest,
  protocols: string[],
  deflate: DeflateOptions | null,
): void {
  request.on('error', (error) => {
    if (ws.readyState === ReadyState.CONNECTING) failOpening(ws, error)
  })
  request.on('close', () => {
    if (ws.readyState === ReadyState.CONNECTING) ws._finish(true)
  })
  request.on('response', (response) => {
    if (ws.emit('unexpected-response', request, response)) return
    request.destroy()
    failOpening(ws, new Error(`unexpected server response (${response.statusCode})`))
  })
  request.on('upgrade', (response, stream, head) => {
    const socket = stream as Socket
    if (ws.readyState === ReadyState.CONNECTING) {
      complete(ws, request, response, socket, head, protocols, deflate)
      return
    }
    // It was closed while the server's answer was awaited.
    ws._end()
    giveUp(socket)
  })
}

function complete(
  ws: BaseWebSocket,
  request: ClientRequest,
  response: IncomingMessage,
  socket: Socket,
  head: Buffer,
  subprotocols: string[],
  deflate: DeflateOptions | null,
): void {
  const accept = acceptValue(String(request.getHeader('sec-websocket-key')))
  const agreement = checkResponse(response, { accept, subprotocols, deflate })
  if (isResponseFault(agreement)) {
    giveUp(socket)
    ws.readyState = ReadyState.CLOSED
    ws.emit('error', responseFaults[agreement.response])
    ws.removeAllListeners()
    return
  }
  ws.protocol = agreement.subprotocol === '' ? undefined : agreement.subprotocol
  ws.extensions = extensionsOf(agreement.deflate)
  ws._open(socket, head, 'client', codecsOf(agreement.deflate, 'client', deflate ?? {}))
  ws.emit('open')
}

/** The error of a handshake is the caller's to hear: without a listener it is thrown. */
function failOpening(ws: BaseWebSocket, error: Error): void {
  try {
    ws.emit('error', error)
  } finally {
    ws._finish(true)
  }
}

function giveUp(socket: Socket): void {
  socket.on('error', () => {})
  socket.end()
  socket.destroySoon()
}
