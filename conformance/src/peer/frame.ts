/**
 * Writes WebSocket frames as bytes, the forbidden ones included: nothing here checks what it is asked to write.
 * It does not read frames (see frame-reader.ts).
 */
import { randomBytes } from 'node:crypto'

/** Opcodes by their RFC names. @rfc 6455 §5.2 */
export const Opcode = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const

/** The bits of `Frame.rsv`. */
export const Rsv = { rsv1: 4, rsv2: 2, rsv3: 1 } as const

/** How the payload length is written: the shortest form, or a longer one than needed. @rfc 6455 §5.2 */
export type LengthForm = 'minimal' | '16-bit' | '64-bit'

/** One frame to write. `payload` is not changed and may be used again. */
export interface FrameSpec {
  opcode: number
  /** Default true. */
  fin?: boolean
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. Default 0. */
  rsv?: number
  payload?: Uint8Array
  /** Length in the header, where it shall differ from the payload's. */
  declaredLength?: number | bigint
  lengthForm?: LengthForm
  /** Whether to mask. */
  masked: boolean
  /** Default: four random bytes. */
  maskingKey?: Uint8Array
}

const emptyPayload = new Uint8Array(0)

function lengthBytes(length: bigint, form: LengthForm): { marker: number; extended: Buffer } {
  if (form === 'minimal' && length < 126n) return { marker: Number(length), extended: Buffer.alloc(0) }
  if (form === '16-bit' || (form === 'minimal' && length < 65536n)) {
    const extended = Buffer.alloc(2)
    extended.writeUInt16BE(Number(length))
    return { marker: 126, extended }
  }
  const extended = Buffer.alloc(8)
  extended.writeBigUInt64BE(length)
  return { marker: 127, extended }
}

/** XORs `payload` with `maskingKey` into a new buffer, the key beginning at byte `phase`. @rfc 6455 §5.3 */
export function mask(payload: Uint8Array, maskingKey: Uint8Array, phase = 0): Buffer {
  const out = Buffer.allocUnsafe(payload.length)
  for (let i = 0; i < payload.length; i++) out[i] = payload[i]! ^ maskingKey[(i + phase) & 3]!
  return out
}

/** The header of a frame, the masking key included. @rfc 6455 §5.2 */
export function frameHeader(frame: FrameSpec, maskingKey: Uint8Array): Buffer {
  const declared = BigInt(frame.declaredLength ?? frame.payload?.length ?? 0)
  const { marker, extended } = lengthBytes(declared, frame.lengthForm ?? 'minimal')
  const first = ((frame.fin ?? true) ? 0x80 : 0) | ((frame.rsv ?? 0) << 4) | frame.opcode
  const second = (frame.masked ? 0x80 : 0) | marker
  return Buffer.concat([Buffer.from([first, second]), extended, frame.masked ? maskingKey : emptyPayload])
}

/** A whole frame as bytes. */
export function encodeFrame(frame: FrameSpec): Buffer {
  const payload = frame.payload ?? emptyPayload
  const maskingKey = frame.maskingKey ?? randomBytes(4)
  return Buffer.concat([frameHeader(frame, maskingKey), frame.masked ? mask(payload, maskingKey) : payload])
}

/** The body of a Close frame. No code, no body; the code may be a forbidden one. @rfc 6455 §5.5.1 */
export function closeBody(code?: number, reason: Uint8Array = emptyPayload): Buffer {
  if (code === undefined) return Buffer.alloc(0)
  const body = Buffer.alloc(2 + reason.length)
  body.writeUInt16BE(code)
  body.set(reason, 2)
  return body
}
