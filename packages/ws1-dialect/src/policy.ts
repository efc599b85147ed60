/** What this dialect varies of the engine, as data. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'

/** Milliseconds from a Close frame, or from `terminate`, until the socket is destroyed. */
export const CLOSE_TIMEOUT = 30_000

/** @param maxPayload bytes of a message; 0 for no limit */
export function policyOf(maxPayload: number): Policy {
  return {
    ...defaultPolicy,
    maxMessageBytes: maxPayload,
    // Fragments and chunks are joined as they come: only the bytes count.
    maxFragments: 0,
    maxChunksPerFrame: 0,
    textAs: 'bytes',
    tolerateLongLength: true,
    closeReply: 'manual',
    closeTimeout: CLOSE_TIMEOUT,
  } satisfies Policy
}
