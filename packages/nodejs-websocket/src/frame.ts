/** The functions that compose single frames. The layout of a frame is the engine's. */

import { FIN, frameHeaderSize, maskInPlace, Opcode, writeFrameHeader } from '@rosetta-ws/engine'
import { nodePlatform } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'

const noBytes = Buffer.alloc(0)

function createFrame(first: number, payload: Uint8Array, masked = false): Buffer {
  const size = frameHeaderSize(payload.length, masked)
  const frame = Buffer.allocUnsafe(size + payload.length)
  const maskingKey = masked ? nodePlatform.maskingKey() : 0
  writeFrameHeader(frame, 0, first, payload.length, masked, maskingKey)
  frame.set(payload, size)
  maskInPlace(frame, size, frame.length, maskingKey)
  return frame
}

/** A text message in one frame. */
export function createTextFrame(data: string, masked?: boolean): Buffer {
  return createFrame(FIN | Opcode.Text, Buffer.from(data), masked)
}

/** A frame of a binary message; whole unless `first` or `fin` say otherwise. @throws TypeError for what is no bytes */
export function createBinaryFrame(data: Uint8Array, masked?: boolean, first = true, fin = true): Buffer {
  return createFrame(
    (fin ? FIN : 0) | (first ? Opcode.Binary : Opcode.Continuation),
    Buffer.concat([noBytes, data]),
    masked,
  )
}

/** A Close frame. @throws RangeError for a code that does not fit into two bytes */
export function createCloseFrame(code?: number, reason?: string, masked?: boolean): Buffer {
  return createFrame(FIN | Opcode.Close, closeBody(code, reason), masked)
}

/** A ping. @throws TypeError without data */
export function createPingFrame(data: string, masked?: boolean): Buffer {
  return createFrame(FIN | Opcode.Ping, Buffer.from(data), masked)
}

/** A pong. @throws TypeError without data */
export function createPongFrame(data: string, masked?: boolean): Buffer {
  return createFrame(FIN | Opcode.Pong, Buffer.from(data), masked)
}

export default { createTextFrame, createBinaryFrame, createCloseFrame, createPingFrame, createPongFrame }
