/** Header values for the parsers: any, and those that would be slow for a parser that is not linear. */

import fc from 'fast-check'

const tokenCharacters = [..."!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]

export const anyToken: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...tokenCharacters), minLength: 1, maxLength: 8 }),
  fc.constantFrom('permessage-deflate', '__proto__', 'constructor', 'toString', 'hasOwnProperty'),
)

/** Strings of which many are nearly lists. */
export const anyHeader: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40, size: 'max' }),
  fc
    .array(
      fc.oneof(anyToken, fc.constantFrom(',', ';', '=', '"', '\\', ' ', '\t', ', ', '; ', '="', '",', 'é', '\0')),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
)

const MEGABYTE = 1024 * 1024

function filled(pattern: string): string {
  return pattern.repeat(Math.floor(MEGABYTE / pattern.length))
}

/** One megabyte each. */
export const adversarialHeaders: Readonly<Record<string, string>> = {
  blanks: filled(' '),
  'a token and blanks': `a${filled(' ')}`,
  'blanks between elements': filled('a               ,               '),
  'one token': filled('a'),
  commas: filled(','),
  semicolons: `a${filled(';')}`,
  'many elements': `a${filled(',a')}`,
  'many different elements': Array.from({ length: 150_000 }, (_, i) => `n${i}`).join(),
  'many parameters': `a${filled(';b=c')}`,
  'the same parameter': `permessage-deflate${filled('; server_no_context_takeover')}`,
  'an open quote': `a;b="${filled('c')}`,
  backslashes: `a;b="${filled('\\c')}`,
  'many quotes': `a${filled(';b="c"')}`,
  'equals signs': `a;b${filled('=')}`,
  'a fault at the end': `a${filled(', a')}"`,
}
