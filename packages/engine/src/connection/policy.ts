/** What a dialect may vary, as data. A facade states its own; the defaults are the engine's. */

import type { AssemblerPolicy } from '../messages/message-assembler.js'

export interface Policy extends AssemblerPolicy {
  /** Whether a payload length that is not in its shortest form is let through. */
  readonly tolerateLongLength: boolean
  /** Whether pings are answered. The ping is reported in both cases. */
  readonly autoPong: boolean
  /** Automatic pongs that may wait to be written; one more ends the connection. 0 for no limit. */
  readonly maxPendingPongs: number
  /** Whether the peer's Close is answered at once: with its own code and reason, its code, 1000, or by the facade. */
  readonly closeReply: 'echo' | 'code' | 'normal' | 'manual'
  /** Milliseconds from the first Close frame until the transport is destroyed; 0 for no limit. */
  readonly closeTimeout: number
  /**
   * Whether the close timeout counts from the first Close frame, or anew while bytes leave, 16 KiB or all that is left in each
   * period: a slow reader gets them all, and one that takes a byte at a time does not hold the connection.
   */
  readonly closeTimeoutFrom: 'close' | 'progress'
  /**
   * Whether the messages of one chunk come one right after the other, each when all that the one before had queued on the
   * tick and microtask queues has run, or each in a turn of its own.
   */
  readonly delivery: 'synchronous' | 'settled' | 'deferred'
  /** Whether a violation fails the connection at once, or after the listeners of the messages before it are done. */
  readonly failure: 'synchronous' | 'soon'
  /** Whether frames that have come are still delivered while paused. */
  readonly whilePaused: 'deliver' | 'hold'
}

const MIB = 1024 * 1024

export const defaultPolicy: Policy = {
  maxFrameBytes: 0,
  maxMessageBytes: 100 * MIB,
  maxFragments: 16 * 1024,
  maxChunksPerFrame: 256 * 1024,
  skipUtf8Validation: false,
  textAs: 'string',
  textUnit: 'message',
  binaryUnit: 'message',
  piecesFrom: 0,
  tolerateLongLength: false,
  autoPong: true,
  maxPendingPongs: 60,
  closeReply: 'code',
  closeTimeout: 30_000,
  closeTimeoutFrom: 'close',
  delivery: 'synchronous',
  failure: 'synchronous',
  whilePaused: 'deliver',
}
