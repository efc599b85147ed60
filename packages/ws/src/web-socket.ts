/** The class `WebSocket`: the API of `ws` over one engine connection. Its opening handshake is in `opening-handshake.ts`. */

import { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Connection, type ConnectionFace, SendFlag } from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport, shrinkListenerTable } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { ConnectionEvents } from './connection-events.js'
import { Ending, showEnding } from './ending.js'
import {
  addEventListener,
  type EventListenerLike,
  eventAttribute,
  removeEventListener,
  setEventAttribute,
} from './event-target.js'
import { abortOpening, type ClientOptions, openAsClient } from './opening-handshake.js'
import { emptyBuffer, payloadSize, type SendableData, toPayload } from './payload.js'
import { PerMessageDeflate } from './permessage-deflate.js'
import { DEFAULT_CLOSE_TIMEOUT, type PolicyOptions, policyOf } from './policy.js'
import { type BinaryType, Receiver } from './receiver.js'
import { checkControlSize, type MaskGenerator, maskingKeySource, Sender, type SenderSendOptions } from './sender.js'

export const ReadyState = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const

const stateNames = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'] as const
const binaryTypes: readonly string[] = ['nodebuffer', 'arraybuffer', 'fragments', 'blob']

export type SendCallback = (error?: Error | null) => void

/** What `setSocket` takes: the options that both endpoints have. */
export interface SetSocketOptions extends PolicyOptions {
  generateMask?: MaskGenerator | undefined
}

/** The options of a `WebSocket` that a server, or a user with a stream of their own, makes. */
interface AcceptedOptions {
  autoPong?: boolean
  closeTimeout?: number
}

const noExtensions: Readonly<Record<string, PerMessageDeflate>> = Object.freeze({})

/** Whether an option is on. One that is given as undefined is off; the fallback is for one that is not given. */
function isOn(value: unknown, isGiven: boolean, fallback: boolean): boolean {
  return isGiven ? Boolean(value) : fallback
}

/** What is inherited is no option. `Object.hasOwn` for each would cost more than the rest of a send does. */
function ownOptions(options: SenderSendOptions & { __proto__?: unknown }): SenderSendOptions {
  // biome-ignore lint/suspicious/noProto: Object.getPrototypeOf takes three times as long
  return options.__proto__ === Object.prototype ? options : { ...options }
}

export class WebSocket extends EventEmitter {
  _autoPong: boolean
  _binaryType: BinaryType = 'nodebuffer'
  _closeTimeout: number
  _connection: ConnectionFace | null = null
  /** How far the end has come, or null while nothing of it has begun. */
  _ending: Ending | null = null
  _extensions: Record<string, PerMessageDeflate> = noExtensions
  _isServer: boolean
  _paused = false
  _protocol = ''
  _readyState: number = ReadyState.CONNECTING

  // Accessors over `_ending`.
  declare _closeCode: number
  declare _closeFrameReceived: boolean
  declare _closeFrameSent: boolean
  declare _closeMessage: Buffer
  declare _errorEmitted: boolean

  // Of clients only: declared, not set, so that a server's connections do not carry them.
  declare _url: string | undefined
  declare _req: ClientRequest | null | undefined
  declare _redirects: number
  declare _originalIpc: boolean
  declare _originalSecure: boolean
  declare _originalHostOrSocketPath: string | undefined

  constructor(address: string | URL | null, protocols?: string | string[] | ClientOptions, options?: ClientOptions) {
    super()
    shrinkListenerTable(this)
    if (address !== null) {
      this._isServer = false
      this._autoPong = true
      this._closeTimeout = DEFAULT_CLOSE_TIMEOUT
      this._redirects = 0
      openAsClient(this, address, protocols, options)
    } else {
      const accepted = (options ?? {}) as AcceptedOptions
      this._isServer = true
      this._autoPong = accepted.autoPong as boolean
      this._closeTimeout = accepted.closeTimeout as number
    }
  }

  get binaryType(): BinaryType {
    return this._binaryType
  }

  set binaryType(type: BinaryType) {
    if (!binaryTypes.includes(type)) return
    this._binaryType = type
    if (this._connection !== null) this._connection.keepsFragments = type === 'fragments'
  }

  get bufferedAmount(): number {
    const unsent = this._ending === null ? 0 : this._ending.unsentBytes
    return (this._connection === null ? 0 : this._connection.bufferedAmount) + unsent
  }

  get extensions(): string {
    return Object.keys(this._extensions).join()
  }

  get isPaused(): boolean {
    return this._paused
  }

  get protocol(): string {
    return this._protocol
  }

  get readyState(): number {
    return this._readyState
  }

  get url(): string | undefined {
    return this._url
  }

  get onclose(): EventListenerLike | null {
    return eventAttribute(this, 'close')
  }

  set onclose(handler: EventListenerLike | null) {
    setEventAttribute(this, 'close', handler)
  }

  get onerror(): EventListenerLike | null {
    return eventAttribute(this, 'error')
  }

