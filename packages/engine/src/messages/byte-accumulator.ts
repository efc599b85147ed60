/**
 * Joins spans of bytes to one. Memory grows with what has come, never with what a header promises.
 *
 * A large span that is not the last is held where it is, masked as it came, and copied once: when all has come, so that it is
 * in the caches for whoever gets it; or, where that is too much for them, when enough has come to allocate all.
 */

import { copyMasked } from '../frames/masking.js'
import type { ByteStore } from '../platform.js'

/** The first allocation when more is to come. */
const FIRST_BYTES = 1024
/** How much further than what has come an allocation goes. */
const GROWTH = 4
/** Spans from this many bytes on are held rather than copied twice. */
const HELD_FROM = 16 * 1024
/** Up to this many bytes are joined when all has come. */
const JOINED_AT_ONCE = 1024 * 1024

/** What is to come where nobody has said how much. */
export const UNKNOWN = Number.POSITIVE_INFINITY

/** A span that waits to be copied, and the one behind it. */
interface HeldSpan {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly maskingKey: number
  next: HeldSpan | null
}

export class ByteAccumulator {
  /** What was joined so far, unless spans are held. */
  bytes: Uint8Array | null = null
  /** Bytes that have come. */
  length = 0

  /** The first and the last of the spans that are held. They are all that has come: then there are no `bytes`. */
  private held: HeldSpan | null = null
  private heldEnd: HeldSpan | null = null

  constructor(private readonly store: ByteStore) {}

  /**
   * Appends a span. Nobody may change it afterwards.
   *
   * @param toCome bytes that are announced beyond this span, or `UNKNOWN`
   */
  add(source: Uint8Array, start: number, end: number, maskingKey: number, toCome: number): void {
    if (!this.holds(source, end - start, toCome)) {
      this.append(source, start, end, maskingKey, toCome)
      return
    }
    if (this.bytes !== null) this.hold(this.bytes, 0, this.length, 0)
    this.bytes = null
    this.hold(source, start, end, maskingKey)
    this.length += end - start
  }

  /**
   * Appends a span, unmasked on the way, whose bytes are looked at before all has come.
   *
   * @returns where the span begins in `bytes`
   */
  append(source: Uint8Array, start: number, end: number, maskingKey: number, toCome: number): number {
    const at = this.length
    const needed = at + end - start
    if (this.bytes === null || this.bytes.length < needed) this.grow(needed, toCome)
    copyMasked(source, start, end, this.bytes as Uint8Array, at, maskingKey)
    this.length = needed
    return at
  }

  /** Hands over what was joined, in memory of its own, and starts anew. */
  take(): Uint8Array {
    if (this.held !== null) this.grow(this.length, 0)
    const { bytes, length } = this
    this.clear()
    if (bytes === null) return this.store.allocate(0)
    return bytes.length === length ? bytes : this.store.keep(bytes, 0, length, 0)
  }

  clear(): void {
    this.bytes = null
    this.length = 0
    this.held = null
    this.heldEnd = null
  }

  private holds(source: Uint8Array, size: number, toCome: number): boolean {
    if (size < HELD_FROM || toCome === 0) return false
    const needed = this.length + size
    if (this.bytes !== null && this.bytes.length >= needed) return false
    return (
      (needed + toCome <= JOINED_AT_ONCE || toCome > needed * (GROWTH - 1)) && source.buffer.byteLength <= size * GROWTH
    )
  }

  private hold(bytes: Uint8Array, start: number, end: number, maskingKey: number): void {
    const span = { bytes, start, end, maskingKey, next: null }
    if (this.heldEnd === null) this.held = span
    else this.heldEnd.next = span
    this.heldEnd = span
  }

  private grow(needed: number, toCome: number): void {
    const grown = this.store.allocate(Math.min(needed + toCome, Math.max(needed * GROWTH, FIRST_BYTES)))
    if (this.bytes !== null) copyMasked(this.bytes, 0, this.length, grown, 0, 0)
    let at = 0
    for (let span = this.held; span !== null; span = span.next) {
      copyMasked(span.bytes, span.start, span.end, grown, at, span.maskingKey)
      at += span.end - span.start
    }
    this.held = null
    this.heldEnd = null
    this.bytes = grown
  }
}
