/** What this dialect varies of the engine, as data. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'

/** Milliseconds for an opening handshake, and from a Close frame until the socket is destroyed. */
export const DEFAULT_HANDSHAKE_TIMEOUT = 60_000
const DEFAULT_CLOSE_TIMEOUT = 30_000

/** Bytes of a binary frame up to which it is handed over whole, as in the original, where the limit allows it. */
const WHOLE_BYTES = 2 * 1024 * 1024

/** The limit that `setMaxBufferLength` sets, read whenever a message grows. */
export interface Limits {
  /** Bytes. */
  readonly maxBufferLength: number
}

const policy = {
  ...defaultPolicy,
  // Fragments and chunks are joined as they come: only the bytes count.
  maxFragments: 0,
  maxChunksPerFrame: 0,
  binaryUnit: 'piece',
  closeReply: 'echo',
  closeTimeout: DEFAULT_CLOSE_TIMEOUT,
  closeTimeoutFrom: 'progress',
  whilePaused: 'hold',
} satisfies Policy

export interface ConnectionPolicy extends Policy {}

/** Inherits the fixed part. The connections of a server share one. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the prototype below gives it all members of the fixed part
export class ConnectionPolicy {
  constructor(
    private readonly limits: Limits,
    readonly closeTimeout: number = DEFAULT_CLOSE_TIMEOUT,
  ) {}

  get maxMessageBytes(): number {
    return this.limits.maxBufferLength
  }

  get piecesFrom(): number {
    return Math.min(this.limits.maxBufferLength, WHOLE_BYTES)
  }
}

Object.setPrototypeOf(ConnectionPolicy.prototype, policy)
