/** `WebSocketConnection`: the API of one connection over the engine's. What comes in is in `connection-events.ts`. */

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { types } from 'node:util'
import { Connection, type ConnectionFace, forEachFragment, Opcode, SendFlag } from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport } from '@rosetta-ws/engine/node'
import { BufferList } from './buffer-list.js'
import { closeBody, closeDescriptions, closeReasons, mayCloseWith } from './close-reason.js'
import type { ConnectionConfig } from './config.js'
import { ConnectionEvents } from './connection-events.js'
import { type DebugLog, debugLog } from './debug-log.js'
import type { AgreedDeflate } from './deflate.js'
import { es5Class } from './es5-class.js'
import { firstByte, frameLength, framePayload, WebSocketFrame } from './frame.js'
import { ConnectionPolicy } from './policy.js'

export type ConnectionState = 'open' | 'peer_requested_close' | 'ending' | 'closed'
export type SendCallback = (error?: Error | null) => void

const { CLOSE_REASON_NORMAL, CLOSE_REASON_PROTOCOL_ERROR, CLOSE_REASON_ABNORMAL } = closeReasons
const NO_CODE_YET = -1
/** The most bytes of a string's UTF-8 for each of its code units. */
const UTF8_BYTES_PER_UNIT = 3
const MAX_CONTROL_BYTES = 125
const CUT_CONTROL_BYTES = 124
const DROPPED_BY_PEER = 'Connection dropped by remote peer.'
const empty = Buffer.alloc(0)

const kConnection: unique symbol = Symbol('websocket connection')

interface ConnectionSocket extends Duplex {
  [kConnection]?: WebSocketConnectionMethods
}

function onSocketPause(this: ConnectionSocket): void {
  this[kConnection]?.handleSocketPause()
}

function onSocketResume(this: ConnectionSocket): void {
  this[kConnection]?.handleSocketResume()
}

function onKeepaliveTimer(connection: WebSocketConnectionMethods): void {
  connection.handleKeepaliveTimer()
}

function onGracePeriodTimer(connection: WebSocketConnectionMethods): void {
  connection.handleGracePeriodTimer()
}

/** Of a socket between its handshake and the start of its connection, when a reset must not end the process. */
export function ignoreError(): void {}

/** Leaves a socket with no listener of errors but `ignoreError`. */
function takeErrors(socket: Socket): void {
  // Not every object that stands in for a socket can tell.
  const listeners = socket.listeners?.('error')
  if (listeners?.length === 1 && listeners[0] === ignoreError) return
  socket.removeAllListeners('error')
  socket.on('error', ignoreError)
}

function noteListener(this: WebSocketConnectionMethods, _event: string, listener: unknown): void {
  if (types.isAsyncFunction(listener)) this._hasAsyncListener = true
}

class WebSocketConnectionMethods extends EventEmitter {
  declare config: ConnectionConfig
  declare protocol: string | null | undefined
  declare extensions: { name: string; value: string }[]
  declare remoteAddress: string | undefined
  declare remoteAddresses: string[] | undefined
  declare webSocketVersion: number | undefined
  declare closeReasonCode: number
  declare closeDescription: string | null | undefined
  declare closeEventEmitted: boolean
  declare maskOutgoingPackets: boolean
  declare fragmentationSize: number
  declare connected: boolean
  declare state: ConnectionState
  declare waitingForCloseResponse: boolean
  declare receivedEnd: boolean
  declare closeTimeout: number | undefined
  declare assembleFragments: boolean
  declare maxReceivedMessageSize: number
  declare inputPaused: boolean
  declare socketHadError: boolean
  /** @internal */
  declare _engine: ConnectionFace
  /** @internal */
  declare _transport: SocketTransport
  /** @internal Whether this connection pings by itself. */
  declare _usesKeepalive: boolean
  /** @internal Whether an async function has been a listener. */
  declare _hasAsyncListener: boolean
  /** @internal Whether the engine, not the user, has paused the socket. */
  declare _pausedByEngine: boolean
  declare _keepaliveTimeoutID: NodeJS.Timeout | null | undefined
  declare _gracePeriodTimeoutID: NodeJS.Timeout | null | undefined

  /** The stream. All that was sent is written to it first. */
  get socket(): Socket {
    this._transport.flush()
    return this._transport.socket as Socket
  }

  /** Whether the socket takes no more bytes until 'drain'. */
  get outputBufferFull(): boolean {
    this._transport.flush()
    return this._transport.isCongested
  }

  get _debug(): DebugLog {
    return debugLog('websocket:connection')
  }

