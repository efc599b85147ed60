/**
 * Reads and writes Sec-WebSocket-Extensions, and holds the tester's side of the permessage-deflate negotiation.
 * It compresses nothing (see deflate.ts).
 */
import type { DirectionParameters } from './deflate.js'

/** One extension of the header, parameters in order; `true` stands for a parameter without a value. @rfc 6455 §9.1 */
export interface ExtensionOffer {
  name: string
  parameters: [name: string, value: string | true][]
}

/** Both directions. @rfc 7692 §7.1 */
export interface DeflateAgreement {
  client: DirectionParameters
  server: DirectionParameters
}

/** What the tester as a server asks of a client, from its wish list. */
export interface DeflateAsk {
  clientNoContextTakeover?: boolean
  clientMaxWindowBits?: number
}

/** A header that breaks its grammar or the rules of the extension. */
export class ExtensionFault extends Error {}

const tokenText = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const itemPattern = new RegExp(`^\\s*(${tokenText})\\s*(?:=\\s*(?:(${tokenText})|"((?:[^"\\\\]|\\\\.)*)")\\s*)?$`)

/** Splits at a separator that does not stand inside a quoted string. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = ['']
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|./gs)) {
    if (piece === separator) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

/** The extensions of a header value. @throws ExtensionFault */
export function parseExtensions(value: string): ExtensionOffer[] {
  return splitOutsideQuotes(value, ',').map((part) => {
    const items = splitOutsideQuotes(part, ';').map((item) => {
      const match = itemPattern.exec(item)
      if (!match) throw new ExtensionFault(`"${item.trim()}" is not an extension parameter`)
      return [match[1]!, match[2] ?? match[3]?.replace(/\\(.)/g, '$1') ?? true] as [string, string | true]
    })
    const [name, nameValue] = items[0]!
    if (nameValue !== true) throw new ExtensionFault(`the extension name "${name}" has a value`)
    return { name, parameters: items.slice(1) }
  })
}

const parameterNames = new Set([
  'server_no_context_takeover',
  'client_no_context_takeover',
  'server_max_window_bits',
  'client_max_window_bits',
])

function checkParameters(extension: ExtensionOffer, bareClientWindow: boolean): Map<string, string | true> {
  const seen = new Map<string, string | true>()
  for (const [name, value] of extension.parameters) {
    if (!parameterNames.has(name)) throw new ExtensionFault(`unknown parameter ${name}`)
    if (seen.has(name)) throw new ExtensionFault(`repeated parameter ${name}`)
    if (name.endsWith('takeover')) {
      if (value !== true) throw new ExtensionFault(`${name} takes no value`)
    } else if (value === true) {
      if (name !== 'client_max_window_bits' || !bareClientWindow) throw new ExtensionFault(`${name} needs a value`)
    } else if (!/^(8|9|1[0-5])$/.test(value)) throw new ExtensionFault(`${name}=${value} is not 8 to 15`)
    seen.set(name, value)
  }
  return seen
}

function agreement(parameters: Map<string, string | true>): DeflateAgreement {
  const bits = (name: string) => Number(parameters.get(name) ?? 15) || 15
  return {
    client: {
      contextTakeover: !parameters.has('client_no_context_takeover'),
      maxWindowBits: bits('client_max_window_bits'),
    },
    server: {
      contextTakeover: !parameters.has('server_no_context_takeover'),
      maxWindowBits: bits('server_max_window_bits'),
    },
  }
}

/** What a server's answer agrees on; undefined without a header. @throws ExtensionFault @rfc 7692 §7.1 */
export function acceptAnswer(header: string | undefined): DeflateAgreement | undefined {
  if (header === undefined) return undefined
  const [answer, ...others] = parseExtensions(header)
  if (others.length > 0) throw new ExtensionFault('more than one extension was accepted')
  if (answer!.name !== 'permessage-deflate') throw new ExtensionFault(`${answer!.name} was not offered`)
  return agreement(checkParameters(answer!, false))
}

/** The tester's answer to a client's offers: the first ask that an offer permits. @throws ExtensionFault */
export function answerOffers(
  header: string | undefined,
  asks: DeflateAsk[],
): { header: string; agreed: DeflateAgreement } | undefined {
  if (header === undefined) return undefined
  const offers = parseExtensions(header)
    .filter((extension) => extension.name === 'permessage-deflate')
    .map((extension) => checkParameters(extension, true))
  for (const ask of asks) {
    const offer = offers.find((o) => ask.clientMaxWindowBits === undefined || o.has('client_max_window_bits'))
    if (offer === undefined) continue
    const answer = new Map([...offer].filter(([name]) => name.startsWith('server_')))
    if (ask.clientNoContextTakeover) answer.set('client_no_context_takeover', true)
    if (ask.clientMaxWindowBits !== undefined) {
      const offered = offer.get('client_max_window_bits')
      const most = offered === true || offered === undefined ? 15 : Number(offered)
      answer.set('client_max_window_bits', String(Math.min(ask.clientMaxWindowBits, most)))
    }
    const text = [
      'permessage-deflate',
      ...[...answer].map(([name, value]) => (value === true ? name : `${name}=${value}`)),
    ]
    return { header: text.join('; '), agreed: agreement(answer) }
  }
  return undefined
}
