/** Names of the numbers on the wire. */

/** @rfc 6455 §11.8 */
const opcodes: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}

export function opcodeName(opcode: number): string {
  return opcodes[opcode] ?? 'reserved'
}

export function isControl(opcode: number): boolean {
  return opcode >= 8
}

/** @rfc 6455 §7.4.1 */
export const closeCodes: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no status code',
  1006: 'closed without a Close frame',
  1007: 'invalid payload data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
  1015: 'TLS handshake failed',
}

export function closeCodeName(code: number): string {
  if (code in closeCodes) return closeCodes[code]
  if (code >= 4000 && code <= 4999) return 'private use'
  return code >= 3000 && code <= 3999 ? 'registered use' : 'not to be sent'
}

/** `1 byte`, `12 bytes` */
export function bytesText(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'byte' : 'bytes'}`
}
