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
const SIMD_FROM = 768

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
  masker(bufferOf(source), source.byteOffset + start, end - start, target, at, key)
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
  const { offset, words } = memoryOf(bytes)
  let i = start
  for (; ((offset + i) & 3) !== 0; i++) {
    bytes[i] ^= key & 0xff
    key = (key >>> 8) | (key << 24)
  }
  const wordKey = littleEndian ? key : swap(key)
  let word = (offset + i) >>> 2
  const stop = (offset + end) >>> 2
  for (const stop4 = stop - 3; word < stop4; word += 4) {
    words[word] ^= wordKey
    words[word + 1] ^= wordKey
    words[word + 2] ^= wordKey
    words[word + 3] ^= wordKey
  }
  for (; word < stop; word++) words[word] ^= wordKey
  maskBytes(bytes, stop * 4 - offset, end, key)
}

/**
 * Copies a span to `target`, unmasked on the way, a word at a time: the span keeps its place within a word, and whole words are
 * written, so that up to three bytes before and behind it change as well.
 *
 * @param at a multiple of four
 * @returns where the span begins in `target`, in bytes
 */
export function copyMaskedWords(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint32Array,
  at: number,
  key: number,
): number {
  const { offset, words } = memoryOf(source)
  const first = offset + start
  const phase = first & 3
  const turned = rotateMaskingKey(key, 4 - phase)
  const wordKey = littleEndian ? turned : swap(turned)
  let from = first >>> 2
  let to = at >>> 2
  const last = (offset + end + 3) >>> 2
  const stop = Math.min(last, words.length)
  for (const stop4 = stop - 3; from < stop4; from += 4) {
    target[to] = words[from] ^ wordKey
    target[to + 1] = words[from + 1] ^ wordKey
    target[to + 2] = words[from + 2] ^ wordKey
    target[to + 3] = words[from + 3] ^ wordKey
    to += 4
  }
  for (; from < stop; from++) target[to++] = words[from] ^ wordKey
  if (from < last) target[to] = lastWordOf(source, from * 4 - offset) ^ wordKey
  return at + phase
}

/** The bytes from `at` on as a word, where the memory ends within it. */
function lastWordOf(bytes: Uint8Array, at: number): number {
  const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)
  return littleEndian ? word : swap(word)
}

function swap(key: number): number {
  return (key << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24)
}

/** The memory under a span of bytes. */
export interface Memory {
  readonly buffer: ArrayBufferLike
  /** Bytes. */
  readonly size: number
  /** Where the span begins in it, in bytes. */
  readonly offset: number
  /** All its whole words of 32 bits. */
  readonly words: Uint32Array
}

const noMemory: Memory = { buffer: new ArrayBuffer(0), size: 0, offset: 0, words: new Uint32Array(0) }

/** What was looked up last: the frames of one chunk share it. */
let lastBytes: Uint8Array | null = null
let lastMemory: Memory = noMemory

/** Looks up the memory under `bytes`, once for all the frames of a chunk. */
export function memoryOf(bytes: Uint8Array): Memory {
  if (bytes !== lastBytes) {
    const { buffer, byteOffset } = bytes
    const size = buffer.byteLength
    lastMemory = { buffer, size, offset: byteOffset, words: new Uint32Array(buffer as ArrayBuffer, 0, size >>> 2) }
    lastBytes = bytes
  }
  return lastMemory
}

/** `bytes.buffer`, quicker where it was looked up. */
function bufferOf(bytes: Uint8Array): ArrayBufferLike {
  return bytes === lastBytes ? lastMemory.buffer : bytes.buffer
}

/** Forgets what was looked up last, so that it does not keep a chunk alive. */
export function releaseMemory(): void {
  lastBytes = null
  lastMemory = noMemory
}
