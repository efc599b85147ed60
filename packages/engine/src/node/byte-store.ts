/** Memory as Node's `Buffer`. */

import type { ByteStore } from '../platform.js'

/** Chunks up to this size are kept alive by any part of them. */
const SMALL_CHUNK = 1024

type BufferConstructor = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer

/** The class behind `Buffer.from` and the rest: its constructor is the quickest way to a view. */
const FastBuffer = (Buffer.alloc(0).constructor as unknown as Record<symbol, BufferConstructor>)[
  Symbol.species
] as BufferConstructor

const empty = Buffer.alloc(0)

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
    if (size * 2 >= buffer.byteLength || buffer.byteLength <= SMALL_CHUNK) {
      return new FastBuffer(buffer, bytes.byteOffset + start, size)
    }
    const copy = Buffer.allocUnsafe(size)
    copy.set(new FastBuffer(buffer, bytes.byteOffset + start, size), 0)
    return copy
  },
}
