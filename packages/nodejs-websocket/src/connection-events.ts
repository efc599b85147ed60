/** What the engine reports, as the events of a `Connection`. */

import type { ConnectionFace, ConnectionHandler, MessageData, Violation } from '@rosetta-ws/engine'
import type { Connection } from './connection.js'
import { closeCodes } from './errors.js'
import { InStream } from './in-stream.js'
import { ReadyState } from './ready-state.js'
import { wholeInStream } from './whole-in-stream.js'

export class ConnectionEvents implements ConnectionHandler {
  /** The binary message that is being received, or null. */
  private stream: InStream | null = null
  private isResuming = false

  constructor(private readonly connection: Connection) {}

  onMessage(data: MessageData): void {
    if (this.isOpen) this.connection.emit('text', data)
  }

  onPiece(payload: Uint8Array, _isBinary: boolean, isLast: boolean): void {
    if (!this.isOpen) return
    if (this.stream !== null) this.add(this.stream, payload, isLast)
    else if (isLast) this.emitWhole(payload)
    else this.begin(payload)
  }

  onPing(payload: Uint8Array): void {
    const { connection } = this
    if (this.isOpen && connection.listenerCount('ping') > 0) connection.emit('ping', textOf(payload))
  }

  onPong(payload: Uint8Array): void {
    this.connection.emit('pong', textOf(payload))
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    this.connection.readyState = ReadyState.Closed
    this.endWith(code, textOf(reason))
  }

  onViolation(violation: Violation): void {
    this.connection.readyState = ReadyState.Closing
    this.endWith(closeCodes[violation], undefined)
  }

  /** In this dialect a connection is over for its user as soon as this side closes it. */
  onLocalClose(code: number, reason: Uint8Array): void {
    if (!this.isOpen) return
    this.onLocalEnd()
    this.endWith(code, textOf(reason))
  }

  onLocalEnd(): void {
    const { connection } = this
    if (!this.isOpen) return
    connection.readyState = ReadyState.Closing
    // What is received from now on is dropped, so no reader holds back the peer's Close.
    connection._engine?.resume()
  }

  onSendError(error: Error): void {
    this.connection._fail(error)
  }

  onTransportError(error: Error): void {
    this.connection._fail(error)
  }

  /** The peer will send no more: without a Close frame, this is the end. */
  onEnding(): void {
    const { closeCode, closeReason } = this.connection._engine as ConnectionFace
    this.onClosed(closeCode, closeReason)
  }

  onClosed(code: number, reason: Uint8Array): void {
    this.connection.readyState = ReadyState.Closed
    this.endWith(code, textOf(reason))
  }

  /** After `close` nothing but pongs and the peer's Close is of interest. */
  private get isOpen(): boolean {
    return this.connection.readyState === ReadyState.Open
  }

  private endWith(code: number, reason: string | undefined): void {
    const { stream } = this
    this.stream = null
    try {
      this.connection._emitFirstClose(code, reason)
    } finally {
      stream?.end()
    }
  }

  private emitWhole(payload: Uint8Array): void {
    const stream = wholeInStream(this.limit)
    try {
      this.connection.emit('binary', stream)
    } finally {
      stream.complete(payload)
    }
  }

  private begin(payload: Uint8Array): void {
    const stream = new InStream(this.limit)
    this.stream = stream
    stream._onRead = () => this.resumeSoon()
    try {
      // Nobody will ever read a message that nobody listens to.
      if (!this.connection.emit('binary', stream)) stream.resume()
    } finally {
      this.add(stream, payload, false)
    }
  }

  /** Bytes that may wait for the reader of a message before the socket is stopped. */
  private get limit(): number {
    return (this.connection.constructor as typeof Connection).maxBufferLength
  }

  /** Not within the call of `read`: what comes next may be an event of another kind. */
  private resumeSoon(): void {
    const engine = this.connection._engine as ConnectionFace
    if (this.isResuming || !engine.isPaused) return
    this.isResuming = true
    process.nextTick(() => {
      this.isResuming = false
      engine.resume()
    })
  }

  private add(stream: InStream, payload: Uint8Array, isLast: boolean): void {
    const wantsMore = stream.addData(payload)
    if (isLast) {
      this.stream = null
      stream.end()
    } else if (!wantsMore) {
      this.connection._engine?.pause()
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return (bytes as Buffer).toString()
}
