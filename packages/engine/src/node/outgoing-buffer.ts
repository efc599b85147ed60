/** The buffers that frames are written into on their way out, shared by all connections. Writes nothing itself. */

import { MAX_RESERVE } from '../connection/transport.js'

/** What most turns fit into. */
export const USUAL_BYTES = 64 * 1024

/** Free buffers that are kept at most: 1 MiB of each size. */
const MAX_FREE_BYTES = 1024 * 1024

const usual: Buffer[] = []
const large: Buffer[] = []

/**
 * A buffer of `USUAL_BYTES`, or of `MAX_RESERVE` where that is too small for `size` bytes. Give it back when nobody reads it
 * any more, or leave it to the garbage collector.
 */
export function borrowBuffer(size: number): Buffer {
  return size <= USUAL_BYTES
    ? (usual.pop() ?? Buffer.allocUnsafeSlow(USUAL_BYTES))
    : (large.pop() ?? Buffer.allocUnsafeSlow(MAX_RESERVE))
}

export function returnBuffer(buffer: Buffer): void {
  const free = buffer.length === USUAL_BYTES ? usual : large
  if (free.length * buffer.length < MAX_FREE_BYTES) free.push(buffer)
}
