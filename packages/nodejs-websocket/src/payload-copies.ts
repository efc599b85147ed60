/**
 * Copies of payloads that their sender may change again, in memory that is used again and again: to touch fresh memory
 * costs more than to copy. What the copies are for is not its concern.
 */

/** Bytes of the smallest and of the largest memory that is kept. */
const SMALLEST = 32 * 1024
const LARGEST = 1024 * 1024
/** Bytes of free memory that are kept at most. */
const MAX_FREE_BYTES = 4 * 1024 * 1024

/** By the size of the memory, a power of two. */
const free = new Map<number, Buffer[]>()
let freeBytes = 0

/** A copy. Give it back when nobody reads it any more, or leave it to the garbage collector. */
export function lendCopy(bytes: Uint8Array): Buffer {
  if (bytes.length > LARGEST) return Buffer.from(bytes)
  const size = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(bytes.length)))
  const memory = take(size) ?? Buffer.allocUnsafeSlow(size)
  memory.set(bytes)
  return memory.subarray(0, bytes.length)
}

/** Takes back the memory of a copy of `lendCopy`, which is not to be read after this. */
export function giveBack(copy: Buffer): void {
  const size = copy.buffer.byteLength
  if (size > LARGEST || freeBytes + size > MAX_FREE_BYTES) return
  const list = free.get(size)
  const memory = Buffer.from(copy.buffer)
  if (list === undefined) free.set(size, [memory])
  else list.push(memory)
  freeBytes += size
}

function take(size: number): Buffer | undefined {
  const memory = free.get(size)?.pop()
  if (memory !== undefined) freeBytes -= size
  return memory
}
