/** The grammar of Sec-WebSocket-Extensions. Knows no extension. Linear in time; a peer's names are never property keys. */

import { faultAt, type HeaderFault, isTokenCode, skipBlanks, tokenEnd } from '../rfc/header-grammar.js'

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
  let at = 0
  for (;;) {
    const name = readToken(header, at)
    if (typeof name !== 'string') return name
    at = skipBlanks(header, skipBlanks(header, at) + name.length)
    const parameters: ExtensionParameter[] = []
    while (header.charCodeAt(at) === SEMICOLON) {
      const next = readParameter(header, at + 1)
      if ('faultAt' in next) return next
      parameters.push(next.parameter)
      at = skipBlanks(header, next.end)
    }
    offers.push({ name, parameters })
    if (at === header.length) return offers
    if (header.charCodeAt(at) !== COMMA) return { faultAt: at }
    at++
  }
}

function readParameter(header: string, from: number): { parameter: ExtensionParameter; end: number } | HeaderFault {
  const name = readToken(header, from)
  if (typeof name !== 'string') return name
  let at = skipBlanks(header, skipBlanks(header, from) + name.length)
  if (header.charCodeAt(at) !== EQUALS) return { parameter: { name, value: true }, end: at }
  at++
  if (header.charCodeAt(at) === QUOTE) {
    const quoted = readQuoted(header, at + 1)
    return 'faultAt' in quoted ? quoted : { parameter: { name, value: quoted.value }, end: quoted.end }
  }
  const end = tokenEnd(header, at)
  if (end === at) return faultAt(header, at)
  return { parameter: { name, value: header.slice(at, end) }, end }
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

function readToken(header: string, from: number): string | HeaderFault {
  const start = skipBlanks(header, from)
  const end = tokenEnd(header, start)
  return end === start ? faultAt(header, start) : header.slice(start, end)
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
