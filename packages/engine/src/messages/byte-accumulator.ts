/** Joins spans of bytes to one. Memory grows with what has come, never with what a header promises. */

import { copyMasked } from '../frames/masking.js'
import type { ByteStore } from '../platform.js'

/** The first allocation when more is to come. */
const FIRST_BYTES = 1024
/** How much further than what is needed a new allocation goes. */
const GROWTH = 4

export class ByteAccumulator {
  bytes: Uint8Array | null = null
  length = 0

  constructor(private readonly store: ByteStore) {}

  /**
   * Appends a span, unmasked on the way.
   *
   * @param toCome bytes that are announced beyond this span
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
    const { bytes, length } = this
    this.bytes = null
    this.length = 0
    if (bytes === null) return this.store.allocate(0)
    return bytes.length === length ? bytes : this.store.keep(bytes, 0, length, 0)
  }

  clear(): void {
    this.bytes = null
    this.length = 0
  }

  private grow(needed: number, toCome: number): void {
    const wanted = toCome > 0 ? Math.min(needed + toCome, Math.max(needed * GROWTH, FIRST_BYTES)) : needed * GROWTH
    const grown = this.store.allocate(Math.max(needed, wanted))
    if (this.length > 0) grown.set((this.bytes as Uint8Array).subarray(0, this.length))
    this.bytes = grown
  }
}