  get _pingListenerCount(): number {
    return this.listenerCount('ping')
  }

  get maskBytes(): Buffer {
    return this._keep('maskBytes', Buffer.alloc(4))
  }

  get frameHeader(): Buffer {
    return this._keep('frameHeader', Buffer.alloc(10))
  }

  /** Always empty: the engine holds what has come. */
  get bufferList(): BufferList {
    return this._keep('bufferList', new BufferList())
  }

  get currentFrame(): WebSocketFrame {
    return this._keep('currentFrame', new WebSocketFrame(this.maskBytes, this.frameHeader, this.config))
  }

  /** Always empty: the engine holds what has come. */
  get frameQueue(): WebSocketFrame[] {
    return this._keep('frameQueue', [])
  }

  /** Where nobody hears of new listeners any more, one of them may be async. */
  override removeAllListeners(...events: [event?: string | symbol]): this {
    if (events.length === 0 || events[0] === 'newListener') this._hasAsyncListener = true
    return super.removeAllListeners(...events)
  }

  /** @internal Makes a member at its first use. */
  _keep<Value>(name: string, value: Value): Value {
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true })
    return value
  }

  /** Starts to read. */
  _addSocketEventListeners(): void {
    const { socket } = this._transport
    if (socket.readableLength > 0) this._waitForListeners()
    this._engine.start()
    socket.off('error', ignoreError)
    this._watchPauses()
  }

  /** @internal Tells of pauses of the socket, whoever pauses it. */
  _watchPauses(): void {
    const { socket } = this._transport
    ;(socket as ConnectionSocket)[kConnection] = this
    socket.on('pause', onSocketPause)
    socket.on('resume', onSocketResume)
  }

  /** @internal Holds what came with the handshake until all that awaits this connection has it. */
  _waitForListeners(): void {
    const { socket } = this._transport
    socket.pause()
    nodePlatform.timers.settle(() => {
      if (!this._engine.isPaused) socket.resume()
    })
  }

  // ── Keepalive ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @internal The peer has sent something. */
  _noteActivity(): void {
    if (this._gracePeriodTimeoutID) this.clearGracePeriodTimer()
    if (this._keepaliveTimeoutID) this._keepaliveTimeoutID.refresh()
    else if (this.connected) this.setKeepaliveTimer()
  }

  setKeepaliveTimer(): void {
    if (!this._usesKeepalive) return
    this.clearKeepaliveTimer()
    this.clearGracePeriodTimer()
    this._keepaliveTimeoutID = setTimeout(onKeepaliveTimer, this.config.keepaliveInterval, this)
  }

  clearKeepaliveTimer(): void {
    if (this._keepaliveTimeoutID) clearTimeout(this._keepaliveTimeoutID)
    if (this._usesKeepalive) this._keepaliveTimeoutID = null
  }

  handleKeepaliveTimer(): void {
    this._keepaliveTimeoutID = null
    this.ping()
    if (this.config.dropConnectionOnKeepaliveTimeout) this.setGracePeriodTimer()
    else this.setKeepaliveTimer()
  }

  setGracePeriodTimer(): void {
    this.clearGracePeriodTimer()
    this._gracePeriodTimeoutID = setTimeout(onGracePeriodTimer, this.config.keepaliveGracePeriod, this)
  }

  clearGracePeriodTimer(): void {
    if (this._gracePeriodTimeoutID) clearTimeout(this._gracePeriodTimeoutID)
    if (this._usesKeepalive) this._gracePeriodTimeoutID = null
  }

  handleGracePeriodTimer(): void {
    this._gracePeriodTimeoutID = null
    this.drop(CLOSE_REASON_ABNORMAL, 'Peer not responding.', true)
  }

  // ── From the socket ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes bytes as if the socket had brought them. */
  handleSocketData(data: Buffer): void {
    this._transport.hold()
    try {
      this._engine.onData(data)
    } finally {
      this._transport.release()
    }
  }

  /** Does nothing: what has come is read as it comes. */
  processReceivedData(): void {}

  handleSocketError(error: NodeJS.ErrnoException): void {
    if (this.state === 'closed') return
    this.closeReasonCode = CLOSE_REASON_ABNORMAL
    this.closeDescription = `Socket Error: ${error.syscall} ${error.code}`
    this._fail(error)
  }

  handleSocketEnd(): void {
    this.receivedEnd = true
  }

  handleSocketClose(hadError: boolean): void {
    this.socketHadError ||= hadError
    this.receivedEnd = true
    this.connected = false
    this.state = 'closed'
    if (this.closeReasonCode === NO_CODE_YET) {
      this.closeReasonCode = CLOSE_REASON_ABNORMAL
      this.closeDescription = DROPPED_BY_PEER
    }
    this.clearKeepaliveTimer()
    this.clearGracePeriodTimer()
    this.waitingForCloseResponse = false
    this._emitClose()
  }

  handleSocketDrain(): void {
    this.emit('drain')
  }

  /** The socket was paused: by `pause`, by its user, or by the engine, which nobody is to see. */
  handleSocketPause(): void {
    if (!this._engine.isPaused) {
      if (this._transport.isPaused) {
        this._pausedByEngine = true
        return
      }
      this._engine.pause()
    }
    this.inputPaused = true
    this.emit('pause')
  }

  handleSocketResume(): void {
    if (this._pausedByEngine) {
      this._pausedByEngine = false
      return
    }
    if (this._transport.socket.isPaused()) return
    this.inputPaused = false
    if (this._engine.isPaused) this._engine.resume()
    this.emit('resume')
  }

  pause(): void {
    this._engine.pause()
  }

  resume(): void {
    this._engine.resume()
  }

  // ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @throws Error for a code that must not be sent */
  close(reasonCode?: number, description?: string): void {
    if (!this.connected) return
    const code = typeof reasonCode === 'number' ? reasonCode : CLOSE_REASON_NORMAL
    if (!mayCloseWith(code)) throw new Error(`Close code ${code} is not valid.`)
    this.closeReasonCode = code
    this.closeDescription = typeof description === 'string' ? description : closeDescriptions[code]
    this.waitingForCloseResponse = true
    // Some streams bring the peer's answer within the write: it must not be taken for the peer's own Close.
    this.state = 'ending'
    this.connected = false
    this._engine.close(closeBody(code, this.closeDescription))
    this._engine.end()
  }

  drop(reasonCode?: number, description?: string, skipCloseFrame?: boolean): void {
    const code = typeof reasonCode === 'number' ? reasonCode : CLOSE_REASON_PROTOCOL_ERROR
    const text = typeof description === 'string' ? description : closeDescriptions[code]
    this.connected = false
    if (!skipCloseFrame) this._engine.close(closeBody(code, text))
    try {
      this._endAtOnce(code, text)
    } finally {
      this._engine.terminate()
    }
  }

  /** The socket is closed by the engine when `closeTimeout` has passed. */
  setCloseTimer(): void {}

  clearCloseTimer(): void {}

  handleCloseTimer(): void {
    this._engine.terminate()
  }

  /** @internal The connection is over for its user; the engine sees to the socket. */
  _endAtOnce(code: number, description: string | undefined): void {
    this.closeReasonCode = code
    this.closeDescription = description
    this.fragmentationSize = 0
    this.connected = false
    this.state = 'closed'
    this.clearKeepaliveTimer()
    this.clearGracePeriodTimer()
    this._emitClose()
  }

  /** @internal The peer has asked to close: the connection is over when the socket is. */
  _endAfterPeer(code: number, description: string | undefined): void {
    this.state = 'peer_requested_close'
    this.closeReasonCode = code
    this.closeDescription = description
    this.connected = false
  }

  /** @internal Ends for an error, which is told if anybody listens. */
  _fail(error: Error): void {
    this.socketHadError = true
    this.connected = false
    this.state = 'closed'
    this.fragmentationSize = 0
    try {
      if (this.listenerCount('error') > 0) this.emit('error', error)
    } finally {
      if (this._engine.isOwner) this._engine.terminate()
    }
  }

  /** @internal */
  _emitClose(): void {
    if (this.closeEventEmitted) return
    this.closeEventEmitted = true
    this.emit('close', this.closeReasonCode, this.closeDescription)
  }

  /** Reads a frame as if the peer had sent it. */
  processFrame(frame: WebSocketFrame): void {
    frame.mask = !this.maskOutgoingPackets
    this.handleSocketData(frame.toBuffer())
  }

  // ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sends a `Buffer` as bytes, anything else as the text that its `toString` gives. */
  send(data: unknown, callback?: SendCallback): void {
    if (Buffer.isBuffer(data)) this.sendBytes(data, callback)
    else if (typeof (data as object).toString === 'function') this.sendUTF(data as object, callback)
    else throw new Error('Data provided must either be a Node Buffer or implement toString()')
  }

  sendUTF(data: unknown, callback?: SendCallback): void {
    const text = (data as object).toString()
    if (!this._mayStillSend(callback)) return
    if (typeof text === 'string' && text.length * UTF8_BYTES_PER_UNIT <= this._fragmentBytes)
      this._engine.send(text, false, callback)
    else this._sendMessage(Buffer.from(text), false, callback)
  }

  sendBytes(data: Buffer, callback?: SendCallback): void {
    if (!Buffer.isBuffer(data)) {
      throw new Error('You must pass a Node Buffer object to WebSocketConnection.prototype.sendBytes()')
    }
    if (this._mayStillSend(callback)) this._sendMessage(data, true, callback)
  }

  ping(data?: unknown): void {
    const payload = controlPayload(data)
    if (this._mayStillSend()) this._engine.ping(payload)
  }

  /** @throws TypeError for what is no Buffer */
  pong(data?: Buffer): void {
    if (data && !Buffer.isBuffer(data)) throw new TypeError('The payload of a pong must be a Buffer')
    const payload = controlPayload(data)
    if (this._mayStillSend()) this._engine.pong(payload)
  }

  /** Sends a message, in fragments where the configuration says so. */
  fragmentAndSend(frame: WebSocketFrame, callback?: SendCallback): void {
    if ((frame.opcode as number) > 0x7) throw new Error('You cannot fragment control frames.')
    if (this._mayStillSend(callback)) {
      this._sendMessage(frame.binaryPayload ?? empty, frame.opcode === Opcode.Binary, callback)
    }
  }

  /** Sends a Close frame and nothing after it; the connection ends as the peer answers. */
  sendCloseFrame(reasonCode?: number, reasonText?: string, callback?: SendCallback): void {
    const code = typeof reasonCode === 'number' ? reasonCode : CLOSE_REASON_NORMAL
    const text = typeof reasonText === 'string' ? reasonText : ''
    if (this._mayStillSend(callback)) this._engine.close(closeBody(code, text), callback)
  }

  /** Sends a frame as it stands, but masked as this side must. Returns whether the socket takes more. */
  sendFrame(frame: WebSocketFrame, callback?: SendCallback): boolean {
    frame.mask = this.maskOutgoingPackets
    frame.length = frameLength(frame)
    const payload = framePayload(frame)
    if (!this._mayStillSend(callback)) return false
    if (frame.opcode === Opcode.Close) this._engine.close(payload, callback)
    else this._engine.sendFrame(firstByte(frame), payload, this.maskOutgoingPackets, callback)
    return !this.outputBufferFull
  }

  /** @internal Bytes from which on a message is cut. */
  get _fragmentBytes(): number {
    const { fragmentOutgoingMessages, fragmentationThreshold } = this.config
    return fragmentOutgoingMessages ? Math.max(1, fragmentationThreshold as number) : Number.POSITIVE_INFINITY
  }

  /** @internal */
  _sendMessage(data: Buffer, isBinary: boolean, callback: SendCallback | undefined): void {
    const size = this._fragmentBytes
    if (!(data.length > size)) {
      this._engine.send(data, isBinary, callback)
      return
    }
    const mask = this.maskOutgoingPackets ? SendFlag.Mask : 0
    const flags = mask | SendFlag.Compress
    const onWritten = typeof callback !== 'function' ? undefined : wholeMessage(Math.ceil(data.length / size), callback)
    forEachFragment(data, size, (fragment, isLast) => {
      this._engine.sendData(fragment, isBinary, isLast ? flags | SendFlag.Fin : flags, onWritten)
    })
  }

  /** @internal Whether frames may go out. Where they may not, the callback gets the error of a stream that has ended. */
  _mayStillSend(callback?: SendCallback): boolean {
    if (this._engine.isOpen) return true
    if (typeof callback === 'function') {
      const error: NodeJS.ErrnoException = new Error('write after end')
      error.code = 'ERR_STREAM_WRITE_AFTER_END'
      process.nextTick(callback, error)
    }
    return false
  }
}

