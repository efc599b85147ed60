/** Bytes, hex and text. */

const encoder = new TextEncoder()
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

/**
 * Reads hex as people write it: with spaces, line breaks, commas, colons and `0x`.
 *
 * @throws Error that says where it is wrong
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/0x|[\s,:]/gi, '')
  const wrong = /[^0-9a-f]/i.exec(digits)
  if (wrong !== null) throw new Error(`“${wrong[0]}” is no hex digit`)
  if (digits.length % 2 === 1) throw new Error('Hex digits come in pairs: one is missing')
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}

export function toUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}

/** The text that bytes are in UTF-8, or null when they are none. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return null
  }
}

/** The text of the first bytes of something longer, which may end in the middle of a character. */
export function fromUtf8Start(bytes: Uint8Array): string | null {
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut++) {
    const text = fromUtf8(bytes.subarray(0, bytes.length - cut))
    if (text !== null) return text
  }
  return null
}
