/**
 * Masks and unmasks payload bytes: an XOR with a key of four bytes that goes round. Knows nothing of frames.
 *
 * A key is a 32-bit integer whose lowest byte is for the first byte of the span. After a span of n bytes it goes on with
 * `rotateMaskingKey(key, n)`. @rfc 6455 §5.3
 */

import { simdMasker } from './simd-masking.js'

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

/** Below this many bytes, single bytes are quicker than a view of words. */
const WORDS_FROM = 48
/** From this many bytes on, SIMD instructions are quicker than words, the copy to their memory and back included. */
const SIMD_FROM = 2048

/** The key for the bytes that follow `count` bytes. */
export function rotateMaskingKey(key: number, count: number): number {
  const bits = (count & 3) << 3
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits))
}

/** Masks or unmasks `bytes` from `start` to `end` where they are. */
export function maskInPlace(bytes: Uint8Array, start: number, end: number, key: number): void {
  if (key === 0) return
  const length = end - start
  if (length < WORDS_FROM) maskBytes(bytes, start, end, key)
  else if (length < SIMD_FROM || !maskBySimd(bytes, start, end, bytes, start, key)) maskWords(bytes, start, end, key)
}

/** Copies `source` from `start` to `end` to `target` at `at`, masked or unmasked on the way. */
export function copyMasked(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  key: number,
): void {
  const length = end - start
  if (length < WORDS_FROM) {
    for (let i = 0; i < length; i++) {
      target[at + i] = source[start + i] ^ (key & 0xff)
      key = (key >>> 8) | (key << 24)
    }
    return
  }
  if (key !== 0 && length >= SIMD_FROM && maskBySimd(source, start, end, target, at, key)) return
  target.set(length === source.length ? source : source.subarray(start, end), at)
  maskInPlace(target, at, at + length, key)
}

function maskBySimd(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  key: number,
): boolean {
  const masker = simdMasker()
  if (masker === null) return false
  // The module's words are little-endian on every host, as the key's bytes are.
  masker(source, start, end, target, at, key)
  return true
}

function maskBytes(bytes: Uint8Array, start: number, end: number, key: number): void {
  const k0 = key & 0xff
  const k1 = (key >>> 8) & 0xff
  const k2 = (key >>> 16) & 0xff
  const k3 = key >>> 24
  let i = start
  for (const stop = end - 3; i < stop; i += 4) {
    bytes[i] ^= k0
    bytes[i + 1] ^= k1
    bytes[i + 2] ^= k2
    bytes[i + 3] ^= k3
  }
  if (i < end) bytes[i] ^= k0
  if (i + 1 < end) bytes[i + 1] ^= k1
  if (i + 2 < end) bytes[i + 2] ^= k2
}

function maskWords(bytes: Uint8Array, start: number, end: number, key: number): void {
  const base = bytes.byteOffset
  let i = start
  for (; ((base + i) & 3) !== 0; i++) {
    bytes[i] ^= key & 0xff
    key = (key >>> 8) | (key << 24)
  }
  const words = wordsOf(bytes.buffer)
  const wordKey = littleEndian ? key : swap(key)
  let word = (base + i) >>> 2
  const stop = (base + end) >>> 2
  for (const stop4 = stop - 3; word < stop4; word += 4) {
    words[word] ^= wordKey
    words[word + 1] ^= wordKey
    words[word + 2] ^= wordKey
    words[word + 3] ^= wordKey
  }
  for (; word < stop; word++) words[word] ^= wordKey
  maskBytes(bytes, stop * 4 - base, end, key)
}

function swap(key: number): number {
  return (key << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24)
}

/** The last view that was made: the frames of one chunk share it. */
let lastBuffer: ArrayBufferLike | null = null
let lastWords = new Uint32Array(0)

/** The 32-bit words of a buffer. The view is made once for all the frames of a chunk. */
export function wordsOf(buffer: ArrayBufferLike): Uint32Array {
  if (buffer !== lastBuffer) {
    lastWords = new Uint32Array(buffer as ArrayBuffer, 0, buffer.byteLength >>> 2)
    lastBuffer = buffer
  }
  return lastWords
}

/** Forgets the last view, so that it does not keep a chunk alive. */
export function releaseMaskingView(): void {
  if (lastBuffer === null) return
  lastBuffer = null
  lastWords = noWords
}

const noWords: Uint32Array<ArrayBuffer> = lastWords
