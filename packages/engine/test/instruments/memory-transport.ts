/** A byte stream in memory with the manners of a Node socket: events come in later turns, a paused stream keeps what comes. */

import {
  MAX_RESERVE,
  type Transport,
  type TransportHandler,
  type WrittenCallback,
} from '../../src/connection/transport.js'
import type { VirtualTime } from './virtual-time.js'

type Incoming = { readonly bytes: Uint8Array } | 'end'

export class MemoryTransport implements Transport {
  readonly buffer: Uint8Array = Buffer.alloc(MAX_RESERVE)
  isCongested = false
  /** Whether the peer takes no bytes: what is written stays, and its callbacks wait. */
  isStuck = false
  isPaused = false
  isDestroyed = false
  isEnded = false
  discards = 0
  writes = 0
  private handler: TransportHandler | null = null
  private length = 0
  private holds = 0
  private callbacks: (WrittenCallback | undefined)[] = []
  private readonly sent: Uint8Array[] = []
  private stuckBytes = 0
  private stuckCallbacks: (WrittenCallback | undefined)[] = []
  private incoming: Incoming[] = []
  private isDelivering = false
  private sawEnd = false
  private isReportedGone = false

  constructor(private readonly time: VirtualTime) {}

  /** All bytes that went out. */
  get output(): Buffer {
    this.flush()
    return Buffer.concat(this.sent)
  }

  get isGone(): boolean {
    return this.isDestroyed
  }

  get bufferedAmount(): number {
    this.flush()
    return this.stuckBytes
  }

  get unsent(): number {
    return this.stuckBytes
  }

  start(handler: TransportHandler): void {
    this.handler = handler
  }

  reserve(size: number): number {
    if (size > MAX_RESERVE) throw new Error(`${size} bytes reserved`)
    if (this.length + size > MAX_RESERVE) this.flush()
    return this.length
  }

  commit(end: number, onWritten?: WrittenCallback): void {
    this.length = end
    this.callbacks.push(onWritten)
    if (this.holds === 0) this.flush()
  }

  commitWith(end: number, payload: Uint8Array, onWritten?: WrittenCallback): void {
    this.length = end
    this.flush()
    this.write(payload, [onWritten])
  }

  hold(): void {
    this.holds++
  }

  release(): void {
    if (--this.holds < 0) throw new Error('Released more often than held')
    if (this.holds === 0) this.flush()
  }

  flush(): void {
    if (this.length === 0) return
    const { callbacks, length } = this
    const bytes = Uint8Array.from(this.buffer.subarray(0, length))
    this.length = 0
    this.callbacks = []
    // The buffer is used again: nobody may count on what was in it.
    this.buffer.fill(0xee, 0, length)
    this.write(bytes, callbacks)
  }

  private write(bytes: Uint8Array, callbacks: (WrittenCallback | undefined)[]): void {
    this.writes++
    if (this.isDestroyed || this.isEnded) {
      this.callBack(callbacks, new Error(this.isDestroyed ? 'destroyed' : 'write after end'))
      return
    }
    this.sent.push(bytes)
    if (this.isStuck) {
      this.stuckBytes += bytes.length
      this.stuckCallbacks.push(...callbacks)
    } else {
      this.callBack(callbacks, null)
    }
  }

  private callBack(callbacks: readonly (WrittenCallback | undefined)[], error: Error | null): void {
    for (const callback of callbacks) if (callback !== undefined) this.time.defer(() => callback(error))
  }

  /** The peer takes some of what was written. */
  take(bytes: number): void {
    this.stuckBytes -= bytes
  }

  /** The peer takes what was written. */
  unstick(): void {
    if (this.isDestroyed) return
    this.isStuck = false
    this.isCongested = false
    this.stuckBytes = 0
    this.callBack(this.stuckCallbacks, null)
    this.stuckCallbacks = []
    this.time.defer(() => this.isDestroyed || this.handler?.onDrain())
    this.closeWhenBothEnded()
  }

  pause(): void {
    this.flush()
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    if (this.incoming.length > 0) this.time.defer(() => this.pump())
  }

  discard(): void {
    this.discards++
    this.time.defer(() => this.resume())
  }

  end(): void {
    this.flush()
    this.isEnded = true
    this.closeWhenBothEnded()
  }

  destroy(): void {
    this.flush()
    if (this.isDestroyed) return
    this.isDestroyed = true
    this.failStuck(new Error('destroyed'))
    this.time.defer(() => this.reportGone())
  }

  private failStuck(error: Error): void {
    this.callBack(this.stuckCallbacks, error)
    this.stuckCallbacks = []
    this.stuckBytes = 0
  }

  private reportGone(): void {
    if (this.isReportedGone) return
    this.isReportedGone = true
    const rest = this.discards > 0 ? [] : this.incoming
    this.incoming = []
    for (const each of rest) if (each !== 'end') this.hand(each.bytes)
    this.guarded(() => this.handler?.onTransportClose())
  }

  // ── The peer's side ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Bytes come; they are handed over at once unless the stream is paused. */
  receive(bytes: Uint8Array): void {
    this.incoming.push({ bytes })
    this.time.work(() => this.pump())
  }

  /** The peer ends its half. */
  receiveEnd(): void {
    this.incoming.push('end')
    this.time.work(() => this.pump())
  }

  /** The path breaks. */
  fail(error: Error): void {
    if (this.isDestroyed) return
    this.isDestroyed = true
    this.time.work(() => this.guarded(() => this.handler?.onTransportError(error)))
    this.failStuck(error)
    this.time.defer(() => this.reportGone())
  }

  /** The stream closes without a word. */
  vanish(): void {
    this.isDestroyed = true
    this.failStuck(new Error('destroyed'))
    this.time.work(() => this.reportGone())
  }

  private pump(): void {
    if (this.isDelivering) return
    this.isDelivering = true
    while (this.incoming.length > 0 && !this.isPaused && !this.isDestroyed) {
      const next = this.incoming.shift() as Incoming
      if (next !== 'end') {
        this.hand(next.bytes)
      } else {
        this.sawEnd = true
        this.guarded(() => this.handler?.onTransportEnd())
      }
    }
    this.isDelivering = false
    this.closeWhenBothEnded()
  }

  /** A stream of which both halves have ended closes by itself. */
  private closeWhenBothEnded(): void {
    if (this.isEnded && this.sawEnd && !this.isStuck) this.destroy()
  }

  private hand(bytes: Uint8Array): void {
    if (this.discards > 0) return
    this.hold()
    this.guarded(() => this.handler?.onData(bytes))
    this.release()
  }

  /** An error of a listener is noted, and the stream goes on: so it is where `uncaughtException` is listened to. */
  private guarded(report: () => void): void {
    try {
      report()
    } catch (error) {
      this.time.uncaught.push(error)
    }
  }
}
