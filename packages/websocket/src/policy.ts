/** What this dialect varies of the engine, as data, and as what a connection's members say while it lives. */

import { defaultPolicy, type Policy } from '@rosetta-ws/engine'
import type { ConnectionConfig } from './config.js'

const MAX_TIMEOUT = 0x7fffffff

const policy = {
  ...defaultPolicy,
  tolerateLongLength: true,
  // The pong goes out after the listeners of 'ping', which may cancel it.
  autoPong: false,
  closeReply: 'normal',
  closeTimeout: 5000,
  closeTimeoutFrom: 'progress',
  delivery: 'settled',
  whilePaused: 'hold',
} satisfies Policy

/** What a connection's policy is read from, at each frame: programs change these while a connection is open. */
export interface PolicySource {
  readonly config: ConnectionConfig
  readonly assembleFragments: boolean
  readonly maxReceivedMessageSize: number
}

export interface ConnectionPolicy extends Policy {}

/** Inherits the fixed part, so that a connection carries only what is its own. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the prototype below gives it all members of the fixed part
export class ConnectionPolicy {
  constructor(private readonly source: PolicySource) {}

  get maxFragments(): number {
    const { maxFragments } = this.source.config
    return maxFragments === undefined ? policy.maxFragments : limit(maxFragments)
  }

  get closeTimeout(): number {
    const { closeTimeout } = this.source.config
    return closeTimeout !== undefined && closeTimeout > 0 ? Math.min(closeTimeout, MAX_TIMEOUT) : policy.closeTimeout
  }

  get maxFrameBytes(): number {
    return limit(this.source.config.maxReceivedFrameSize)
  }

  get maxMessageBytes(): number {
    return limit(this.source.maxReceivedMessageSize)
  }

  /** Who takes fragments joins the text, and may cut it anywhere. */
  get skipUtf8Validation(): boolean {
    return !this.source.assembleFragments
  }

  get textUnit(): 'message' | 'fragment' {
    return this.source.assembleFragments ? 'message' : 'fragment'
  }

  get binaryUnit(): 'message' | 'fragment' {
    return this.source.assembleFragments ? 'message' : 'fragment'
  }
}

Object.setPrototypeOf(ConnectionPolicy.prototype, policy)

/** In this dialect 0 is a limit of 0, and what is no number is none. In the engine 0 is none. */
function limit(value: number | undefined): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return 0
  return value < 0.5 ? 0.5 : value
}