  set onerror(handler: EventListenerLike | null) {
    setEventAttribute(this, 'error', handler)
  }

  get onopen(): EventListenerLike | null {
    return eventAttribute(this, 'open')
  }

  set onopen(handler: EventListenerLike | null) {
    setEventAttribute(this, 'open', handler)
  }

  get onmessage(): EventListenerLike | null {
    return eventAttribute(this, 'message')
  }

  set onmessage(handler: EventListenerLike | null) {
    setEventAttribute(this, 'message', handler)
  }

  addEventListener(type: string, handler: EventListenerLike, options: { once?: boolean } = {}): void {
    addEventListener(this, type, handler, options)
  }

  removeEventListener(type: string, handler: unknown): void {
    removeEventListener(this, type, handler)
  }

  /**
   * Takes over a stream whose opening handshake is done.
   *
   * @param head the first bytes of the stream after the handshake
   */
  setSocket(socket: Duplex, head: Buffer, options: SetSocketOptions): void {
    const transport = new SocketTransport(socket)
    const connection = new Connection({
      role: this._isServer ? 'server' : 'client',
      policy: policyOf(options, this._autoPong, this._closeTimeout),
      platform: nodePlatform,
      transport,
      handler: new ConnectionEvents(this),
      deflate: this._extensions[PerMessageDeflate.extensionName]?.codecs ?? null,
      maskingKey: maskingKeySource(options.generateMask),
    })
    connection.keepsFragments = this._binaryType === 'fragments'
    this._connection = connection
    // A plain Duplex has neither of the two.
    const { setTimeout, setNoDelay } = socket as Partial<Socket>
    if (setTimeout) setTimeout.call(socket, 0)
    if (setNoDelay) setNoDelay.call(socket)
    if (head.length > 0) socket.unshift(head)
    connection.start()
    this._readyState = ReadyState.OPEN
    this.emit('open')
  }

  /** Emits 'close', and is done. */
  emitClose(): void {
    this._readyState = ReadyState.CLOSED
    this._extensions[PerMessageDeflate.extensionName]?.cleanup()
    this.emit('close', this._closeCode, this._closeMessage)
  }

  /**
   * Starts the closing handshake.
   *
   * @throws TypeError or RangeError for a code or reason that cannot be sent; the state is as before then
   * @rfc 6455 §7.1.2
   */
  close(code?: number, data?: string | Uint8Array): void {
    if (this._readyState === ReadyState.CLOSED) return
    if (this._readyState === ReadyState.CONNECTING) {
      abortOpening(this, this._req as ClientRequest, 'WebSocket was closed before the connection was established')
      return
    }
    if (this._readyState === ReadyState.CLOSING) return
    this._connection?.close(closeBody(code, data))
    this._readyState = ReadyState.CLOSING
    this._closeFrameSent = true
  }

  pause(): void {
    if (this._readyState === ReadyState.CONNECTING || this._readyState === ReadyState.CLOSED) return
    this._paused = true
    this._connection?.pause()
  }

  resume(): void {
    if (this._readyState === ReadyState.CONNECTING || this._readyState === ReadyState.CLOSED) return
    this._paused = false
    this._connection?.resume()
  }

  /** @throws Error while connecting; RangeError for more than 125 bytes @rfc 6455 §5.5.2 */
  ping(data?: SendableData, mask?: boolean | SendCallback, callback?: SendCallback): void {
    sendControl(this, 'ping', data, mask, callback)
  }

  /** @throws Error while connecting; RangeError for more than 125 bytes @rfc 6455 §5.5.3 */
  pong(data?: SendableData, mask?: boolean | SendCallback, callback?: SendCallback): void {
    sendControl(this, 'pong', data, mask, callback)
  }

  /**
   * Sends a message or a fragment. Binary data is read until `callback` is called: do not change it before.
   *
   * @throws Error while connecting; TypeError for data that is neither text nor bytes
   */
  send(data: SendableData, options?: SenderSendOptions | SendCallback | null, callback?: SendCallback): void {
    if (this._readyState === ReadyState.OPEN) {
      if (typeof options === 'function') {
        callback = options
        options = undefined
      }
      const connection = this._connection as ConnectionFace
      if (typeof data === 'number') data = data.toString()
      // Options of any other type say nothing.
      if (typeof options !== 'object' || options === null) {
        const payload = typeof data === 'string' ? data : toPayload(data || emptyBuffer)
        if (typeof payload === 'string' || ArrayBuffer.isView(payload)) {
          connection.send(payload, typeof data !== 'string', callback)
        } else {
          connection.sendData(payload, true, flagsOf(this, {}), callback)
        }
        return
      }
      const own = ownOptions(options)
      const isBinary = isOn(own.binary, 'binary' in own, typeof data !== 'string')
      connection.sendData(toPayload(data || emptyBuffer), isBinary, flagsOf(this, own), callback)
      return
    }
    refuse(this, data, typeof options === 'function' ? options : callback)
  }

