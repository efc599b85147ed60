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

/** The last policy that was made of an object of options: the connections of a server share one. */
const policies = new WeakMap<PolicyOptions, Policy>()

/** The policy of an endpoint. Its options may have been changed since the last connection. */
export function policyOf(options: PolicyOptions, autoPong: boolean, closeTimeout: number): Policy {
  const policy = makePolicy(options, autoPong, closeTimeout)
  const known = policies.get(options)
  if (known !== undefined && isSame(known, policy)) return known
  policies.set(options, policy)
  return policy
}

function isSame(one: Policy, other: Policy): boolean {
  return (Object.keys(one) as (keyof Policy)[]).every((key) => one[key] === other[key])
}

function makePolicy(options: PolicyOptions, autoPong: boolean, closeTimeout: number): Policy {
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
    // For Node's timers nothing, 0 and less are one millisecond.
    closeTimeout: closeTimeout > 0 ? closeTimeout : 1,
    failure: 'soon',
    delivery: options.allowSynchronousEvents === false ? 'deferred' : 'synchronous',
  } satisfies Policy
}
