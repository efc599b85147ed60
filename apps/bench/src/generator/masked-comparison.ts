/**
 * Compares masked bytes with a body by words, without unmasking them into memory of their own. Not frames.
 *
 * @rfc 6455 §5.3
 */

const SCRATCH = new Uint8Array(256 * 1024)
const SCRATCH_WORDS = new Int32Array(SCRATCH.buffer)
const KEY = new Uint8Array(4)
const KEY_WORD = new Int32Array(KEY.buffer)

/** One expected body. */
export class MaskedComparison {
  readonly #bytes: Uint8Array
  readonly #words: Int32Array

  /** @param body starts at the beginning of its own memory, as `makeBodies` gives it */
  constructor(body: Uint8Array) {
    this.#bytes = body
    this.#words = new Int32Array(body.buffer, 0, body.length >> 2)
  }

  /**
   * True if `span` unmasked is what the body has from `place` on.
   * @param phase place of the span in its frame
   */
  matches(span: Uint8Array, place: number, maskingKey: Uint8Array, phase: number): boolean {
    if (place + span.length > this.#bytes.length) return false
    let at = 0
    while (at < span.length && (place + at) & 3) {
      if ((span[at] ^ maskingKey[(phase + at) & 3]) !== this.#bytes[place + at]) return false
      at++
    }
    for (let i = 0; i < 4; i++) KEY[i] = maskingKey[(phase + at + i) & 3]
    const key = KEY_WORD[0]
    while (span.length - at >= 4) {
      const size = Math.min(SCRATCH.length, (span.length - at) & ~3)
      SCRATCH.set(span.subarray(at, at + size))
      const first = (place + at) >> 2
      const words = size >> 2
      for (let i = 0; i < words; i++) if ((SCRATCH_WORDS[i] ^ key) !== this.#words[first + i]) return false
      at += size
    }
    for (; at < span.length; at++) {
      if ((span[at] ^ maskingKey[(phase + at) & 3]) !== this.#bytes[place + at]) return false
    }
    return true
  }
}
