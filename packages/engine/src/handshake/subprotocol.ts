/** The grammar of Sec-WebSocket-Protocol. Chooses nothing. */

import { faultAt, type HeaderFault, skipBlanks, tokenEnd } from '../rfc/header-grammar.js'

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
    at = tokenEnd(header, start)
    if (at === start) return faultAt(header, at)
    const name = header.slice(start, at)
    if (found.has(name)) return { repeated: name }
    at = skipBlanks(header, at)
    if (at < header.length && header.charCodeAt(at) !== COMMA) return { faultAt: at }
    found.add(name)
    if (at === header.length) return [...found]
    at++
  }
}
