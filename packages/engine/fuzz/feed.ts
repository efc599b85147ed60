/** Hands a stream over in chunks, cut anywhere. It knows nothing of what is in it. */

import type { Random } from './random.js'

/** Who takes the chunks. */
export interface Taker {
  isGone(): boolean
  /** The chunk's memory is its own, as that of a socket is. */
  send(chunk: Buffer): void
}

/** @param largest bytes of the largest chunk; one of these is picked. Small chunks mostly come in one turn. */
export async function feed(random: Random, stream: Buffer, largest: readonly number[], taker: Taker): Promise<void> {
  const limit = random.pick(largest)
  for (let at = 0; at < stream.length && !taker.isGone(); ) {
    const size = Math.min(stream.length - at, 1 + random.below(limit))
    const chunk = Buffer.allocUnsafeSlow(size)
    stream.copy(chunk, 0, at, at + size)
    taker.send(chunk)
    at += size
    if (limit > 100 || random.chance(50)) await new Promise((resolve) => setImmediate(resolve))
  }
}
