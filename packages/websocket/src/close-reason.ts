/** The status codes as this dialect names and describes them, and the body of a Close frame. Sends nothing. */

import { isCloseCodeOnWire } from '@rosetta-ws/engine'

export const closeReasons = {
  CLOSE_REASON_NORMAL: 1000,
  CLOSE_REASON_GOING_AWAY: 1001,
  CLOSE_REASON_PROTOCOL_ERROR: 1002,
  CLOSE_REASON_UNPROCESSABLE_INPUT: 1003,
  CLOSE_REASON_RESERVED: 1004,
  CLOSE_REASON_NOT_PROVIDED: 1005,
  CLOSE_REASON_ABNORMAL: 1006,
  CLOSE_REASON_INVALID_DATA: 1007,
  CLOSE_REASON_POLICY_VIOLATION: 1008,
  CLOSE_REASON_MESSAGE_TOO_BIG: 1009,
  CLOSE_REASON_EXTENSION_REQUIRED: 1010,
  CLOSE_REASON_INTERNAL_SERVER_ERROR: 1011,
  CLOSE_REASON_TLS_HANDSHAKE_FAILED: 1015,
} as const

export const closeDescriptions: Record<number, string> = {
  1000: 'Normal connection closure',
  1001: 'Remote peer is going away',
  1002: 'Protocol error',
  1003: 'Unprocessable input',
  1004: 'Reserved',
  1005: 'Reason not provided',
  1006: 'Abnormal closure, no further detail available',
  1007: 'Invalid data received',
  1008: 'Policy violation',
  1009: 'Message too big',
  1010: 'Extension requested by client is required',
  1011: 'Internal Server Error',
  1015: 'TLS Handshake Failed',
}

/** The codes that `close` takes. */
export function mayCloseWith(code: number): boolean {
  if (code < 1000) return false
  if (code <= 2999) return code <= 1003 || (code >= 1007 && code <= 1015)
  return code <= 4999 && code >= 3000
}

const MAX_REASON_BYTES = 123
const empty = Buffer.alloc(0)

/**
 * The body of a Close frame. A code that must not be on the wire leaves it empty, and a reason that is too long is cut
 * at a character.
 *
 * @rfc 6455 §5.5.1, §7.4
 */
export function closeBody(code: number, reason: string | undefined): Buffer {
  if (!isCloseCodeOnWire(code)) return empty
  let text = Buffer.from(reason ?? '')
  if (text.length > MAX_REASON_BYTES) {
    let end = MAX_REASON_BYTES
    while ((text[end] & 0xc0) === 0x80) end--
    text = text.subarray(0, end)
  }
  const body = Buffer.allocUnsafe(2 + text.length)
  body.writeUInt16BE(code, 0)
  text.copy(body, 2)
  return body
}
