/** The body of a Close frame: nothing, or a status code and a reason. Decides nothing about closing. */

import { CloseCode, isCloseCodeOnWire } from '../rfc/close-code.js'
import type { Violation } from '../rfc/violation.js'

/** The status code in the body of a Close frame; `CloseCode.NoStatus` if the body is empty. @rfc 6455 §5.5.1, §7.1.5 */
export function closeCodeOf(body: Uint8Array): number {
  return body.length === 0 ? CloseCode.NoStatus : (body[0] << 8) | body[1]
}

/**
 * Judges the body of a Close frame of 0 or of 2 to 125 bytes.
 *
 * @param isUtf8 tells whether the reason, `body` from byte 2 on, is UTF-8
 * @rfc 6455 §5.5.1, §7.4
 */
export function checkClosePayload(
  body: Uint8Array,
  isUtf8: (body: Uint8Array, from: number) => boolean,
): Violation | null {
  if (body.length === 0) return null
  if (!isCloseCodeOnWire(closeCodeOf(body))) return 'invalidCloseCode'
  if (body.length > 2 && !isUtf8(body, 2)) return 'invalidCloseReason'
  return null
}

/** The body of a Close frame as `closeCodeOf` and its reason tell it: none for 1005. */
export function closePayload(code: number, reason: Uint8Array): Uint8Array {
  if (code === CloseCode.NoStatus) return new Uint8Array(0)
  const body = new Uint8Array(2 + reason.length)
  body[0] = code >>> 8
  body[1] = code & 0xff
  body.set(reason, 2)
  return body
}
