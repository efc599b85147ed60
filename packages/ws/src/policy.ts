/** What this dialect varies of the engine, as data. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'

/** The options of a client or a server that become a policy. */
export interface PolicyOptions {
  allowSynchronousEvents?: boolean | undefined
  autoPong?: boolean | undefined
  closeTimeout?: number | undefined
  maxBufferedChunks?: number | undefined
  maxFragments?: number | undefined
  maxPayload?: number | undefined
  maxPendingAutoPongs?: number | undefined
  skipUTF8Validation?: boolean | undefined
}

/** The defaults that both endpoints share. */
export const defaultOptions = {
  allowSynchronousEvents: true,
  autoPong: true,
  maxBufferedChunks: 256 * 1024,
  maxFragments: 16 * 1024,
  maxPayload: 100 * 1024 * 1024,
  maxPendingAutoPongs: 60,
  skipUTF8Validation: false,
} as const

export const DEFAULT_CLOSE_TIMEOUT = 30_000

export function policyOf(options: PolicyOptions, autoPong: boolean, closeTimeout: number): Policy {
  return {
    ...defaultPolicy,
    maxMessageBytes: (options.maxPayload as number) | 0,
    maxFragments: (options.maxFragments as number) | 0,
    maxChunksPerFrame: (options.maxBufferedChunks as number) | 0,
    maxPendingPongs: (options.maxPendingAutoPongs as number) | 0,
    skipUtf8Validation: Boolean(options.skipUTF8Validation),
    textAs: 'bytes',
    tolerateLongLength: true,
    autoPong,
    closeReply: 'manual',
    closeTimeout,
    failure: 'soon',
    delivery: options.allowSynchronousEvents === false ? 'deferred' : 'synchronous',
  } satisfies Policy
}
