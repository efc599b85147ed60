/** The additive option `perMessageDeflate`: what it wishes, and the codecs of an agreement. Negotiates nothing itself. */

import type { ZlibOptions } from 'node:zlib'
import type { ConnectionDeflate, DeflateAgreement, DeflateWishes, Role } from '@rosetta-ws/engine'
import { createDeflate, WorkLimiter } from '@rosetta-ws/engine/node'
import type { ConnectionConfig } from './config.js'

export interface PerMessageDeflateConfig extends DeflateWishes {
  /** Bytes from which on a message is compressed; 1024 by default. */
  readonly threshold?: number
  readonly zlibDeflateOptions?: ZlibOptions
  readonly zlibInflateOptions?: ZlibOptions
}

/** What a connection that agreed on the extension is given. */
export interface AgreedDeflate {
  readonly codecs: ConnectionDeflate
  /** As `connection.extensions` shows it. */
  readonly extensions: { name: string; value: string }[]
}

const DEFAULT_THRESHOLD = 1024
const CONCURRENT_JOBS = 10
const limiter = new WorkLimiter(CONCURRENT_JOBS)

/** The wishes of a configuration, or null where it has not asked for the extension. */
export function deflateWishes({ perMessageDeflate }: ConnectionConfig): DeflateWishes | null {
  if (!perMessageDeflate) return null
  return perMessageDeflate === true ? {} : perMessageDeflate
}

export function agreedDeflate(
  { perMessageDeflate }: ConnectionConfig,
  agreement: DeflateAgreement,
  role: Role,
): AgreedDeflate {
  const options = typeof perMessageDeflate === 'object' ? perMessageDeflate : {}
  const codecs = createDeflate(agreement, role, {
    deflate: options.zlibDeflateOptions,
    inflate: options.zlibInflateOptions,
    threshold: options.threshold ?? DEFAULT_THRESHOLD,
    limiter,
  })
  return { codecs, extensions: [{ name: 'permessage-deflate', value: describe(agreement) }] }
}

function describe(agreement: DeflateAgreement): string {
  const { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits } = agreement
  const parameters: string[] = []
  if (serverNoContextTakeover) parameters.push('server_no_context_takeover')
  if (clientNoContextTakeover) parameters.push('client_no_context_takeover')
  parameters.push(`server_max_window_bits=${serverMaxWindowBits}`, `client_max_window_bits=${clientMaxWindowBits}`)
  return parameters.join('; ')
}
