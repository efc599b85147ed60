/** The grammar of Sec-WebSocket-Protocol. Chooses nothing. */

import type { HeaderFault } from '../extensions/extension-header.js'
import { isTokenCode } from '../rfc/token.js'

const TAB = 0x09
const SPACE = 0x20
const COMMA = 0x2c

/** A list with an element twice. */
export interface RepeatedSubprotocol {
  readonly repeated: string
}

/**
 * Parses the header's value, in linear time.
 *
 * @returns the subprotocols in the client's order of preference, or why it is no such list
 * @rfc 6455 §4.1, §11.3.4
 */
export function parseSubprotocols(header: string): string[] | HeaderFault | RepeatedSubprotocol {
  const found = new Set<string>()
  let at = 0
  for (;;) {
    at = skipBlanks(header, at)
    const start = at
    while (at < header.length && isTokenCode(header.charCodeAt(at))) at++
    if (at === start) return { faultAt: at < header.length ? at : 'end' }
    const name = header.slice(start, at)
    if (found.has(name)) return { repeated: name }
    at = skipBlanks(header, at)
    if (at < header.length && header.charCodeAt(at) !== COMMA) return { faultAt: at }
    found.add(name)
    if (at === header.length) return [...found]
    at++
  }
}

function skipBlanks(header: string, at: number): number {
  while (header.charCodeAt(at) === SPACE || header.charCodeAt(at) === TAB) at++
  return at
}
