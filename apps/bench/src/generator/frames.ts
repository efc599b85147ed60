/**
 * Writes the frames that the generator sends, before the clock runs. Own code, so that a fault in a measured engine can
 * not hide itself. Not the reading of frames (`frame-walker.ts`).
 *
 * @rfc 6455 §5.2
 */
export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** How one message becomes frames. */
export interface FrameShape {
  opcode: number
  /** Four bytes, or none for frames of a server. */
  maskingKey?: Uint8Array
  /** Bytes in each fragment; one frame if absent. */
  fragment?: number
  rsv1?: boolean
}

/** The bytes of one message on the wire. */
export function frameMessage(payload: Buffer, shape: FrameShape): Buffer {
  const step = shape.fragment ?? payload.length
  const frames: Buffer[] = []
  let at = 0
  do {
    const end = Math.min(at + step, payload.length)
    const first = (end === payload.length ? 0x80 : 0) | (at === 0 ? shape.opcode | (shape.rsv1 ? 0x40 : 0) : 0)
    frames.push(frameHeader(first, end - at, shape.maskingKey), masked(payload.subarray(at, end), shape.maskingKey))
    at = end
  } while (at < payload.length)
  return Buffer.concat(frames)
}

function frameHeader(first: number, length: number, maskingKey?: Uint8Array): Buffer {
  const mask = maskingKey ? 0x80 : 0
  const header =
    length < 126
      ? Buffer.from([first, mask | length])
      : length < 65_536
        ? Buffer.from([first, mask | 126, length >> 8, length & 255])
        : longHeader(first, mask | 127, length)
  return maskingKey ? Buffer.concat([header, maskingKey]) : header
}

function longHeader(first: number, second: number, length: number): Buffer {
  const header = Buffer.alloc(10)
  header[0] = first
  header[1] = second
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}

function masked(payload: Buffer, maskingKey?: Uint8Array): Buffer {
  if (!maskingKey) return payload
  const out = Buffer.allocUnsafe(payload.length)
  for (let at = 0; at < payload.length; at++) out[at] = payload[at] ^ maskingKey[at & 3]
  return out
}
