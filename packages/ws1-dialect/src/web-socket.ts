/**
 * The class behind `WebSocket`: it translates, and keeps sends in order while a stream is under way. What it varies is in
 * its dialect; framing and the closing handshake are the engine's.
 */

import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import {
  CloseCode,
  Connection,
  type ConnectionDeflate,
  type ConnectionFace,
  type Role,
  SendFlag,
} from '@rosetta-ws/engine'
import { nodePlatform, type OpeningParticulars, SocketTransport } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { ConnectionEvents } from './connection-events.js'
import { type Dialect, isCloseCode } from './dialect.js'
import { Emitter } from './es5-call.js'
import { type ClientOptions, openAsClient } from './opening-handshake.js'
import { isBinary, toControlData, toData } from './payload.js'
import { CLOSE_TIMEOUT, policyOf } from './policy.js'
import { ReadyState } from './ready-state.js'
import { type BaseSender, NO_CLOSE_CODE } from './sender.js'

export interface SendOptions {
  /** Whether the frame is masked; as the role demands by default. */
  mask?: boolean
  binary?: boolean
  /** Whether it may be compressed; true by default. */
  compress?: boolean
}

export type SentCallback = (error?: Error | null) => void
export type StreamSend = (data: unknown, final?: boolean) => void
export type StreamCallback = (error: Error | null, send?: StreamSend) => void

/** What a server hands over for a socket that it has answered. */
export interface Accepted {
  protocol?: string
  protocolVersion?: number
  extensions?: Record<string, unknown>
  maxPayload?: number
  deflate?: ConnectionDeflate | null
}

/** In place of an address: the connection is open, and belongs to another dialect. */
export class AdoptedConnection {
  constructor(
    readonly connection: Connection,
    readonly particulars: OpeningParticulars,
  ) {}
}

export class BaseWebSocket extends Emitter {
  /** On the prototype of each dialect's class. */
  declare readonly _dialect: Dialect
  /** The class of `_sender`; on the prototype too. */
  declare readonly _Sender: typeof BaseSender

  readyState: number = ReadyState.CONNECTING
  readonly supports: { binary: boolean } = { binary: true }
  extensions: Record<string, unknown> = {}
  url: string | undefined
  protocol: string | undefined
  protocolVersion = 13
  /** The request that a server accepted. */
  upgradeReq: IncomingMessage | undefined
  maxPayload: number
  _isServer = false
  _closeReceived = false
  _closeCode: number | undefined
  _closeMessage: unknown
  /** Sends that wait for a stream, or null. */
  _queue: (() => void)[] | null = null
  _binaryType: 'nodebuffer' | 'arraybuffer' = 'nodebuffer'
  _connection: ConnectionFace | null = null
  #socket: Socket | null = null
  #bytesBefore = 0
  /** Of a stream that does not count them. */
  #bytesCounted = 0
  #closeTimer: NodeJS.Timeout | null = null
  /** Whether it was closing when it was adopted: with what is not known. */
  #wasClosing = false

  constructor(
    address: string | [IncomingMessage, Socket, Buffer] | AdoptedConnection,
    protocols?: string | string[] | ClientOptions,
    options?: ClientOptions & Accepted,
  ) {
    super()
    if (protocols !== null && typeof protocols === 'object' && !Array.isArray(protocols)) {
      options = protocols as ClientOptions & Accepted
      protocols = undefined
    }
    const list = typeof protocols === 'string' ? [protocols] : ((protocols as string[] | undefined) ?? [])
    this.maxPayload = options?.maxPayload ?? this._dialect.maxPayload
    if (Array.isArray(address)) this.#acceptedBy(address, options ?? {})
    else if (address instanceof AdoptedConnection) this.#adopt(address)
    else openAsClient(this, address, list, options ?? {})
  }

  get bytesReceived(): number {
    return this.#socket === null ? 0 : (this.#socket.bytesRead ?? this.#bytesCounted) - this.#bytesBefore
  }

  get bufferedAmount(): number {
    return this._connection === null ? 0 : this._connection.bufferedAmount
  }

