/** Judges and writes the first bytes of a frame. Reads no payload. */

import { Opcode } from '../rfc/opcode.js'
import type { Violation } from '../rfc/violation.js'

/** What the next header must look like, beyond what is always so. */
export interface FrameExpectation {
  /** Whether the peer must mask: true at a server, false at a client, null where frames of both are read. */
  masked: boolean | null
  /** Whether permessage-deflate was agreed, so that RSV1 may be set on the first frame of a message. */
  rsv1Allowed: boolean
  /** Whether a fragmented message is open. */
  insideMessage: boolean
}

export const FIN = 0x80
export const RSV1 = 0x40
const RSV2_RSV3 = 0x30
const OPCODE = 0x0f
export const MASK = 0x80
const LENGTH = 0x7f

/**
 * Judges a header by its first two bytes.
 *
 * @returns the rule that it breaks, or null
 * @rfc 6455 §5.2, §5.4, §5.5 and 7692 §6.1
 */
export function checkFrameHeader(first: number, second: number, expected: FrameExpectation): Violation | null {
  if ((first & RSV2_RSV3) !== 0) return 'reservedBits'
  const rsv1 = (first & RSV1) !== 0
  if (rsv1 && !expected.rsv1Allowed) return 'unexpectedRsv1'
  const opcode = first & OPCODE
  if (opcode === Opcode.Text || opcode === Opcode.Binary) {
    if (expected.insideMessage) return 'expectedContinuation'
  } else if (opcode === Opcode.Continuation) {
    if (rsv1) return 'unexpectedRsv1'
    if (!expected.insideMessage) return 'unexpectedContinuation'
  } else if (opcode >= Opcode.Close && opcode <= Opcode.Pong) {
    const violation = checkControlHeader(first, second)
    if (violation !== null) return violation
  } else {
    return 'reservedOpcode'
  }
  const masked = (second & MASK) !== 0
  if (masked === expected.masked || expected.masked === null) return null
  return masked ? 'unexpectedMask' : 'expectedMask'
}

function checkControlHeader(first: number, second: number): Violation | null {
  if ((first & FIN) === 0) return 'fragmentedControl'
  if ((first & RSV1) !== 0) return 'unexpectedRsv1'
  const length = second & LENGTH
  if (length > 125) return 'controlTooLong'
  if ((first & OPCODE) === Opcode.Close && length === 1) return 'closeBodyTooShort'
  return null
}

/** Bytes of a header for a payload of `length` bytes. */
export function frameHeaderSize(length: number, masked: boolean): number {
  const size = length < 126 ? 2 : length < 65536 ? 4 : 10
  return masked ? size + 4 : size
}

/**
 * Writes a header at `at`.
 *
 * @param first FIN, RSV bits and opcode
 * @param maskingKey lowest byte first; written only if `masked`
 * @returns where the payload starts
 * @rfc 6455 §5.2
 */
export function writeFrameHeader(
  target: Uint8Array,
  at: number,
  first: number,
  length: number,
  masked: boolean,
  maskingKey: number,
): number {
  const mask = masked ? MASK : 0
  target[at] = first
  if (length < 126) {
    target[at + 1] = mask | length
    at += 2
  } else if (length < 65536) {
    target[at + 1] = mask | 126
    target[at + 2] = length >>> 8
    target[at + 3] = length & 0xff
    at += 4
  } else {
    target[at + 1] = mask | 127
    writeUint32(target, at + 2, Math.floor(length / 0x100000000))
    writeUint32(target, at + 6, length >>> 0)
    at += 10
  }
  if (!masked) return at
  target[at] = maskingKey & 0xff
  target[at + 1] = (maskingKey >>> 8) & 0xff
  target[at + 2] = (maskingKey >>> 16) & 0xff
  target[at + 3] = maskingKey >>> 24
  return at + 4
}

function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24
  target[at + 1] = (value >>> 16) & 0xff
  target[at + 2] = (value >>> 8) & 0xff
  target[at + 3] = value & 0xff
}
