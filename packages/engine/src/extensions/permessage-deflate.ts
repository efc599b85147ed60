/** The parameters of permessage-deflate and their negotiation. Compresses nothing. @rfc 7692 §7.1 */

import type { ExtensionOffer, ExtensionParameter } from './extension-header.js'

export const PERMESSAGE_DEFLATE = 'permessage-deflate'

/** What an endpoint wants; a field that is undefined is left to the peer. @rfc 7692 §7.1.1, §7.1.2 */
export interface DeflateWishes {
  readonly serverNoContextTakeover?: boolean
  readonly clientNoContextTakeover?: boolean
  /** 8 to 15, or false to refuse a peer's wish. */
  readonly serverMaxWindowBits?: number | false
  /** 8 to 15; true, for a client: any value that the server asks for; false to refuse a peer's wish. */
  readonly clientMaxWindowBits?: number | boolean
}

/** The agreed parameters. @rfc 7692 §7.1 */
export interface DeflateAgreement {
  readonly serverNoContextTakeover: boolean
  readonly clientNoContextTakeover: boolean
  /** 8 to 15. */
  readonly serverMaxWindowBits: number
  /** 8 to 15. */
  readonly clientMaxWindowBits: number
}

/** One offer or answer, read. A window is true where it is named without a value. */
export interface DeflateParameters {
  serverNoContextTakeover?: true
  clientNoContextTakeover?: true
  serverMaxWindowBits?: number
  clientMaxWindowBits?: number | true
}

/** Why parameters are refused. */
export type DeflateFault =
  | { readonly fault: 'unknownParameter'; readonly parameter: string }
  | { readonly fault: 'repeatedParameter'; readonly parameter: string }
  | { readonly fault: 'invalidValue'; readonly parameter: string; readonly value: string | true }
  | { readonly fault: 'unexpectedParameter'; readonly parameter: string }
  | { readonly fault: 'unacceptable' }

export function isDeflateFault(value: object): value is DeflateFault {
  return 'fault' in value
}

const MAX_WINDOW_BITS = 15

type Reader = (parameters: DeflateParameters, value: string | true, endpoint: 'offer' | 'answer') => boolean

/** How each parameter is read; false for a bad value. A `Map`, since the names are the peer's. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'server_no_context_takeover',
    (parameters, value) => {
      parameters.serverNoContextTakeover = true
      return value === true
    },
  ],
  [
    'client_no_context_takeover',
    (parameters, value) => {
      parameters.clientNoContextTakeover = true
      return value === true
    },
  ],
  [
    'server_max_window_bits',
    (parameters, value) => {
      parameters.serverMaxWindowBits = Number(value)
      return isWindowBits(value)
    },
  ],
  [
    'client_max_window_bits',
    (parameters, value, endpoint) => {
      if (value === true) {
        parameters.clientMaxWindowBits = true
        return endpoint === 'offer'
      }
      parameters.clientMaxWindowBits = Number(value)
      return isWindowBits(value)
    },
  ],
])

/** Whether a value is written as a decimal integer from 8 to 15 without leading zeros. @rfc 7692 §7.1.2 */
function isWindowBits(value: string | true): boolean {
  return value !== true && /^(?:[89]|1[0-5])$/.test(value)
}

/** Reads the parameters of one offer or of an answer. */
export function readDeflateParameters(
  list: readonly ExtensionParameter[],
  endpoint: 'offer' | 'answer',
): DeflateParameters | DeflateFault {
  const parameters: DeflateParameters = {}
  const seen = new Set<string>()
  for (const { name, value } of list) {
    if (seen.has(name)) return { fault: 'repeatedParameter', parameter: name }
    seen.add(name)
    const reader = readers.get(name)
    if (reader === undefined) return { fault: 'unknownParameter', parameter: name }
    if (!reader(parameters, value, endpoint)) return { fault: 'invalidValue', parameter: name, value }
  }
  return parameters
}

/** What a client offers. @rfc 7692 §7.1 */
export function deflateOffer(wishes: DeflateWishes): ExtensionOffer {
  const parameters: ExtensionParameter[] = []
  if (wishes.serverNoContextTakeover) parameters.push({ name: 'server_no_context_takeover', value: true })
  if (wishes.clientNoContextTakeover) parameters.push({ name: 'client_no_context_takeover', value: true })
  if (wishes.serverMaxWindowBits) {
    parameters.push({ name: 'server_max_window_bits', value: offeredBits(wishes.serverMaxWindowBits) })
  }
  const clientBits = wishes.clientMaxWindowBits
  if (clientBits) {
    parameters.push({ name: 'client_max_window_bits', value: offeredBits(clientBits) })
  } else if (clientBits === undefined) {
    parameters.push({ name: 'client_max_window_bits', value: true })
  }
  return { name: PERMESSAGE_DEFLATE, parameters }
}