// What is an own member of the original can be assigned to.
for (const [name, { get }] of Object.entries(
  Object.getOwnPropertyDescriptors<object>(WebSocketConnectionMethods.prototype),
)) {
  if (get === undefined) continue
  const set = function (this: WebSocketConnectionMethods, value: unknown): void {
    this._keep(name, value)
  }
  Object.defineProperty(WebSocketConnectionMethods.prototype, name, { set })
}

/** Text or bytes for a ping or pong; what is too long is cut, as it always was, to 124 bytes. */
function controlPayload(data: unknown): Buffer {
  if (!data) return empty
  const bytes = Buffer.isBuffer(data) ? data : Buffer.from(String(data))
  return bytes.length > MAX_CONTROL_BYTES ? bytes.subarray(0, CUT_CONTROL_BYTES) : bytes
}

/** Calls back once: when all fragments are written, or with the first error. */
function wholeMessage(fragments: number, callback: SendCallback): SendCallback {
  let left = fragments
  return (error) => {
    if (left === 0) return
    left = error ? 0 : left - 1
    if (error) callback(error)
    else if (left === 0) callback()
  }
}

function checkKeepalive(socket: Socket, config: ConnectionConfig): boolean {
  if (!config.keepalive) return false
  if (config.useNativeKeepalive) {
    if (!('setKeepAlive' in socket)) {
      throw new Error('Unable to use native keepalive: unsupported by this version of Node.')
    }
    socket.setKeepAlive(true, config.keepaliveInterval)
    return false
  }
  if (typeof config.keepaliveInterval !== 'number') {
    throw new Error('keepaliveInterval must be specified and numeric if keepalive is true.')
  }
  if (config.dropConnectionOnKeepaliveTimeout && typeof config.keepaliveGracePeriod !== 'number') {
    throw new Error('keepaliveGracePeriod  must be specified and numeric if dropConnectionOnKeepaliveTimeout is true.')
  }
  return true
}

