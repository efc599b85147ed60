/** Memory as Node's `Buffer`. */

import { wordsOf } from '../frames/masking.js'
import type { ByteStore } from '../platform.js'

/** Chunks up to this size are kept alive by any part of them. */
const SMALL_CHUNK = 1024

type BufferConstructor = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer

/** The class behind `Buffer.from` and the rest: its constructor is the quickest way to a view. */
const FastBuffer = (Buffer.alloc(0).constructor as unknown as Record<symbol, BufferConstructor>)[
  Symbol.species
] as BufferConstructor

const empty = Buffer.alloc(0)

/** A payload that is handed out as a view keeps at most this many times its own size alive. */
const MOST_PINNED = 4

/** Payloads up to this size are copied into a slab that they share, as Node's own `Buffer.from` does. */
const SMALL_PAYLOAD = 1024
const SLAB_BYTES = 8 * 1024

let slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES)
let slabWords = new Uint32Array(slab.buffer)
let used = 0

export const byteStore: ByteStore = {
  empty,

  allocate(size) {
    return Buffer.allocUnsafeSlow(size)
  },

  view(bytes, start, end) {
    return new FastBuffer(bytes.buffer, bytes.byteOffset + start, end - start)
  },

  keep(bytes, start, end) {
    const size = end - start
    if (size === 0) return empty
    const { buffer } = bytes
    if (size * MOST_PINNED >= buffer.byteLength || buffer.byteLength <= SMALL_CHUNK) {
      return new FastBuffer(buffer, bytes.byteOffset + start, size)
    }
    if (size <= SMALL_PAYLOAD) return copySmall(bytes, start, size)
    const copy = Buffer.allocUnsafeSlow(size)
    copy.set(new FastBuffer(buffer, bytes.byteOffset + start, size), 0)
    return copy
  },
}

/**
 * Copies a small payload into the slab, word by word: it gets the same alignment there as it has in its chunk. That needs no
 * view of the chunk, so that the result is the only object that is made.
 */
function copySmall(bytes: Uint8Array, start: number, size: number): Buffer {
  const source = bytes.byteOffset + start
  if (used + size + 3 > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES)
    slabWords = new Uint32Array(slab.buffer)
    used = 0
  }
  const target = used + (source & 3)
  used = (target + size + 3) & ~3
  // The words of the slab before and behind the payload are nobody's, so that whole words may be copied.
  const words = wordsOf(bytes.buffer)
  const lastWord = (source + size - 1) >>> 2
  if (lastWord >= words.length) {
    for (let i = 0; i < size; i++) slab[target + i] = bytes[start + i]
  } else {
    let to = target >>> 2
    for (let from = source >>> 2; from <= lastWord; from++) slabWords[to++] = words[from]
  }
  return new FastBuffer(slab.buffer, target, size)
}
