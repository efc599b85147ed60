/** What the grammars of the headers are made of: tokens, blanks, and where a header stops being well-formed. */

/** 1 for every code below 128 that may stand in a token. @rfc 7230 §3.2.6 */
const tokenCharacters: Uint8Array = new Uint8Array(128)
for (const character of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
  tokenCharacters[character.charCodeAt(0)] = 1
}

/** Whether a UTF-16 code unit may stand in a token. */
export function isTokenCode(code: number): boolean {
  return code < 128 && tokenCharacters[code] === 1
}

/** Whether a string is a non-empty token. */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isTokenCode(text.charCodeAt(i))) return false
  }
  return text.length > 0
}

const TAB = 0x09
const SPACE = 0x20

/** Where the blanks at `at` end. */
export function skipBlanks(header: string, at: number): number {
  while (header.charCodeAt(at) === SPACE || header.charCodeAt(at) === TAB) at++
  return at
}

/** Where the token at `at` ends; `at` where there is none. */
export function tokenEnd(header: string, at: number): number {
  while (at < header.length && isTokenCode(header.charCodeAt(at))) at++
  return at
}

/** Where a header stops being well-formed: an index, or its end. */
export interface HeaderFault {
  readonly faultAt: number | 'end'
}

/**
 * Skips the blanks after an element.
 *
 * @returns where the separator is, or the header's length; a fault if the header ends in blanks
 */
export function separatorAfter(header: string, end: number): number | HeaderFault {
  const at = skipBlanks(header, end)
  return at === header.length && at > end ? { faultAt: 'end' } : at
}

export function faultAt(header: string, at: number): HeaderFault {
  return { faultAt: at < header.length ? at : 'end' }
}

export function isHeaderFault(value: object): value is HeaderFault {
  return 'faultAt' in value
}
