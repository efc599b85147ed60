/** Memory as Node's `Buffer`. */

import { copyMasked, copyMaskedWords, maskInPlace, memoryOf } from '../frames/masking.js'
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

/** Memory that payloads share, one after the other, as those of Node's own `Buffer.from` do. */
class Slab {
  private memory: Buffer
  /** The memory's own object, since asking for it costs more than the rest of a small copy. */
  private buffer: ArrayBufferLike
  private words: Uint32Array
  private used = 0

  constructor(private readonly size: number) {
    this.memory = Buffer.allocUnsafeSlow(size)
    this.buffer = this.memory.buffer
    this.words = new Uint32Array(this.buffer)
  }

  /** Copies a span, unmasked on the way. The buffer it returns is the only object that is made. */
  copy(bytes: Uint8Array, start: number, end: number, maskingKey: number): Buffer {
    const size = end - start
    if (this.used + size + 6 > this.size) this.renew()
    const free = this.used
    // A word more than the payload needs, since it keeps its place within a word.
    this.used = (free + size + 6) & ~3
    if (size > WORDS_UP_TO) {
      copyMasked(bytes, start, end, this.memory, free, maskingKey)
      return new FastBuffer(this.buffer, free, size)
    }
    const at = copyMaskedWords(bytes, start, end, this.words, free, maskingKey)
    return new FastBuffer(this.buffer, at, size)
  }

  private renew(): void {
    this.memory = Buffer.allocUnsafeSlow(this.size)
    this.buffer = this.memory.buffer
    this.words = new Uint32Array(this.buffer)
    this.used = 0
  }
}

/** Above this many bytes, a copy by words is slower than a native one with SIMD instructions. */
const WORDS_UP_TO = 768

/** Payloads up to so many bytes share a slab. */
const SMALL_PAYLOAD = 1024
const MEDIUM_PAYLOAD = 4096
const smallSlab = new Slab(16 * 1024)
const mediumSlab = new Slab(32 * 1024)

export const byteStore: ByteStore = {
  empty,

  allocate(size) {
    return Buffer.allocUnsafeSlow(size)
  },

  copy(bytes) {
    return bytes.length === 0 ? empty : copyOf(bytes, 0, bytes.length, 0)
  },

  view(bytes, start, end) {
    return new FastBuffer(bytes.buffer, bytes.byteOffset + start, end - start)
  },

  keep(bytes, start, end, maskingKey) {
    const size = end - start
    if (size === 0) return empty
    const { buffer, size: pinned, offset } = memoryOf(bytes)
    if (size * MOST_PINNED >= pinned || pinned <= SMALL_CHUNK) {
      maskInPlace(bytes, start, end, maskingKey)
      return new FastBuffer(buffer, offset + start, size)
    }
    return copyOf(bytes, start, end, maskingKey)
  },
}

function copyOf(bytes: Uint8Array, start: number, end: number, maskingKey: number): Buffer {
  const size = end - start
  if (size <= SMALL_PAYLOAD) return smallSlab.copy(bytes, start, end, maskingKey)
  if (size <= MEDIUM_PAYLOAD) return mediumSlab.copy(bytes, start, end, maskingKey)
  const copy = Buffer.allocUnsafeSlow(size)
  copyMasked(bytes, start, end, copy, 0, maskingKey)
  return copy
}
