/** The grammar of Sec-WebSocket-Protocol. Chooses nothing. */

import { faultAt, type HeaderFault, separatorAfter, skipBlanks, tokenEnd } from '../rfc/header-grammar.js'

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
  let start = 0
  for (;;) {
    const end = tokenEnd(header, start)
    if (end === start) return faultAt(header, start)
    const name = header.slice(start, end)
    const at = separatorAfter(header, end)
    if (typeof at !== 'number') return at
    if (at < header.length && header.charCodeAt(at) !== COMMA) return { faultAt: at }
    if (found.has(name)) return { repeated: name }
    found.add(name)
    if (at === header.length) return [...found]
    start = skipBlanks(header, at + 1)
  }
}
