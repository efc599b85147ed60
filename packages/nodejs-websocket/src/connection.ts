/**
 * The class `Connection`: the API of one end of a connection. It translates; framing and the closing handshake are the
 * engine's, and the opening handshake is in `opening-handshake.ts` and `server.ts`.
 */

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { COPY_BYTES, type ConnectionFace, Connection as Engine, type Role, SendFlag } from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport, shrinkListenerTable } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { ConnectionEvents } from './connection-events.js'
import { misuse } from './errors.js'
import { type ClientOptions, openAsClient } from './opening-handshake.js'
import { OutStream } from './out-stream.js'
import { giveBack, lendCopy } from './payload-copies.js'
import type { ConnectionPolicy } from './policy.js'
import { ReadyState } from './ready-state.js'
import type { Server } from './server.js'

/** Called when the bytes have left the process, or could not. */
export type WrittenCallback = (error?: Error | null) => void

/** In place of a client's options: the connection is open, and belongs to another dialect. */
export class AdoptedConnection {
  /** @param path the requested path with its query, if it is known */
  constructor(readonly path: string | undefined) {}
}

const MAX_PING_BYTES = 125
const noBytes = Buffer.alloc(0)

export class Connection extends EventEmitter {
  /** Bytes; set by `setBinaryFragmentation`. */
  static binaryFragmentation = 512 * 1024
  /** Bytes; set by `setMaxBufferLength`. */
  static maxBufferLength = 2 * 1024 * 1024

  declare readonly CONNECTING: 0
  declare readonly OPEN: 1
  declare readonly CLOSING: 2
  declare readonly CLOSED: 3
  /** Always empty: unfinished frames wait in the engine. */
  declare readonly buffer: Buffer
  /** Always null: unfinished messages wait in the engine. */
  declare readonly frameBuffer: Buffer | null

  /** The server that accepted the connection, or null. */
  readonly server: Server | null
  /** The requested path with its query. */
  path: string | null
  /** The host that a client connects to, or null. */
  readonly host: string | null
  readonly extraHeaders: Record<string, string> | null | undefined
  /** What the client offered, in its order. */
  protocols: string[]
  protocol: string | undefined = undefined
  readyState: number = ReadyState.Connecting
  /** The binary message that is being sent, or null. */
  outStream: OutStream | null = null
  key: string | null = null
  /** By lower-case name; the last one where a name is repeated. */
  headers: Record<string, string> = {}
  /** The engine's connection, from `connect` or `connection` on. */
  declare _engine: ConnectionFace | null
  /** Gives up an opening handshake of a client. */
  _abort: (() => void) | null = null

  readonly #socket: Socket
  #hasClosed = false
  #isClosing = false

  /**
   * @param parentOrOptions the server that accepted the socket, or a client's options, with which it begins its handshake
   * @param callback is added to `connect`
   */
  constructor(socket: Socket, parentOrOptions: Server | ClientOptions | AdoptedConnection, callback?: () => void) {
    super()
    shrinkListenerTable(this)
    // It leads back here: programs make JSON of what holds a connection.
    Object.defineProperty(this, '_engine', { value: null, configurable: true, writable: true })
    this.#socket = socket
    if (parentOrOptions instanceof EventEmitter) {
      this.server = parentOrOptions
      this.path = null
      this.host = null
      this.extraHeaders = null
      this.protocols = []
    } else if (parentOrOptions instanceof AdoptedConnection) {
      this.server = null
      this.path = parentOrOptions.path ?? null
      this.host = null
      this.extraHeaders = null
      this.protocols = []
    } else {
      this.server = null
      this.path = parentOrOptions.path ?? '/'
      this.host = parentOrOptions.host ?? 'localhost'
      this.extraHeaders = parentOrOptions.extraHeaders
      this.protocols = parentOrOptions.protocols ?? []
    }
    if (typeof callback === 'function') this.on('connect', callback)
    if (this.server === null && !(parentOrOptions instanceof AdoptedConnection))
      openAsClient(this, parentOrOptions as ClientOptions)
  }

  /** The underlying socket. What was sent is written before it is handed out. */
  get socket(): Socket {
    if (this._engine !== null) this._engine.transport.flush()
    return this.#socket
  }

  /**
   * Sends a text. A number or a boolean is sent as its text.
   *
   * @returns false if the socket has more to write than it takes at the moment
   * @throws TypeError for what is no text
   */
  sendText(text: string, callback?: WrittenCallback): boolean | undefined {
    const data = textOf(text)
    if (this.readyState !== ReadyState.Open) return this.#notOpen()
    if (this.outStream !== null) return this.#misuse(misuse.textInBinary)
    ;(this._engine as ConnectionFace).send(data, false, callbackOf(callback))
    return this.#keepsUp
  }

  /** Sends a binary message in one frame. @throws TypeError for what is no `Buffer` or `Uint8Array` */
  sendBinary(data: Uint8Array, callback?: WrittenCallback): boolean | undefined {
    const bytes = data instanceof Uint8Array ? data : copyOf(data)
    if (this.readyState !== ReadyState.Open) return this.#notOpen()
    if (this.outStream !== null) return this.#misuse(misuse.binaryInBinary)
    this.#sendCopy(this._engine as ConnectionFace, bytes, callbackOf(callback))
    return this.#keepsUp
  }