  get _socket(): Socket | null {
    this._connection?.transport.flush()
    return this.#socket
  }

  /** What ends the connection if the peer does not, or null. */
  get _closeTimer(): NodeJS.Timeout | null {
    if (this.readyState === ReadyState.CLOSED) return null
    return this.#closeTimer ?? ((this._connection?.closeTimerHandle ?? null) as NodeJS.Timeout | null)
  }

  get _sender(): BaseSender | null {
    return this.#socket === null || this._connection === null
      ? null
      : this._Sender.over(this.#socket, this._connection.outbox)
  }

  /** How listeners added by `addEventListener` and `onmessage` see binary messages. */
  get binaryType(): 'nodebuffer' | 'arraybuffer' {
    return this._binaryType
  }

  set binaryType(type: 'nodebuffer' | 'arraybuffer') {
    if (type !== 'arraybuffer' && type !== 'nodebuffer') {
      throw new SyntaxError('unsupported binaryType: must be either "nodebuffer" or "arraybuffer"')
    }
    this._binaryType = type
  }

  /**
   * Sends a message. A `Readable` is sent in fragments as it is read; what is sent meanwhile waits.
   *
   * @throws Error if the connection is not open, where the dialect says so and there is no callback
   */
  send(data?: unknown, options?: SendOptions | SentCallback | null, callback?: SentCallback): void {
    if (typeof options === 'function') {
      callback = options
      options = undefined
    }
    if (this.readyState !== ReadyState.OPEN) {
      this.#refuse(callback)
    } else if (this._queue !== null) {
      const settings = options
      // If the connection ends first, that is told by `callback`: nobody is there any more to be thrown at.
      const onSent = typeof callback === 'function' ? callback : ignore
      this._queue.push(() => this.send(data, settings, onSent))
    } else if (data instanceof Readable) {
      this.#sendReadable(data, options ?? {}, callback)
    } else {
      this.#sendFragment(data, options ?? {}, true, callback)
    }
  }

  /**
   * Sends one message piece by piece: `callback` is called once for each, in a later turn, with the function that sends it.
   *
   * @throws Error without a callback
   */
  stream(options?: SendOptions | StreamCallback | null, callback?: StreamCallback): void {
    if (typeof options === 'function') {
      callback = options
      options = undefined
    }
    if (typeof callback !== 'function') throw new Error('callback must be provided')
    const next = callback
    if (this.readyState !== ReadyState.OPEN) {
      next(new Error('not opened'))
      return
    }
    const settings = options ?? {}
    if (this._queue !== null) {
      this._queue.push(() => this.stream(settings, next))
      return
    }
    this._queue = []
    const send: StreamSend = (data, final) => {
      if (this.readyState !== ReadyState.OPEN) {
        next(new Error('not opened'))
        return
      }
      if (final === true) {
        this.#sendFragment(data, settings, true)
        this.#sendQueued()
      } else {
        // Not before the piece has left, so that an endless stream goes at the pace of the peer.
        this.#sendFragment(data, settings, false, () => turn())
      }
    }
    const turn = (): void => {
      if (this.readyState === ReadyState.OPEN) next(null, send)
      else next(new Error('not opened'))
    }
    process.nextTick(turn)
  }

  /** Sends a ping. @throws Error if the connection is not open, unless `dontFailWhenClosed`; RangeError above 125 bytes */
  ping(data?: unknown, options?: SendOptions | null, dontFailWhenClosed?: boolean): void {
    this.#sendControl('ping', data, options, dontFailWhenClosed)
  }

  /** Sends a pong. @throws as `ping` */
  pong(data?: unknown, options?: SendOptions | null, dontFailWhenClosed?: boolean): void {
    this.#sendControl('pong', data, options, dontFailWhenClosed)
  }

  /** Stops reading. @throws Error if the connection is not open */
  pause(): void {
    this.#opened.pause()
  }

  /** Reads again. @throws Error if the connection is not open */
  resume(): void {
    this.#opened.resume()
  }

  /** Starts the closing handshake. A code that cannot be sent is an `error`, which is thrown if nobody listens. */
  close(code?: number, data?: unknown): void {
    if (this.readyState === ReadyState.CLOSED) return
    if (this.readyState === ReadyState.CONNECTING) {
      this.readyState = ReadyState.CLOSED
      return
    }
    if (this.readyState === ReadyState.CLOSING) {
      if (this._closeReceived && this._isServer) this.terminate()
      return
    }
    this.readyState = ReadyState.CLOSING
    this._closeCode = code
    this._closeMessage = data
    if (code !== undefined && !isCloseCode(this._dialect, code)) {
      this.#destroyLater()
      this.emit('error', new Error(NO_CLOSE_CODE))
      return
    }
    ;(this._connection as ConnectionFace).close(closeBody(code ?? 1000, data))
  }

  /** Ends the connection without a closing handshake. */
  terminate(): void {
    if (this.readyState === ReadyState.CLOSED) return
    const connection = this._connection
    if (connection === null) {
      this._finish(true)
      return
    }
    this.readyState = ReadyState.CLOSING
    connection.end()
    this.#destroyLater()
  }

  /** Takes over a socket after its opening handshake. @param head bytes that came behind it */
  _open(socket: Socket, head: Buffer, role: Role, deflate: ConnectionDeflate | null): void {
    this.#socket = socket
    this.#countBytes(socket, head.length)
    socket.setTimeout?.(0)
    socket.setNoDelay?.(true)
    if (head.length > 0) socket.unshift(head)
    this.readyState = ReadyState.OPEN
    this._connection = new Connection({
      role,
      policy: policyOf(this.maxPayload),
      platform: nodePlatform,
      transport: new SocketTransport(socket),
      handler: new ConnectionEvents(this),
      deflate,
    })
    this._connection.start()
  }

  /** Answers the peer's Close with its own code and reason. `close` is emitted with those of whoever closed first. */
  _answerClose(code: number, reason: string): void {
    const isClosing = this.readyState === ReadyState.CLOSING
    if (this.readyState === ReadyState.OPEN || (isClosing && this.#wasClosing)) {
      this.readyState = ReadyState.CLOSING
      this._closeCode = code
      this._closeMessage = reason
    }
    ;(this._connection as ConnectionFace).close(closeBody(code, reason))
  }

  /** Emits `error`, if somebody listens: a peer must not be able to end the process. */
  _fail(...values: unknown[]): void {
    if (this.listenerCount('error') > 0) this.emit('error', ...values)
  }

  /** Emits `close`, once, and lets go of all listeners. */
  _finish(hasFailed: boolean): void {
    if (this.readyState === ReadyState.CLOSED) return
    this.readyState = ReadyState.CLOSED
    if (this.#closeTimer !== null) clearTimeout(this.#closeTimer)
    this.#closeTimer = null
    const { ended, failed } = this._dialect.abruptCode
    const code = hasFailed ? failed : this._closeReceived ? (this._closeCode ?? CloseCode.Normal) : ended
    const queue = this._queue
    this._queue = null
    this._end(code, this._closeMessage ?? '')
    if (queue !== null) for (const send of queue) send()
  }

  /** Emits `close` with these arguments, and lets go of all listeners. */
  _end(...values: unknown[]): void {
    try {
      this.emit('close', ...values)
    } finally {
      this.removeAllListeners()
      this.on('error', ignore)
    }
  }

  #acceptedBy([request, socket, head]: [IncomingMessage, Socket, Buffer], accepted: Accepted): void {
    this._isServer = true
    this.protocol = accepted.protocol
    this.protocolVersion = accepted.protocolVersion ?? 13
    this.extensions = accepted.extensions ?? {}
    this.upgradeReq = request
    this._open(socket, head, 'server', accepted.deflate ?? null)
  }

  /** @param ahead bytes of the connection that have been read */
  #countBytes(socket: Socket, ahead: number): void {
    if (socket.bytesRead !== undefined) {
      this.#bytesBefore = socket.bytesRead - ahead
      return
    }
    // A plain Duplex, as Node 26 has it for a request that announces a body.
    socket.on('data', ({ length }) => {
      this.#bytesCounted += length
    })
  }

  #adopt({ connection, particulars }: AdoptedConnection): void {
    const { subprotocol, version = 13, request, url } = particulars
    const { closeCode, role } = connection
    const { socket } = connection.transport as SocketTransport
    this.#socket = socket as Socket
    this.#countBytes(this.#socket, 0)
    this._isServer = role === 'server'
    this.url = this._isServer ? undefined : url
    this.protocol = subprotocol
    this.protocolVersion = version
    this.upgradeReq = request
    this.extensions = connection.isCompressed ? { 'permessage-deflate': {} } : {}
    this.readyState = connection.isClosed ? ReadyState.CLOSED : connection.isOpen ? ReadyState.OPEN : ReadyState.CLOSING
    this.#wasClosing = this.readyState === ReadyState.CLOSING
    this._closeReceived = closeCode !== CloseCode.Abnormal
    if (this._closeReceived) {
      this._closeCode = closeCode === CloseCode.NoStatus ? CloseCode.Normal : closeCode
      this._closeMessage = (connection.closeReason as Buffer).toString()
    }
    this._connection = connection.attach(new ConnectionEvents(this), policyOf(this.maxPayload))
  }

