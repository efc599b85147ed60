/** What this dialect varies of the engine, as data. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'

/** Milliseconds for an opening handshake, and from a Close frame until the socket is destroyed. */
export const DEFAULT_HANDSHAKE_TIMEOUT = 60_000
export const DEFAULT_CLOSE_TIMEOUT = 30_000

/** The limit that `setMaxBufferLength` sets, read whenever a message grows. */
export interface Limits {
  /** Bytes. */
  readonly maxBufferLength: number
}

export function policyOf(limits: Limits, closeTimeout: number): Policy {
  return {
    ...defaultPolicy,
    get maxMessageBytes() {
      return limits.maxBufferLength
    },
    // Fragments and chunks are joined as they come: only the bytes count.
    maxFragments: 0,
    maxChunksPerFrame: 0,
    binaryUnit: 'piece',
    closeReply: 'echo',
    closeTimeout,
    whilePaused: 'hold',
  } satisfies Policy
}
