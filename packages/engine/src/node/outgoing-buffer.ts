/** The buffers that frames are written into on their way out, shared by all connections. Writes nothing itself. */

import { MAX_RESERVE } from '../connection/transport.js'

/** Free buffers that are kept at most: 1 MiB. */
const MAX_FREE = 16

const free: Buffer[] = []

/** A buffer of `MAX_RESERVE` bytes. Give it back when nobody reads it any more, or leave it to the garbage collector. */
export function borrowBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(MAX_RESERVE)
}

export function returnBuffer(buffer: Buffer): void {
  if (free.length < MAX_FREE) free.push(buffer)
}