  get #opened(): ConnectionFace {
    if (this.readyState !== ReadyState.OPEN) throw new Error('not opened')
    return this._connection as ConnectionFace
  }

  #refuse(callback: SentCallback | undefined): void {
    if (typeof callback === 'function') callback(new Error('not opened'))
    else if (this._dialect.throwsWhenNotOpen) throw new Error('not opened')
  }

  #sendFragment(data: unknown, options: SendOptions, isFinal: boolean, callback?: SentCallback): void {
    const { mask = !this._isServer, compress = true, binary = isBinary(data) } = options
    const flags = (isFinal ? SendFlag.Fin : 0) | (compress ? SendFlag.Compress : 0) | (mask ? SendFlag.Mask : 0)
    const onWritten = typeof callback === 'function' ? callback : undefined
    ;(this._connection as ConnectionFace).sendData(toData(data), Boolean(binary), flags, onWritten)
  }

  #sendReadable(source: Readable, options: SendOptions, callback?: SentCallback): void {
    this._queue = []
    const settings = { binary: false, ...options }
    const done = (error: Error | null): void => {
      source.off('data', onData)
      source.off('end', onEnd)
      if (this.readyState === ReadyState.OPEN) this.#sendFragment('', settings, true)
      this.#sendQueued()
      if (typeof callback === 'function') callback(error)
      else if (error !== null) this._fail(error)
    }
    const onData = (data: unknown): void => {
      if (this.readyState !== ReadyState.OPEN) {
        source.destroy()
        done(new Error('not opened'))
        return
      }
      source.pause()
      this.#sendFragment(data, settings, false, () => source.resume())
    }
    const onEnd = (): void => done(null)
    source.on('data', onData)
    source.on('end', onEnd)
    source.once('error', done)
  }

  /** Sends what has waited for a stream, up to the next stream. */
  #sendQueued(): void {
    const queue = this._queue
    this._queue = null
    if (queue === null) return
    for (let send = queue.shift(); send !== undefined; send = queue.shift()) {
      send()
      if (this._queue !== null) {
        ;(this._queue as (() => void)[]).push(...queue)
        return
      }
    }
  }

  #sendControl(kind: 'ping' | 'pong', data: unknown, options: SendOptions | null | undefined, silent?: boolean): void {
    if (this.readyState !== ReadyState.OPEN) {
      if (this._dialect.throwsWhenNotOpen && !silent) throw new Error('not opened')
      return
    }
    const { mask = !this._isServer } = options ?? {}
    ;(this._connection as ConnectionFace)[kind](toControlData(data), Boolean(mask))
  }

  #destroyLater(): void {
    this.#closeTimer ??= setTimeout(() => {
      try {
        this._finish(true)
      } finally {
        this.#socket?.destroy()
      }
    }, CLOSE_TIMEOUT)
  }
}

function ignore(): void {}