function offeredBits(bits: number | true): string | true {
  return bits === true ? true : String(bits)
}

/** The agreement with what it answers. */
export interface AcceptedOffer {
  readonly agreement: DeflateAgreement
  readonly answer: ExtensionOffer
}

/**
 * A server's choice among a client's offers: the first that its wishes allow.
 *
 * @rfc 7692 §7.1
 */
export function acceptDeflateOffer(
  offers: readonly DeflateParameters[],
  wishes: DeflateWishes,
): AcceptedOffer | DeflateFault {
  const offer = offers.find((candidate) => isAcceptable(candidate, wishes))
  if (offer === undefined) return { fault: 'unacceptable' }
  const agreed: DeflateParameters = {
    // What was offered is answered first and in its order.
    ...offer,
    ...((offer.serverNoContextTakeover || wishes.serverNoContextTakeover) && { serverNoContextTakeover: true }),
    ...((offer.clientNoContextTakeover || wishes.clientNoContextTakeover) && { clientNoContextTakeover: true }),
    ...(typeof wishes.serverMaxWindowBits === 'number' && { serverMaxWindowBits: wishes.serverMaxWindowBits }),
    ...(typeof wishes.clientMaxWindowBits === 'number' && { clientMaxWindowBits: wishes.clientMaxWindowBits }),
  }
  const isBare = agreed.clientMaxWindowBits === true
  if (isBare || wishes.clientMaxWindowBits === false) delete agreed.clientMaxWindowBits
  return {
    agreement: {
      serverNoContextTakeover: agreed.serverNoContextTakeover === true,
      clientNoContextTakeover: agreed.clientNoContextTakeover === true,
      serverMaxWindowBits: agreed.serverMaxWindowBits ?? MAX_WINDOW_BITS,
      clientMaxWindowBits: (agreed.clientMaxWindowBits as number | undefined) ?? MAX_WINDOW_BITS,
    },
    answer: { name: PERMESSAGE_DEFLATE, parameters: toExtensionParameters(agreed) },
  }
}

/** The header's names of the parameters. */
const parameterNames: Readonly<Record<keyof DeflateParameters, string>> = {
  serverNoContextTakeover: 'server_no_context_takeover',
  clientNoContextTakeover: 'client_no_context_takeover',
  serverMaxWindowBits: 'server_max_window_bits',
  clientMaxWindowBits: 'client_max_window_bits',
}

/** Parameters as the header has them, in the order of the object's keys. */
export function toExtensionParameters(parameters: DeflateParameters): ExtensionParameter[] {
  return Object.entries(parameters).map(([key, value]) => ({
    name: parameterNames[key as keyof DeflateParameters],
    value: value === true ? true : String(value),
  }))
}

function isAcceptable(offer: DeflateParameters, wishes: DeflateWishes): boolean {
  if (wishes.serverNoContextTakeover === false && offer.serverNoContextTakeover) return false
  const { serverMaxWindowBits: asked } = offer
  if (asked !== undefined) {
    if (wishes.serverMaxWindowBits === false) return false
    if (typeof wishes.serverMaxWindowBits === 'number' && wishes.serverMaxWindowBits > asked) return false
  }
  if (typeof wishes.clientMaxWindowBits !== 'number') return true
  // The client's window can only be set where the client offered to have it set, and not above what it named.
  const { clientMaxWindowBits: offered } = offer
  if (offered === undefined) return false
  return offered === true || wishes.clientMaxWindowBits <= offered
}

/**
 * A client's judgement of the server's answer.
 *
 * @rfc 7692 §7.1
 */
export function acceptDeflateAnswer(answer: DeflateParameters, wishes: DeflateWishes): DeflateAgreement | DeflateFault {
  if (wishes.clientNoContextTakeover === false && answer.clientNoContextTakeover) {
    return { fault: 'unexpectedParameter', parameter: 'client_no_context_takeover' }
  }
  const clientBits = answer.clientMaxWindowBits as number | undefined
  const { clientMaxWindowBits: wished } = wishes
  if (clientBits !== undefined && (wished === false || (typeof wished === 'number' && clientBits > wished))) {
    return { fault: 'unexpectedParameter', parameter: 'client_max_window_bits' }
  }
  return {
    serverNoContextTakeover: answer.serverNoContextTakeover === true,
    clientNoContextTakeover: answer.clientNoContextTakeover === true || wishes.clientNoContextTakeover === true,
    serverMaxWindowBits: answer.serverMaxWindowBits ?? MAX_WINDOW_BITS,
    clientMaxWindowBits: clientBits ?? (typeof wished === 'number' ? wished : MAX_WINDOW_BITS),
  }
}
