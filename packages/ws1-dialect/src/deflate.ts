/** permessage-deflate as this dialect's options name it. The negotiation and the codecs are the engine's. */

import type { ConnectionDeflate, DeflateAgreement, DeflateWishes, Role } from '@rosetta-ws/engine'
import { createDeflate, WorkLimiter } from '@rosetta-ws/engine/node'

export interface DeflateOptions extends DeflateWishes {
  /** 1 to 9; of zlib. */
  readonly memLevel?: number
}

const limiter = new WorkLimiter(10)

/** The wishes of the option `perMessageDeflate`: true is no wish in particular. */
export function wishesOf(option: unknown): DeflateOptions | null {
  if (!option) return null
  return typeof option === 'object' ? (option as DeflateOptions) : {}
}

export function codecsOf(
  agreement: DeflateAgreement | null,
  role: Role,
  options: DeflateOptions,
): ConnectionDeflate | null {
  if (agreement === null) return null
  const deflate = options.memLevel === undefined ? {} : { memLevel: options.memLevel }
  return createDeflate(agreement, role, { deflate, threshold: 0, limiter })
}

/** The property `extensions` of a `WebSocket`. */
export function extensionsOf(agreement: DeflateAgreement | null): Record<string, { params: DeflateAgreement }> {
  return agreement === null ? {} : { 'permessage-deflate': { params: agreement } }
}
