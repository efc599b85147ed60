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
import { borrowBuffer, returnBuffer } from './outgoing-buffer.js'
import { atExit, atTurnEnd, currentTurn, type ExitListener, forgetExit, NOWHERE, openTurn } from './turn.js'
import { giveAll, WrittenNotice } from './written-notice.js'

/** Up to so many bytes are gathered before they are written. */
const GROWS_UP_TO = 64 * 1024

const kTransport: unique symbol = Symbol('rosetta.transport')

interface TransportSocket extends Duplex {
  [kTransport]?: SocketTransport
}

export class SocketTransport implements Transport, ExitListener {
  /** The stream. Flush before you hand it to anybody. */
  readonly socket: Duplex
  /** Whether the connection, and not a user of the stream, has paused it. */
  isPaused = false
  /** @internal */
  exitPlace: number = NOWHERE

  private handler: TransportHandler | null = null
  /** Whether a write copies the bytes before it returns an empty queue, so that the buffer can be used again. */
  private readonly copies: boolean
  private current: Buffer | null = null
  private length = 0
  /** Bytes that went out last: about so many will go out next. */
  private lastLength = 0
  private notices: WrittenNotice[] | null = null
  private holds = 0
  private isGathering = false
  private expectsMore = false
  private lastTurn = -1
  private commitsInTurn = 0
  private needsDrain = false
  private discarded = false

  constructor(socket: Duplex) {
    this.socket = socket
    this.copies = socket instanceof Socket
  }

  get buffer(): Buffer {
    return this.current as Buffer
  }

  get bufferedAmount(): number {
    this.flush()
    return this.socket.writableLength
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
    const { current, length } = this
    if (current === null) this.current = borrowBuffer(Math.max(size, this.lastLength))
    else if (length + size > current.length) this.makeRoom(current, size)
    return this.length
  }

  commit(end: number, onWritten?: WrittenCallback): void {
    this.length = end
    if (onWritten !== undefined) this.addNotice(onWritten)
    if (this.holds === 0) this.schedule()
    else atExit(this)
  }

  commitWith(end: number, payload: Uint8Array, onWritten?: WrittenCallback): void {
    const { socket } = this
    this.length = end
    const notices = onWritten === undefined ? null : [new WrittenNotice(this, onWritten)]
    socket.cork()
    this.flush()
    if (this.hasEnded) {
      socket.uncork()
      refuse(notices)
      return
    }
    socket.write(payload, writtenCallback(notices))
    socket.uncork()
    this.afterWrite(notices)
  }

  hold(): void {
    this.holds++
  }

  release(): void {
    this.holds--
    if (this.holds === 0 && this.length > 0) this.flush()
  }

  flush(): void {
    const { current, length, socket, notices } = this
    if (length === 0) return
    this.lastLength = length
    this.length = 0
    this.notices = null
    this.current = null
    forgetExit(this)
    const bytes = current as Buffer
    if (this.hasEnded) {
      returnBuffer(bytes)
      refuse(notices)
      return
    }
    // Whether the stream will hold the bytes after it has taken them.
    const isHeld = !this.copies || socket.writableLength > 0
    if (isHeld && length <= bytes.length / 2) {
      // What waits in a queue holds no more memory than it needs.
      const exact = Buffer.from(bytes.subarray(0, length))
      returnBuffer(bytes)
      socket.write(exact, writtenCallback(notices))
    } else if (this.copies && isHeld) {
      // Behind a queue, the buffer can only be given back when the write is done.
      socket.write(bytes.subarray(0, length), givingBack(bytes, notices))
    } else {
      socket.write(bytes.subarray(0, length), writtenCallback(notices))
      if (this.copies && socket.writableLength === 0) returnBuffer(bytes)
    }
    this.afterWrite(notices)
  }

  onTurnEnd(): void {
    this.isGathering = false
    this.expectsMore = this.commitsInTurn > 1
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
    if (this.isGathering) return
    this.isGathering = true
    atTurnEnd(this)
  }

  pause(): void {
    this.flush()
    this.isPaused = true
    this.socket.pause()
  }

  resume(): void {
    this.isPaused = false
    this.socket.resume()
  }

  discard(): void {
    this.discarded = true
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

  /** Goes on in a larger buffer, or flushes where one would be too large. */
  private makeRoom(current: Buffer, size: number): void {
    const { length } = this
    if (length + size > GROWS_UP_TO) this.flush()
    if (this.current === null) {
      this.current = borrowBuffer(size)
      return
    }
    const larger = borrowBuffer(this.length + size)
    larger.set(current.subarray(0, this.length))
    returnBuffer(current)
    this.current = larger
  }

  private addNotice(onWritten: WrittenCallback): void {
    const notice = new WrittenNotice(this, onWritten)
    if (this.notices === null) this.notices = [notice]
    else this.notices.push(notice)
  }

  /** Writes at once, or at the end of the turn. */
  private schedule(): void {
    if (this.lastTurn !== openTurn()) {
      this.commitsInTurn = 0
      if (!this.expectsMore) this.flush()
      this.lastTurn = currentTurn()
    }
    this.commitsInTurn++
    // Nothing is left of a first send.
    if (this.length > 0) this.watchTurnEnd()
  }

  private watchDrain(): void {
    if (this.needsDrain || this.handler === null || !this.socket.writableNeedDrain) return
    this.needsDrain = true
    this.socket.once('drain', () => {
      this.needsDrain = false
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
    const held = this.discarded || socket.readableEnded ? 0 : socket.readableLength
    socket.off('data', onData)
    try {
      if (held > 0) this.receive(socket.read(held))
    } finally {
      this.handler?.onTransportClose()
    }
  }
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
