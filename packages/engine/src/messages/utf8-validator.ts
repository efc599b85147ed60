/**
 * Checks text that comes in pieces, and fails at the first piece in which it can no longer become UTF-8. Decodes nothing.
 *
 * The middle of a piece is checked by the platform at once. Only a character that is cut at the border of two pieces is
 * followed byte by byte. @rfc 6455 §8.1, 3629 §4
 */

import type { TextCodec } from '../platform.js'

export class Utf8Validator {
  /** Continuation bytes that the character at hand still needs. */
  private needed = 0
  /** The bounds of the next continuation byte. */
  private lower = 0x80
  private upper = 0xbf

  constructor(private readonly text: TextCodec) {}

  /** Whether the text may end here. */
  get isComplete(): boolean {
    return this.needed === 0
  }

  reset(): void {
    this.needed = 0
    this.lower = 0x80
    this.upper = 0xbf
  }

  /** Takes the next piece; returns false once the text is not UTF-8. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    for (; this.needed > 0 && at < end; at++) {
      if (!this.step(bytes[at])) return false
    }
    const cut = lastBoundary(bytes, at, end)
    if (cut > at && !this.text.isUtf8(bytes, at, cut)) return false
    for (at = cut; at < end; at++) {
      if (!this.step(bytes[at])) return false
    }
    return true
  }

  private step(byte: number): boolean {
    if (this.needed === 0) return this.lead(byte)
    if (byte < this.lower || byte > this.upper) return false
    this.lower = 0x80
    this.upper = 0xbf
    this.needed--
    return true
  }

  private lead(byte: number): boolean {
    if (byte < 0x80) return true
    if (byte < 0xc2 || byte > 0xf4) return false
    this.needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    if (byte === 0xe0) this.lower = 0xa0
    else if (byte === 0xed) this.upper = 0x9f
    else if (byte === 0xf0) this.lower = 0x90
    else if (byte === 0xf4) this.upper = 0x8f
    return true
  }
}

/** Where a character begins that may be cut at `end`; `end` if none is. */
function lastBoundary(bytes: Uint8Array, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back++) {
    const byte = bytes[end - back]
    if (byte < 0x80) return end
    if (byte >= 0xc0) {
      const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      return size > back ? end - back : end
    }
  }
  return end
}
