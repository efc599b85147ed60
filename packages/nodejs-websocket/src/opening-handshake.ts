/** A client's opening handshake: the request by `node:http`, and the errors. The rules are the engine's. */

import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { checkResponse, isResponseFault, type OpeningAgreement } from '@rosetta-ws/engine'
import { acceptValue, newKey } from '@rosetta-ws/engine/node'
import type { Connection } from './connection.js'
import { responseFaults } from './errors.js'
import { headersOf } from './headers.js'
import { ConnectionPolicy, DEFAULT_HANDSHAKE_TIMEOUT } from './policy.js'
import { ReadyState } from './ready-state.js'

export interface ClientOptions {
  /** The host for the Host header. */
  host?: string
  path?: string
  /** Sent behind the headers of the handshake, or in place of them. */
  extraHeaders?: Record<string, string>
  protocols?: string[]
  /** Milliseconds until an unanswered handshake fails; 0 for no limit. */
  handshakeTimeout?: number
  /** Milliseconds from a Close frame until the socket is destroyed; 0 for no limit. */
  closeTimeout?: number
}

/** Sends the request. @throws Node's TypeError for a path, header or protocol that would break the request */
export function openAsClient(connection: Connection, options: ClientOptions): void {
  const { socket, protocols } = connection
  const key = newKey()
  const asked = request({
    method: 'GET',
    path: connection.path as string,
    setHost: false,
    headers: {
      Host: bracketed(connection.host as string),
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': key,
      'Sec-WebSocket-Version': '13',
      ...(protocols.length > 0 ? { 'Sec-WebSocket-Protocol': protocols.join(', ') } : {}),
      ...connection.extraHeaders,
    },
    createConnection: () => socket,
  })
  new OpeningHandshake(connection, asked, options).start()
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

class OpeningHandshake {
  private timer: NodeJS.Timeout | undefined
  private hasFailed = false

  constructor(
    private readonly connection: Connection,
    private readonly asked: ClientRequest,
    private readonly options: ClientOptions,
  ) {}

  start(): void {
    const { asked, connection, options } = this
    const { socket } = connection
    const { handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT } = options
    connection.key = asked.getHeader('sec-websocket-key') as string
    connection._abort = () => {
      this.hasFailed = true
      socket.destroy()
    }
    if (handshakeTimeout > 0) this.timer = setTimeout(() => this.fail('no answer in time'), handshakeTimeout)
    socket.on('error', this.onSocketError)
    socket.on('close', this.onSocketClose)
    asked.on('upgrade', (response, _socket, head) => this.onUpgrade(response, socket, head))
    asked.on('response', (response) => this.onRefusal(response))
    asked.on('error', (error: NodeJS.ErrnoException) => this.onRequestError(error))
    asked.end()
  }

  private onUpgrade(response: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { connection } = this
    if (this.hasFailed) return
    connection.headers = headersOf(response)
    const agreement = this.judge(response)
    if (typeof agreement === 'string') {
      this.fail(agreement)
      return
    }
    this.release(socket)
    connection.protocol = agreement.subprotocol === '' ? undefined : agreement.subprotocol
    const limits = connection.constructor as typeof Connection
    connection._open('client', socket, head, new ConnectionPolicy(limits, this.options.closeTimeout))
    connection.emit('connect')
  }

  /** What was agreed, or what is wrong with the answer. */
  private judge(response: IncomingMessage): OpeningAgreement | string {
    if (response.statusCode !== 101) return 'invalid first line format'
    if (response.headers['sec-websocket-accept'] === undefined) return 'missing required headers'
    const agreement = checkResponse(response, {
      accept: acceptValue(String(this.asked.getHeader('sec-websocket-key'))),
      subprotocols: this.connection.protocols,
      deflate: null,
    })
    return isResponseFault(agreement) ? responseFaults[agreement.response] : agreement
  }

  /** The server answered as to any other request, or with a 101 that Node takes for no upgrade. */
  private onRefusal(response: IncomingMessage): void {
    this.connection.headers = headersOf(response)
    if (response.rawHeaders.length === 0) this.fail('too short')
    else if (response.statusCode === 101) this.fail(faultOfHeaders(response.headers))
    else this.fail('invalid first line format')
  }

  private onRequestError(error: NodeJS.ErrnoException): void {
    // Any other error is the socket's, which is heard there, or says that the socket has ended.
    if (error.code === 'HPE_HEADER_OVERFLOW') this.failWith(new Error('Handshake is too big'))
    else if (error.code?.startsWith('HPE_')) this.fail('invalid first line format')
  }

  private readonly onSocketError = (error: Error): void => {
    if (!this.hasFailed) this.connection._fail(error)
  }

  private readonly onSocketClose = (): void => {
    this.release(this.connection.socket)
    this.connection.readyState = ReadyState.Closed
    this.connection._emitFirstClose(1006, '')
  }

  private fail(fault: string): void {
    this.failWith(new Error(`Invalid handshake: ${fault}`))
  }

  private failWith(error: Error): void {
    if (this.hasFailed) return
    this.hasFailed = true
    this.connection.socket.destroy()
    this.connection._fail(error)
  }

  /** Hears the socket no more. */
  private release(socket: Duplex): void {
    clearTimeout(this.timer)
    this.connection._abort = null
    socket.off('close', this.onSocketClose)
    // After a failure somebody must go on to hear of errors.
    if (!this.hasFailed) socket.off('error', this.onSocketError)
  }
}

function faultOfHeaders(headers: NodeJS.Dict<string | string[]>): string {
  const { upgrade, connection, 'sec-websocket-accept': accept } = headers
  const isMissing = upgrade === undefined || connection === undefined || accept === undefined
  return isMissing ? 'missing required headers' : responseFaults.upgrade
}