/** The constructor's arguments, and of what was agreed on beyond them. */
type ConnectionArguments = [
  socket: Socket,
  extensions: { name: string; value: string }[],
  protocol: string | null | undefined,
  maskOutgoingPackets: boolean,
  config: ConnectionConfig,
  deflate?: AgreedDeflate | null,
  /** What the settings of a socket are set on, where `socket` is a stream that Node puts before one. */
  below?: Socket,
]

/** Sets the members of a connection that is open. @internal */
export function setMembers(connection: WebSocketConnectionMethods, ...values: ConnectionArguments): void {
  const [socket, extensions, protocol, maskOutgoingPackets, config, deflate = null] = values
  connection.config = config
  connection.protocol = protocol
  connection.extensions = deflate === null ? extensions : deflate.extensions
  connection.remoteAddress = socket.remoteAddress
  connection.closeReasonCode = NO_CODE_YET
  connection.closeDescription = null
  connection.closeEventEmitted = false
  connection.maskOutgoingPackets = maskOutgoingPackets
  connection.fragmentationSize = 0
  connection.connected = true
  connection.state = 'open'
  connection.waitingForCloseResponse = false
  connection.receivedEnd = false
  connection.closeTimeout = config.closeTimeout
  connection.assembleFragments = config.assembleFragments as boolean
  connection.maxReceivedMessageSize = config.maxReceivedMessageSize as number
  connection.inputPaused = false
  connection._pausedByEngine = false
  connection._hasAsyncListener = false
  connection._usesKeepalive = false
  connection.on('newListener', noteListener)
}

