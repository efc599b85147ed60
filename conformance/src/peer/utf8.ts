/**
 * Says whether bytes are well-formed UTF-8, and where they stop being so. It does not decode.
 */

/** What may follow a lead byte: the number of continuation bytes and the range of the first of them. Unicode, table 3-7. */
function sequence(lead: number): { more: number; low: number; high: number } | undefined {
  if (lead < 0x80) return { more: 0, low: 0, high: 0 }
  if (lead < 0xc2 || lead > 0xf4) return undefined
  if (lead < 0xe0) return { more: 1, low: 0x80, high: 0xbf }
  if (lead < 0xf0) return { more: 2, low: lead === 0xe0 ? 0xa0 : 0x80, high: lead === 0xed ? 0x9f : 0xbf }
  return { more: 3, low: lead === 0xf0 ? 0x90 : 0x80, high: lead === 0xf4 ? 0x8f : 0xbf }
}

/** Verdict on a byte string: `firstBadByte` is set for `invalid` only. @rfc 3629 §4 */
export interface Utf8Verdict {
  kind: 'valid' | 'invalid' | 'truncated'
  firstBadByte?: number
}

/** Checks a whole string. `truncated`: right so far, but it ends inside a character. */
export function checkUtf8(bytes: Uint8Array): Utf8Verdict {
  for (let i = 0; i < bytes.length; i++) {
    const rule = sequence(bytes[i]!)
    if (rule === undefined) return { kind: 'invalid', firstBadByte: i }
    for (let k = 1; k <= rule.more; k++) {
      const byte = bytes[i + k]
      if (byte === undefined) return { kind: 'truncated' }
      const low = k === 1 ? rule.low : 0x80
      const high = k === 1 ? rule.high : 0xbf
      if (byte < low || byte > high) return { kind: 'invalid', firstBadByte: i + k }
    }
    i += rule.more
  }
  return { kind: 'valid' }
}
