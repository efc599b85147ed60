/** The buffers that frames are written into on their way out, shared by all connections. Writes nothing itself. */

import { MAX_RESERVE } from '../connection/transport.js'

/** Bytes of the buffers: for the few frames of a broadcast, for what most turns hold, and for the longest text. */
export const BUFFER_SIZES = [4 * 1024, 64 * 1024, MAX_RESERVE] as const

/** Free buffers that are kept at most: 4 MiB of each size. */
const MAX_FREE_BYTES = 4 * 1024 * 1024

const [SMALL, USUAL] = BUFFER_SIZES
const small: Buffer[] = []
const usual: Buffer[] = []
const large: Buffer[] = []

/**
 * The smallest buffer that holds `size` bytes, at most `MAX_RESERVE`. Give it back when nobody reads it any more, or leave it
 * to the garbage collector.
 */
export function borrowBuffer(size: number): Buffer {
  if (size <= SMALL) return small.pop() ?? Buffer.allocUnsafeSlow(SMALL)
  if (size <= USUAL) return usual.pop() ?? Buffer.allocUnsafeSlow(USUAL)
  return large.pop() ?? Buffer.allocUnsafeSlow(MAX_RESERVE)
}

export function returnBuffer(buffer: Buffer): void {
  const { length } = buffer
  const free = length === SMALL ? small : length === USUAL ? usual : large
  if (free.length * length < MAX_FREE_BYTES) free.push(buffer)
}
