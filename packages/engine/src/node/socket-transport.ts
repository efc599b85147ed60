/**
 * A `Transport` over a Node stream: a socket, or any `Duplex`. It knows nothing of frames.
 *
 * When bytes go out:
 * - while held (during a data event): at the release;
 * - the first commit of a turn: at once, unless the last turn showed that more will follow;
 * - later commits of a turn: at its end.
 * Whoever could tell the difference flushes first: see `Transport`.
 */

import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Transport, TransportHandler, WrittenCallback } from '../connection/transport.js'
import { OutgoingBatch } from './outgoing-batch.js'
import { BUFFER_SIZES, borrowBuffer, returnBuffer } from './outgoing-buffer.js'
import { atExit, atTurnEnd, currentTurn, forgetExit, openTurn, type TurnEndListener } from './turn.js'
import { giveAll, WrittenNotice } from './written-notice.js'

/** Up to so many bytes are gathered before they are written. */
const GROWS_UP_TO = 64 * 1024

const [SMALLEST] = BUFFER_SIZES

const kTransport: unique symbol = Symbol('rosetta.transport')

interface TransportSocket extends Duplex {
  [kTransport]?: SocketTransport
}

/** Where Node has it: the bytes of a socket that the operating system has not taken. */
interface CountingHandle {
  readonly writeQueueSize?: number
  readonly _parent?: CountingHandle | null
}

/** What is so or not of a transport: bits of one number, since every connection has it. */
const State = {
  /** The connection, and not a user of the stream, has paused it. */
  Paused: 1,
  /** A write copies the bytes before it returns an empty queue, so that the buffer can be used again. */
  Copies: 2,
  /** Waits for the end of the turn. */
  Gathering: 4,
  /** More than one commit has come in the last turn of which that is known, so that more will follow the next first one. */
  ExpectsMore: 8,
  /** More than one commit has come in the current turn. */
  HadMore: 16,
  /** What went out last did not fit in the smallest buffer: about so much will go out next. */
  WasLarge: 32,
  NeedsDrain: 64,
  Discarded: 128,
} as const

export class SocketTransport implements Transport, TurnEndListener {
  /** The stream. Flush before you hand it to anybody. */
  readonly socket: Duplex

  private handler: TransportHandler | null = null
  /** Bits of `State`. */
  private state: number
  /** What is yet to be written, or null. */
  private batch: OutgoingBatch | null = null
  private holds = 0
  private lastTurn = -1

  constructor(socket: Duplex) {
    this.socket = socket
    this.state = socket instanceof Socket ? State.Copies : 0
  }

  /** Whether a stream has been taken over: it must have one transport at most that reads from it. */
  static isOn(stream: Duplex): boolean {
    return (stream as TransportSocket)[kTransport] !== undefined
  }

  get buffer(): Buffer {
    return (this.batch as OutgoingBatch).bytes
  }

  /** Whether the connection, and not a user of the stream, has paused it. */
  get isPaused(): boolean {
    return this.is(State.Paused)
  }

  get bufferedAmount(): number {
    this.flush()
    return this.socket.writableLength
  }

  /** For `writableLength` a large write is one step. What the handles count falls while it goes out; below TLS is another. */
  get unsent(): number {
    const handle = (this.socket as { _handle?: CountingHandle | null })._handle
    return this.socket.writableLength + (handle?.writeQueueSize ?? 0) + (handle?._parent?.writeQueueSize ?? 0)
  }

  get isCongested(): boolean {
    return this.socket.writableNeedDrain
  }

  get isGone(): boolean {
    return this.socket.destroyed
  }

  start(handler: TransportHandler): void {
    this.handler = handler
    const socket = this.socket as TransportSocket
    socket[kTransport] = this
    socket.on('close', onClose)
    socket.on('data', onData)
    socket.on('end', onEnd)
    socket.on('error', onError)
  }

  reserve(size: number): number {
    const { batch } = this
    if (batch === null) this.batch = this.begin(size)
    else if (batch.length + size > batch.bytes.length) this.makeRoom(batch, size)
    else return batch.length
    return (this.batch as OutgoingBatch).length
  }

  commit(end: number, onWritten?: WrittenCallback): void {
    const batch = this.batch as OutgoingBatch
    batch.length = end
    if (isCallback(onWritten)) batch.addNotice(new WrittenNotice(this, onWritten))
    if (this.holds === 0) this.schedule()
    else atExit(batch)
  }

  commitWith(end: number, payload: Uint8Array, onWritten?: WrittenCallback): void {
    const { socket, batch } = this
    if (batch !== null) batch.length = end
    const earlier = batch === null ? null : batch.notices
    const notices = isCallback(onWritten) ? [new WrittenNotice(this, onWritten)] : null
    socket.cork()
    this.flush()
    if (this.hasEnded) {
      socket.uncork()
      refuse(notices)
      return
    }
    socket.write(payload, writtenCallback(notices))
    socket.uncork()
    // While corked, nothing was out.
    if (earlier !== null) this.afterWrite(earlier)
    this.afterWrite(notices)
  }

  hold(): void {
    this.holds++
  }

  release(): void {
    this.holds--
    if (this.holds === 0) this.flush()
  }

  flush(): void {
    const { batch, socket } = this
    if (batch === null || batch.length === 0) return
    const { bytes, length, notices } = batch
    this.batch = null
    this.set(State.WasLarge, length > SMALLEST)
    forgetExit(batch)
    batch.end()
    if (this.hasEnded) {
      returnBuffer(bytes)
      refuse(notices)
      return
    }
    const copies = this.is(State.Copies)
    // Whether the stream will hold the bytes after it has taken them.
    const isHeld = !copies || socket.writableLength > 0
    if (isHeld && length <= bytes.length / 2) {
      // What waits in a queue holds no more memory than it needs.
      const exact = Buffer.from(bytes.subarray(0, length))
      returnBuffer(bytes)
      socket.write(exact, writtenCallback(notices))
    } else if (copies && isHeld) {
      // Behind a queue, the buffer can only be given back when the write is done.
      socket.write(bytes.subarray(0, length), givingBack(bytes, notices))
    } else {
      socket.write(bytes.subarray(0, length), writtenCallback(notices))
      if (copies && socket.writableLength === 0) returnBuffer(bytes)
    }
    this.afterWrite(notices)
  }

