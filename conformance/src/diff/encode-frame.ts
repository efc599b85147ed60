/**
 * Makes the bytes of frames for raw peers, legal or not. It refuses nothing.
 */

/** What `encodeFrame` takes. Everything that a legal endpoint may not do is allowed. */
export interface FrameToSend {
  opcode?: number
  payload?: string | Uint8Array | readonly number[]
  fin?: boolean
  /** Reserved bits: 4 is RSV1, 2 is RSV2, 1 is RSV3. */
  rsv?: number
  /** A masking key, or true for the key 01 02 03 04. */
  mask?: boolean | Uint8Array | readonly number[]
  /** Claim this length in place of the true one. */
  length?: number | bigint
  /** Write the length in 0, 2 or 8 extra bytes in place of the shortest way. */
  lengthBytes?: 0 | 2 | 8
}

/** Bytes of a frame, legal or not. The default is a final, unmasked, empty text frame. */
export function encodeFrame(frame: FrameToSend = {}): Buffer {
  const payload = Buffer.from(typeof frame.payload === 'string' ? Buffer.from(frame.payload) : (frame.payload ?? []))
  const length = frame.length ?? payload.length
  const lengthBytes = frame.lengthBytes ?? (length < 126 ? 0 : length < 65536 ? 2 : 8)
  const header = Buffer.alloc(2 + lengthBytes)
  header[0] = ((frame.fin ?? true) ? 0x80 : 0) | ((frame.rsv ?? 0) << 4) | (frame.opcode ?? 1)
  header[1] = lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127
  if (lengthBytes === 2) header.writeUInt16BE(Number(length), 2)
  if (lengthBytes === 8) header.writeBigUInt64BE(BigInt(length), 2)
  if (!frame.mask) return Buffer.concat([header, payload])
  const key = Buffer.from(frame.mask === true ? [1, 2, 3, 4] : frame.mask)
  header[1] |= 0x80
  for (let i = 0; i < payload.length; i++) payload[i] ^= key[i & 3]
  return Buffer.concat([header, key, payload])
}

/** The payload of a Close frame. */
export function closePayload(statusCode: number, reason = ''): Buffer {
  const text = Buffer.from(reason)
  const payload = Buffer.alloc(2 + text.length)
  payload.writeUInt16BE(statusCode, 0)
  text.copy(payload, 2)
  return payload
}
