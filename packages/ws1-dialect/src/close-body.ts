/** The body of a Close frame out of the arguments of `close`, so that it is always one that may be sent. */

const MAX_REASON_BYTES = 123

/** A body; a reason that is too long is cut at a character. @rfc 6455 §5.5.1 */
export function closeBody(code: number, reason: unknown): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  if (reason === undefined || reason === null) return head
  return Buffer.concat([head, cutAtCharacter(Buffer.isBuffer(reason) ? reason : Buffer.from(String(reason)))])
}

function cutAtCharacter(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_REASON_BYTES) return bytes
  let end = MAX_REASON_BYTES
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}