  onTurnEnd(): void {
    this.set(State.Gathering, false)
    this.set(State.ExpectsMore, this.is(State.HadMore))
    this.flush()
  }

  /** Whether the outgoing half has ended, and the other may go on: to write now would break that off. */
  private get hasEnded(): boolean {
    return this.socket.writableEnded && !this.socket.destroyed
  }

  private afterWrite(notices: readonly WrittenNotice[] | null): void {
    const { socket } = this
    // Also where the bytes went out at once: whoever saw the stream congested in the meantime waits for this.
    this.watchDrain()
    if (notices === null || socket.writableLength > 0 || socket.errored || socket.destroyed) return
    for (const notice of notices) notice.isOut = true
  }

  private watchTurnEnd(): void {
    if (this.is(State.Gathering)) return
    this.set(State.Gathering, true)
    atTurnEnd(this)
  }

  pause(): void {
    this.flush()
    this.set(State.Paused, true)
    this.socket.pause()
  }

  resume(): void {
    this.set(State.Paused, false)
    this.socket.resume()
  }

  discard(): void {
    this.set(State.Discarded, true)
    this.socket.off('data', onData)
    process.nextTick(resumeSocket, this.socket)
  }

  end(): void {
    this.flush()
    this.socket.end()
  }

  destroy(): void {
    this.flush()
    this.socket.destroy()
  }

  private is(state: number): boolean {
    return (this.state & state) !== 0
  }

  private set(state: number, isSo: boolean): void {
    this.state = isSo ? this.state | state : this.state & ~state
  }

  /** Begins to gather, with room for `size` bytes and for about as much as went out last. */
  private begin(size: number): OutgoingBatch {
    return OutgoingBatch.begin(this, this.is(State.WasLarge) ? Math.max(size, SMALLEST + 1) : size)
  }

  /** Goes on in a larger buffer, or flushes where one would be too large. */
  private makeRoom(batch: OutgoingBatch, size: number): void {
    if (batch.length + size > GROWS_UP_TO) this.flush()
    if (this.batch === null) {
      this.batch = OutgoingBatch.begin(this, size)
      return
    }
    const { bytes, length } = batch
    const larger = borrowBuffer(length + size)
    larger.set(bytes.subarray(0, length))
    returnBuffer(bytes)
    batch.bytes = larger
  }

  /** Writes at once, or at the end of the turn. */
  private schedule(): void {
    const isFirst = this.lastTurn !== openTurn()
    this.set(State.HadMore, !isFirst)
    if (isFirst) {
      if (!this.is(State.ExpectsMore)) this.flush()
      this.lastTurn = currentTurn()
    }
    // Nothing is left of a first send.
    if (this.batch !== null) this.watchTurnEnd()
  }

  private watchDrain(): void {
    if (this.is(State.NeedsDrain) || this.handler === null || !this.socket.writableNeedDrain) return
    this.set(State.NeedsDrain, true)
    this.socket.once('drain', () => {
      this.set(State.NeedsDrain, false)
      this.handler?.onDrain()
    })
  }

  /** @internal */
  receive(chunk: Buffer): void {
    this.holds++
    try {
      this.handler?.onData(chunk)
    } finally {
      this.release()
    }
  }

  /** @internal */
  ended(): void {
    this.handler?.onTransportEnd()
  }

  /** @internal */
  failed(error: Error): void {
    try {
      this.handler?.onTransportError(error)
    } finally {
      // Not every stream does so by itself.
      this.socket.destroy()
    }
  }

  /** @internal */
  closed(): void {
    const { socket } = this
    // A paused socket that is destroyed keeps what it had read: it is handed over before the end is told.
    const held = this.is(State.Discarded) || socket.readableEnded ? 0 : socket.readableLength
    socket.off('data', onData)
    try {
      if (held > 0) this.receive(socket.read(held))
    } finally {
      this.handler?.onTransportClose()
    }
  }
}

/** Facades pass on what their users gave them, which may be null. */
function isCallback(value: unknown): value is WrittenCallback {
  return typeof value === 'function'
}

/** What Node itself answers to a write after the end. */
function refuse(notices: readonly WrittenNotice[] | null): void {
  if (notices === null) return
  const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' })
  process.nextTick(giveAll, notices, [error])
}

/** What Node calls when a write is done, or could not be. */
function writtenCallback(notices: readonly WrittenNotice[] | null): WrittenCallback | undefined {
  return notices === null ? undefined : (...result) => giveAll(notices, result)
}

function givingBack(buffer: Buffer, notices: readonly WrittenNotice[] | null): WrittenCallback {
  return (...result) => {
    returnBuffer(buffer)
    if (notices !== null) giveAll(notices, result)
  }
}

function resumeSocket(socket: Duplex): void {
  socket.resume()
}

function onData(this: TransportSocket, chunk: Buffer): void {
  this[kTransport]?.receive(chunk)
}

function onEnd(this: TransportSocket): void {
  this[kTransport]?.ended()
}

function onClose(this: TransportSocket): void {
  this[kTransport]?.closed()
}

/** Stays on the socket after the close, so that a late error never goes unheard. */
function onError(this: TransportSocket, error: Error): void {
  this[kTransport]?.failed(error)
}
