/** What this dialect varies of the engine, as data. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'

/** Milliseconds for an opening handshake, and from a Close frame until the socket is destroyed. */
export const DEFAULT_HANDSHAKE_TIMEOUT = 60_000
export const DEFAULT_CLOSE_TIMEOUT = 30_000

/** Bytes of a binary frame up to which its stream is shown when all of it is there, which costs less. */
const WHOLE_BYTES = 64 * 1024

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
  piecesFrom: WHOLE_BYTES,
  closeReply: 'echo',
  closeTimeout: DEFAULT_CLOSE_TIMEOUT,
  whilePaused: 'hold',
} satisfies Policy

export interface ConnectionPolicy extends Policy {}

/** Inherits the fixed part, so that a connection carries only what is its own. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the prototype below gives it all members of the fixed part
export class ConnectionPolicy {
  constructor(
    private readonly limits: Limits,
    readonly closeTimeout: number,
  ) {}

  get maxMessageBytes(): number {
    return this.limits.maxBufferLength
  }
}

Object.setPrototypeOf(ConnectionPolicy.prototype, policy)
