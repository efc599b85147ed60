/** A client's side of the opening handshake: composes the request's headers, judges the answer. Reads and writes no socket. */

import { parseExtensions } from '../extensions/extension-header.js'
import {
  acceptDeflateAnswer,
  type DeflateAgreement,
  type DeflateFault,
  type DeflateWishes,
  isDeflateFault,
  PERMESSAGE_DEFLATE,
  readDeflateParameters,
} from '../extensions/permessage-deflate.js'
import { isHeaderFault } from '../rfc/header-grammar.js'
import { type Head, headerOf } from './head.js'

/** What was asked for. */
export interface OpeningOffer {
  /** The value that Sec-WebSocket-Accept must have. */
  readonly accept: string
  readonly subprotocols: readonly string[]
  /** The wishes that were offered for permessage-deflate, or null where it was not. */
  readonly deflate: DeflateWishes | null
}

/** What was agreed. */
export interface OpeningAgreement {
  readonly subprotocol: string
  readonly deflate: DeflateAgreement | null
}

/** Every way in which a 101 response is no answer to the request. @rfc 6455 §4.1 */
export type ResponseFault =
  | { readonly response: 'upgrade' }
  | { readonly response: 'accept' }
  | { readonly response: 'subprotocolNotRequested' }
  | { readonly response: 'subprotocolInvalid' }
  | { readonly response: 'subprotocolMissing' }
  | { readonly response: 'extensionNotRequested' }
  | { readonly response: 'extensionUnknown' }
  /** The header is no list, or its parameters are refused. */
  | { readonly response: 'extensionInvalid'; readonly deflate: DeflateFault | null }

export function isResponseFault(value: object): value is ResponseFault {
  return 'response' in value
}

/**
 * Judges a 101 response.
 *
 * @returns what was agreed, or the first rule that it breaks
 * @rfc 6455 §4.1
 */
export function checkResponse(head: Head, offer: OpeningOffer): OpeningAgreement | ResponseFault {
  if (headerOf(head, 'upgrade')?.toLowerCase() !== 'websocket') return { response: 'upgrade' }
  if (headerOf(head, 'sec-websocket-accept') !== offer.accept) return { response: 'accept' }
  const subprotocol = headerOf(head, 'sec-websocket-protocol')
  if (subprotocol !== undefined) {
    if (offer.subprotocols.length === 0) return { response: 'subprotocolNotRequested' }
    if (!offer.subprotocols.includes(subprotocol)) return { response: 'subprotocolInvalid' }
  } else if (offer.subprotocols.length > 0) {
    return { response: 'subprotocolMissing' }
  }
  const deflate = checkExtensions(headerOf(head, 'sec-websocket-extensions'), offer.deflate)
  if (deflate !== null && isResponseFault(deflate)) return deflate
  return { subprotocol: subprotocol ?? '', deflate }
}

function checkExtensions(
  header: string | undefined,
  wishes: DeflateWishes | null,
): DeflateAgreement | ResponseFault | null {
  if (header === undefined) return null
  if (wishes === null) return { response: 'extensionNotRequested' }
  const extensions = parseExtensions(header)
  if (isHeaderFault(extensions)) return { response: 'extensionInvalid', deflate: null }
  if (extensions.some(({ name }) => name !== PERMESSAGE_DEFLATE)) return { response: 'extensionUnknown' }
  if (extensions.length !== 1) return { response: 'extensionInvalid', deflate: null }
  const parameters = readDeflateParameters(extensions[0].parameters, 'answer')
  if (isDeflateFault(parameters)) return { response: 'extensionInvalid', deflate: parameters }
  const agreement = acceptDeflateAnswer(parameters, wishes)
  return isDeflateFault(agreement) ? { response: 'extensionInvalid', deflate: agreement } : agreement
}