  /** Ends the connection at once, without a closing handshake. */
  terminate(): void {
    if (this._readyState === ReadyState.CLOSED) return
    if (this._readyState === ReadyState.CONNECTING) {
      abortOpening(this, this._req as ClientRequest, 'WebSocket was closed before the connection was established')
      return
    }
    this._readyState = ReadyState.CLOSING
    this._connection?.terminate()
  }

  // ── Private members of the original that its dependents use ─────────────────────────────────────────────────────────

  /** The stream. All that was sent is written to it first. */
  get _socket(): Duplex | null {
    return this._connection === null ? null : (this._connection.transport as SocketTransport).socket
  }

  get _sender(): Sender | null {
    if (this._connection === null) return null
    const sender = Sender.over(this._socket as Duplex, this._extensions, this._connection)
    Object.defineProperty(this, '_sender', { value: sender, writable: true, configurable: true })
    return sender
  }

  get _receiver(): Receiver | null {
    if (this._connection === null) return null
    const { policy, isOwner, core } = this._connection
    const receiver = new Receiver({
      allowSynchronousEvents: policy.delivery === 'synchronous',
      binaryType: this._binaryType,
      extensions: this._extensions,
      isServer: this._isServer,
      maxBufferedChunks: policy.maxChunksPerFrame,
      maxFragments: policy.maxFragments,
      maxPayload: policy.maxMessageBytes,
      skipUTF8Validation: policy.skipUtf8Validation,
    })
    if (isOwner) shareLimit(receiver, core)
    Object.defineProperty(this, '_receiver', { value: receiver, writable: true, configurable: true })
    return receiver
  }

  get _closeTimer(): unknown {
    return this._connection === null ? null : this._connection.closeTimerHandle
  }

  /** @internal What the event objects need to know. */
  get wasCleanlyClosed(): boolean {
    return this._closeFrameReceived && this._closeFrameSent
  }

  declare static readonly CONNECTING: 0
  declare static readonly OPEN: 1
  declare static readonly CLOSING: 2
  declare static readonly CLOSED: 3
  declare readonly CONNECTING: 0
  declare readonly OPEN: 1
  declare readonly CLOSING: 2
  declare readonly CLOSED: 3
}

// No private methods: each instance would carry a mark of them.

/** Users raise the limit of one connection by its receiver: it holds from the next message on. */
function shareLimit(receiver: Receiver, connection: Connection): void {
  Object.defineProperty(receiver, '_maxPayload', {
    enumerable: true,
    get: () => connection.policy.maxMessageBytes,
    set: (bytes: number) => {
      const value = bytes | 0
      connection.policy = Object.create(connection.policy, { maxMessageBytes: { value, enumerable: true } })
    },
  })
}

function flagsOf(ws: WebSocket, options: SenderSendOptions): number {
  return (
    (isOn(options.compress, 'compress' in options, true) ? SendFlag.Compress : 0) |
    (isOn(options.fin, 'fin' in options, true) ? SendFlag.Fin : 0) |
    (isOn(options.mask, 'mask' in options, !ws._isServer) ? SendFlag.Mask : 0)
  )
}

function sendControl(
  ws: WebSocket,
  kind: 'ping' | 'pong',
  data: SendableData,
  mask: boolean | SendCallback | undefined,
  callback: SendCallback | undefined,
): void {
  if (typeof data === 'function') {
    callback = data as SendCallback
    data = mask = undefined
  } else if (typeof mask === 'function') {
    callback = mask
    mask = undefined
  }
  if (typeof data === 'number') data = data.toString()
  if (ws._readyState !== ReadyState.OPEN) {
    refuse(ws, data, callback)
    return
  }
  const payload = typeof data === 'string' ? data : toPayload(data || emptyBuffer)
  checkControlSize(payload)
  ws._connection?.[kind](payload, mask === undefined ? !ws._isServer : Boolean(mask), callback)
}

/** Throws while connecting; counts the bytes and calls back with an error later on. */
function refuse(ws: WebSocket, data: SendableData, callback: SendCallback | undefined): void {
  const message = `WebSocket is not open: readyState ${ws._readyState} (${stateNames[ws._readyState]})`
  if (ws._readyState === ReadyState.CONNECTING) throw new Error(message)
  if (typeof data === 'number') data = data.toString()
  if (data) {
    ws._ending ??= new Ending()
    ws._ending.unsentBytes += payloadSize(data)
  }
  if (callback) process.nextTick(callback, new Error(message))
}

for (const [name, value] of Object.entries(ReadyState)) {
  for (const holder of [WebSocket, WebSocket.prototype])
    Object.defineProperty(holder, name, { enumerable: true, value })
}

showEnding(WebSocket.prototype)

const enumerableMembers = [
  'binaryType',
  'bufferedAmount',
  'extensions',
  'isPaused',
  'onclose',
  'onerror',
  'onmessage',
  'onopen',
  'protocol',
  'readyState',
  'url',
  'addEventListener',
  'removeEventListener',
]
for (const name of enumerableMembers) Object.defineProperty(WebSocket.prototype, name, { enumerable: true })