  /** Sends a string as text, a `Buffer` as binary. @throws TypeError for anything else */
  send(data: string | Buffer, callback?: WrittenCallback): void {
    if (typeof data === 'string') this.sendText(data, callback)
    else if (Buffer.isBuffer(data)) this.sendBinary(data, callback)
    else throw new TypeError('data should be either a string or a Buffer instance')
  }

  /** Begins a binary message: write it to the stream that is returned. */
  beginBinary(): OutStream | undefined {
    if (this.readyState !== ReadyState.Open) return this.#notOpen()
    if (this.outStream !== null) return this.#misuse(misuse.binaryInBinary)
    this.outStream = new OutStream(this, (this.constructor as typeof Connection).binaryFragmentation)
    return this.outStream
  }

  /** Sends a ping of at most 125 bytes. */
  sendPing(data?: string | null): void {
    const payload = data ? textOf(data) : ''
    if (this.readyState !== ReadyState.Open) this.#notOpen()
    else if (Buffer.byteLength(payload) > MAX_PING_BYTES) this.#misuse(misuse.pingTooLong)
    else (this._engine as ConnectionFace).ping(payload)
  }

  /**
   * Starts the closing handshake, and emits `close` with the same arguments before it returns, each time that it is called.
   * The second call ends the socket without waiting for the peer's Close.
   *
   * @throws RangeError for a code that does not fit into two bytes
   */
  close(code?: number, reason?: string): void {
    if (this.readyState === ReadyState.Open) {
      const engine = this._engine as ConnectionFace
      engine.close(closeBody(code, reason))
      this.readyState = ReadyState.Closing
      // What is received from now on is dropped, so no reader holds back the peer's Close.
      engine.resume()
    } else if (this.readyState === ReadyState.Closing) {
      this.readyState = ReadyState.Closed
      this._engine?.end()
    } else if (this.readyState === ReadyState.Connecting) {
      this.readyState = ReadyState.Closed
      this._abort?.()
    }
    this.#emitClose(code, reason)
  }

  /**
   * Takes over after the opening handshake.
   *
   * @param stream what to read and write: the socket, or what Node puts before it until the body of a request has come
   * @param head bytes that came behind the handshake
   */
  _open(role: Role, stream: Duplex, head: Buffer, policy: ConnectionPolicy): void {
    this.#socket.setNoDelay?.(true)
    if (head.length > 0) stream.unshift(head)
    this.readyState = ReadyState.Open
    this._engine = new Engine({
      role,
      policy,
      platform: nodePlatform,
      transport: new SocketTransport(stream),
      handler: new ConnectionEvents(this),
      deflate: null,
    })
    this._engine.start()
  }

  /** Sends a frame of the message that `outStream` composes. After the end of the connection it is dropped. */
  _sendFragment(payload: Uint8Array, isLast: boolean, callback?: WrittenCallback): void {
    const engine = this._engine
    if (engine === null || this.readyState !== ReadyState.Open) {
      callback?.()
      return
    }
    const flags = (isLast ? SendFlag.Fin : 0) | (engine.role === 'client' ? SendFlag.Mask : 0)
    engine.sendData(payload, true, flags, callback)
  }

  /** Emits `error`, if somebody listens. */
  _fail(error: Error): void {
    if (this.listenerCount('error') > 0) this.emit('error', error)
  }

  /** Emits `close` unless that has been done. */
  _emitFirstClose(code: number, reason: string | undefined): void {
    if (!this.#hasClosed) this.#emitClose(code, reason)
  }

  /** The caller may use its memory again. */
  #sendCopy(engine: ConnectionFace, data: Uint8Array, callback?: WrittenCallback): void {
    if (engine.isOwner && data.length <= COPY_BYTES) {
      // The engine copies it.
      engine.send(data, true, callback)
    } else if (engine.isOwner && this.#keepsUp) {
      const copy = lendCopy(data)
      engine.send(copy, true, (error) => {
        giveBack(copy)
        callback?.(error)
      })
    } else {
      // What may wait in a queue, as in that of another dialect's connection, holds no more memory than it needs.
      engine.send(copyOf(data), true, callback)
    }
  }

  /** Whether the socket takes what is sent, as its `write` would tell. */
  get #keepsUp(): boolean {
    const { writableLength, writableHighWaterMark } = this.#socket
    return writableLength < writableHighWaterMark
  }

  /** The peer may have closed it in the meantime: without a listener this is dropped. */
  #notOpen(): undefined {
    this._fail(new Error(misuse.notOpen))
  }

  /** @throws the error where nobody listens to `error` */
  #misuse(message: string): undefined {
    this.emit('error', new Error(message))
  }

  /** A listener may call `close` again: that does not emit another `close`, which would go on for ever. */
  #emitClose(code: number | undefined, reason: string | undefined): void {
    if (this.#isClosing) return
    this.#hasClosed = true
    this.#isClosing = true
    try {
      this.emit('close', code, reason)
    } finally {
      this.#isClosing = false
    }
  }
}

Object.assign(Connection.prototype, {
  CONNECTING: 0,
  OPEN: 1,
  CLOSING: 2,
  CLOSED: 3,
  buffer: noBytes,
  frameBuffer: null,
})

/** A text, or a number, boolean or bytes as such. @throws Node's TypeError for anything else */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  return Buffer.from(value as Buffer).toString()
}

/** @throws Node's TypeError for what is no bytes */
function copyOf(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([noBytes, bytes])
}

/** Public code passes whatever `forEach` gives it: what is no function is no callback. */
function callbackOf(callback: unknown): WrittenCallback | undefined {
  return typeof callback === 'function' ? (callback as WrittenCallback) : undefined
}