/** Sets a member that leads back to the connection: programs copy connections and make JSON of them. @internal */
export function setHidden<Name extends '_engine' | '_transport'>(
  connection: WebSocketConnectionMethods,
  name: Name,
  value: WebSocketConnectionMethods[Name],
): void {
  Object.defineProperty(connection, name, { value, configurable: true, writable: true })
}

function initialise(connection: WebSocketConnectionMethods, ...values: ConnectionArguments): void {
  const [socket, , , maskOutgoingPackets, config, deflate = null, below = socket] = values
  setMembers(connection, ...values)
  setHidden(connection, '_transport', new SocketTransport(socket))
  const engine = new Connection({
    role: maskOutgoingPackets ? 'client' : 'server',
    policy: new ConnectionPolicy(connection),
    platform: nodePlatform,
    transport: connection._transport,
    handler: new ConnectionEvents(connection as WebSocketConnection),
    deflate: deflate === null ? null : deflate.codecs,
  })
  setHidden(connection, '_engine', engine)
  below.setNoDelay(config.disableNagleAlgorithm)
  below.setTimeout(0)
  takeErrors(socket)
  connection._usesKeepalive = checkKeepalive(below, config)
  if (connection._usesKeepalive) connection.setKeepaliveTimer()
}

export const WebSocketConnection = Object.assign(
  es5Class<WebSocketConnectionMethods, ConnectionArguments>({
    name: 'WebSocketConnection',
    length: 5,
    methods: WebSocketConnectionMethods,
    parent: EventEmitter,
    initialise,
  }),
  closeReasons,
  { CLOSE_DESCRIPTIONS: closeDescriptions },
)
export type WebSocketConnection = WebSocketConnectionMethods
