/** The exported `subprotocol`: the header Sec-WebSocket-Protocol as a set. The grammar is the engine's. */

import { parseSubprotocols } from '@rosetta-ws/engine'
import { syntaxError } from './extension.js'

/** @throws SyntaxError for a header that breaks the grammar or names a subprotocol twice @rfc 6455 §11.3.4 */
export function parse(header: string): Set<string> {
  const parsed = parseSubprotocols(header)
  if (Array.isArray(parsed)) return new Set(parsed)
  if ('repeated' in parsed) throw new SyntaxError(`The "${parsed.repeated}" subprotocol is duplicated`)
  throw syntaxError(parsed)
}
