/** A server's side of the opening handshake: judges a request, composes the answer. Reads and writes no socket. */

import { type ExtensionOffer, formatExtensions, parseExtensions } from '../extensions/extension-header.js'
import {
  type AcceptedOffer,
  acceptDeflateOffer,
  type DeflateFault,
  type DeflateParameters,
  type DeflateWishes,
  isDeflateFault,
  PERMESSAGE_DEFLATE,
  readDeflateParameters,
} from '../extensions/permessage-deflate.js'
import { type HeaderFault, isHeaderFault } from '../rfc/header-grammar.js'
import { type Head, headerOf } from './head.js'
import { parseSubprotocols } from './subprotocol.js'

/** Every way in which a request is no opening handshake. @rfc 6455 §4.2.1 */
export type RequestFault = 'method' | 'upgrade' | 'key' | 'version'

/** What a request asks for. */
export interface OpeningRequest {
  readonly key: string
  readonly version: number
}

const KEY = /^[+/0-9A-Za-z]{22}==$/

export interface RequestRules {
  /** The versions that are spoken. @rfc 6455 §4.4 */
  readonly versions: readonly number[]
}

/**
 * Judges the head of a request. Its Connection header and the HTTP version were judged by whoever saw an upgrade in it.
 *
 * @returns what it asks for, or the first rule that it breaks
 * @rfc 6455 §4.2.1
 */
export function checkRequest(head: Head, rules: RequestRules): OpeningRequest | RequestFault {
  if (head.method !== 'GET') return 'method'
  if (headerOf(head, 'upgrade')?.toLowerCase() !== 'websocket') return 'upgrade'
  const key = headerOf(head, 'sec-websocket-key')
  if (key === undefined || !KEY.test(key)) return 'key'
  const version = Number(headerOf(head, 'sec-websocket-version'))
  if (!rules.versions.includes(version)) return 'version'
  return { key, version }
}

/** The subprotocols that a request offers, in the client's order of preference; null if the header is no such list. */
export function requestedSubprotocols(head: Head): string[] | null {
  const header = headerOf(head, 'sec-websocket-protocol')
  if (header === undefined) return []
  const subprotocols = parseSubprotocols(header)
  return Array.isArray(subprotocols) ? subprotocols : null
}

/** What a server makes of a client's extension offers: an agreement, nothing, or why the request is refused. */
export type ExtensionChoice = AcceptedOffer | null | HeaderFault | DeflateFault

/**
 * Chooses among the offers of a request.
 *
 * @param wishes for permessage-deflate, or null where it is not spoken
 * @rfc 6455 §9.1, 7692 §7.1
 */
export function chooseExtensions(head: Head, wishes: DeflateWishes | null): ExtensionChoice {
  const header = headerOf(head, 'sec-websocket-extensions')
  if (header === undefined || wishes === null) return null
  const offers = parseExtensions(header)
  if (isHeaderFault(offers)) return offers
  const candidates: DeflateParameters[] = []
  for (const offer of offers) {
    if (offer.name !== PERMESSAGE_DEFLATE) continue
    const parameters = readDeflateParameters(offer.parameters, 'offer')
    if (isDeflateFault(parameters)) return parameters
    candidates.push(parameters)
  }
  return candidates.length === 0 ? null : acceptDeflateOffer(candidates, wishes)
}

export function isAccepted(choice: ExtensionChoice): choice is AcceptedOffer {
  return choice !== null && 'agreement' in choice
}

/** What goes into the answer of an accepted request. */
export interface AcceptedRequest {
  /** The value for Sec-WebSocket-Accept. */
  readonly accept: string
  /** The chosen subprotocol. */
  readonly subprotocol?: string | undefined
  readonly extensions?: readonly ExtensionOffer[] | undefined
}

/**
 * The lines of a 101 response, without the empty line that ends it. Lines that the caller adds must hold no CR or LF.
 *
 * @rfc 6455 §4.2.2
 */
export function switchingProtocols({ accept, subprotocol, extensions }: AcceptedRequest): string[] {
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
  ]
  if (subprotocol) lines.push(`Sec-WebSocket-Protocol: ${subprotocol}`)
  if (extensions !== undefined && extensions.length > 0) {
    lines.push(`Sec-WebSocket-Extensions: ${formatExtensions(extensions)}`)
  }
  return lines
}
