/** The body of a Close frame out of the arguments of `close`, so that it is always one that may be sent. */

import { CloseCode, isCloseCodeOnWire } from '@rosetta-ws/engine'

const MAX_REASON_BYTES = 123

/**
 * A body with the code and the reason. It is empty without a code, and for one that must not be on the wire; a reason that
 * is too long is cut at a character.
 *
 * @throws RangeError for a code that does not fit into two bytes
 * @rfc 6455 §5.5.1, §7.4
 */
export function closeBody(code?: number, reason?: string): Buffer {
  if (code === undefined || code === CloseCode.NoStatus) return Buffer.alloc(0)
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  if (!isCloseCodeOnWire(head.readUInt16BE())) return Buffer.alloc(0)
  return Buffer.concat([head, reasonBytes(reason === undefined ? '' : String(reason))])
}

function reasonBytes(reason: string): Buffer {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MAX_REASON_BYTES) return bytes
  let end = MAX_REASON_BYTES
  while ((bytes[end] & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}
