/** Frames as bytes, composed and read without the engine, so that neither side of a test vouches for itself. */

/** Bytes from hexadecimal digits; blanks are for the reader. */
export function hex(digits: string): Buffer {
  const compact = digits.replace(/\s+/g, '')
  if (compact.length % 2 !== 0 || /[^0-9a-f]/i.test(compact)) throw new Error(`Not hexadecimal: ${digits}`)
  return Buffer.from(compact, 'hex')
}

export interface FrameParts {
  fin?: boolean
  /** The three reserved bits: 4 is RSV1, 2 is RSV2, 1 is RSV3. */
  rsv?: number
  opcode: number
  /** Four bytes, or null for a frame without a mask. */
  key?: readonly number[] | null
  payload?: Uint8Array | string
  /** The form of the length: its shortest by default. */
  lengthBytes?: 0 | 2 | 8
  /** A declared length other than the payload's own. */
  declared?: bigint | number
}

const DEFAULT_KEY = [0x37, 0xfa, 0x21, 0x3d] as const

/** A key for a frame that only has to be masked somehow. */
export const someKey: readonly number[] = DEFAULT_KEY

export function frame(parts: FrameParts): Buffer {
  const { fin = true, rsv = 0, opcode, key = null } = parts
  const payload = typeof parts.payload === 'string' ? Buffer.from(parts.payload) : (parts.payload ?? Buffer.alloc(0))
  const length = BigInt(parts.declared ?? payload.length)
  const lengthBytes = parts.lengthBytes ?? (length < 126n ? 0 : length < 65536n ? 2 : 8)
  const head = Buffer.alloc(2 + lengthBytes + (key === null ? 0 : 4))
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (key === null ? 0 : 0x80) | (lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) head.writeUInt16BE(Number(length), 2)
  if (lengthBytes === 8) head.writeBigUInt64BE(length, 2)
  const body = Buffer.from(payload)
  if (key !== null) {
    head.set(key, head.length - 4)
    for (let i = 0; i < body.length; i++) body[i] ^= key[i % 4]
  }
  return Buffer.concat([head, body])
}

export interface ReadFrame {
  fin: boolean
  rsv: number
  opcode: number
  key: readonly number[] | null
  /** Unmasked. */
  payload: Buffer
  /** Bytes of the length's extension: 0, 2 or 8. */
  lengthBytes: number
}

/** Reads whole frames; throws where bytes are left over. */
export function readFrames(bytes: Uint8Array): ReadFrame[] {
  const source = Buffer.from(bytes)
  const frames: ReadFrame[] = []
  let at = 0
  while (at < source.length) {
    const first = source.readUInt8(at)
    const second = source.readUInt8(at + 1)
    const short = second & 0x7f
    const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8
    const length =
      lengthBytes === 0
        ? short
        : lengthBytes === 2
          ? source.readUInt16BE(at + 2)
          : Number(source.readBigUInt64BE(at + 2))
    at += 2 + lengthBytes
    const key = (second & 0x80) === 0 ? null : [...source.subarray(at, at + 4)]
    if (key !== null) at += 4
    if (at + length > source.length) throw new Error('The last frame is cut')
    const payload = Buffer.from(source.subarray(at, at + length))
    if (key !== null) for (let i = 0; i < length; i++) payload[i] ^= key[i % 4]
    frames.push({ fin: (first & 0x80) !== 0, rsv: (first >> 4) & 7, opcode: first & 15, key, payload, lengthBytes })
    at += length
  }
  return frames
}

/** The whole frames at the start of a stream that may end anywhere. */
export function readWholeFrames(bytes: Uint8Array): ReadFrame[] {
  for (let end = 0, at = 0; ; at = end) {
    const size = frameSize(bytes, at)
    end = at + size
    if (size === 0 || end > bytes.length) return readFrames(bytes.subarray(0, at))
  }
}

function frameSize(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < 2) return 0
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
  const short = view.getUint8(1) & 0x7f
  const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8
  const mask = (view.getUint8(1) & 0x80) === 0 ? 0 : 4
  if (view.byteLength < 2 + lengthBytes) return 0
  const length = lengthBytes === 0 ? short : lengthBytes === 2 ? view.getUint16(2) : Number(view.getBigUint64(2))
  return 2 + lengthBytes + mask + length
}

/** A Close frame's body. */
export function closeBody(code: number, reason: string | Uint8Array = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)])
}

/** Cuts bytes at the given positions; each piece has memory of its own, as chunks of a socket do. */
export function cutAt(bytes: Uint8Array, positions: readonly number[]): Buffer[] {
  const cuts = [...new Set(positions.filter((at) => at > 0 && at < bytes.length))].sort((a, b) => a - b)
  return [0, ...cuts].map((start, i) => ownCopy(bytes.subarray(start, cuts[i] ?? bytes.length)))
}

/** A copy in memory that nothing else shares. */
export function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}
