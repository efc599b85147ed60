/** What carries the bytes between a facade and its peer, as the peer sees it. */

import type { Socket } from 'node:net'

/** How a peer reads. A stuck one stops after some bytes, and never goes on. */
export const readers = ['quick', 'quick', 'slow', 'stuck'] as const
export type Reader = (typeof readers)[number]

/** Bytes that a stuck peer reads: an answer to a handshake, as the buffers of a network would take it. */
export const STUCK_AFTER = 32 * 1024

export interface Carrier {
  /** The facade's end. In memory it is a stream with a socket's manners. */
  readonly near: Socket
  /** What the facade has written and the peer has read. */
  readonly received: Buffer
  /** Whether bytes may be missing at the end of `received`. */
  readonly mayBeCut: boolean
  send(chunk: Buffer): void
  /** Ends the peer's half. */
  end(): void
  reset(): void
  dispose(): Promise<void>
}
