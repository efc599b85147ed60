/** The grammar of Sec-WebSocket-Extensions. Knows no extension. Linear in time; a peer's names are never property keys. */

import { faultAt, type HeaderFault, isTokenCode, separatorAfter, skipBlanks, tokenEnd } from '../rfc/header-grammar.js'

export interface ExtensionParameter {
  readonly name: string
  /** The value without its quotes, or true where there is none. */
  readonly value: string | true
}

/** One element of the list, as it was written. */
export interface ExtensionOffer {
  readonly name: string
  readonly parameters: readonly ExtensionParameter[]
}

const QUOTE = 0x22
const COMMA = 0x2c
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const BACKSLASH = 0x5c

/**
 * Parses the header's value.
 *
 * @returns the elements in order, or where the value breaks the grammar
 * @rfc 6455 §9.1
 */
export function parseExtensions(header: string): ExtensionOffer[] | HeaderFault {
  const offers: ExtensionOffer[] = []
  let start = 0
  for (;;) {
    const end = tokenEnd(header, start)
    if (end === start) return faultAt(header, start)
    const parameters: ExtensionParameter[] = []
    let at = separatorAfter(header, end)
    while (typeof at === 'number' && header.charCodeAt(at) === SEMICOLON) {
      const next = readParameter(header, skipBlanks(header, at + 1))
      if ('faultAt' in next) return next
      parameters.push(next.parameter)
      at = separatorAfter(header, next.end)
    }
    if (typeof at !== 'number') return at
    offers.push({ name: header.slice(start, end), parameters })
    if (at === header.length) return offers
    if (header.charCodeAt(at) !== COMMA) return { faultAt: at }
    start = skipBlanks(header, at + 1)
  }
}

function readParameter(header: string, start: number): { parameter: ExtensionParameter; end: number } | HeaderFault {
  const end = tokenEnd(header, start)
  if (end === start) return faultAt(header, start)
  const name = header.slice(start, end)
  if (header.charCodeAt(end) !== EQUALS) return { parameter: { name, value: true }, end }
  if (header.charCodeAt(end + 1) === QUOTE) {
    const quoted = readQuoted(header, end + 2)
    return 'faultAt' in quoted ? quoted : { parameter: { name, value: quoted.value }, end: quoted.end }
  }
  const valueEnd = tokenEnd(header, end + 1)
  if (valueEnd === end + 1) return faultAt(header, valueEnd)
  return { parameter: { name, value: header.slice(end + 1, valueEnd) }, end: valueEnd }
}

/** Reads a quoted string whose content, unquoted, must be a token. @rfc 6455 §9.1 */
function readQuoted(header: string, from: number): { value: string; end: number } | HeaderFault {
  let value = ''
  let at = from
  for (;;) {
    let code = header.charCodeAt(at)
    if (code === QUOTE) return value === '' ? { faultAt: at } : { value, end: at + 1 }
    if (code === BACKSLASH) code = header.charCodeAt(++at)
    if (!isTokenCode(code)) return faultAt(header, at)
    value += header[at++]
  }
}

/** Writes elements as a header's value. */
export function formatExtensions(offers: readonly ExtensionOffer[]): string {
  return offers.map(formatOffer).join(', ')
}

function formatOffer({ name, parameters }: ExtensionOffer): string {
  const parts = parameters.map((parameter) =>
    parameter.value === true ? parameter.name : `${parameter.name}=${parameter.value}`,
  )
  return [name, ...parts].join('; ')
}
