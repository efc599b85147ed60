/** The character classes that header grammars are made of. Parses nothing. */

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
