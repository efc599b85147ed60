/** What this dialect's users, and the peer, are told of a peer's violation. */

import { type Violation, type ViolationDetail, violations } from '@rosetta-ws/engine'

/** How a connection ends for a violation. */
export interface Dismissal {
  /** The code and the text of the 'close' event. */
  readonly code: number
  readonly description: string | undefined
  /** The code of the Close frame, which has no text, where the fault is in the peer's own Close frame. */
  readonly answer?: number
}

type Form = (detail: ViolationDetail) => string | Dismissal

const MAX_SUPPORTED_LENGTH = 0xffffffff

const hex = (opcode: ViolationDetail): string => `0x${Number(opcode).toString(16)}`
const unsupportedLength: Dismissal = { code: 1002, description: 'Unsupported 64-bit length frame received' }
const reservedBits: Form = () => 'Unsupported usage of rsv bits without negotiated extension.'
const invalidUtf8: Form = () => 'Invalid UTF-8 Data Received'

const forms = {
  reservedBits,
  unexpectedRsv1: reservedBits,
  reservedOpcode: (opcode) => `Unrecognized Opcode: ${hex(opcode)}`,
  unexpectedContinuation: () => 'Unexpected Continuation Frame',
  expectedContinuation: (opcode) => `Illegal frame opcode ${hex(opcode)} received in middle of fragmented message.`,
  fragmentedControl: () => 'Control frames must not be fragmented.',
  controlTooLong: () => 'Illegal control frame longer than 125 bytes.',
  closeBodyTooShort: () => ({ code: 1005, description: 'Reason not provided', answer: 1002 }),
  invalidCloseCode: (code) => ({ code: code as number, description: undefined, answer: 1002 }),
  invalidCloseReason: invalidUtf8,
  expectedMask: () => 'A frame from a client must be masked.',
  unexpectedMask: () => 'A frame from a server must not be masked.',
  lengthNotMinimal: () => 'Payload length is not in its shortest form.',
  lengthUnsupported: () => unsupportedLength,
  invalidUtf8,
  frameTooLarge: (length) =>
    Number(length) > MAX_SUPPORTED_LENGTH
      ? unsupportedLength
      : `Frame size of ${length} bytes exceeds maximum accepted frame size`,
  messageTooLarge: () => 'Maximum message size exceeded.',
  tooManyFragments: () => 'Maximum number of fragments exceeded.',
  tooManyChunks: () => 'Frame received in too many pieces.',
  inflateFailed: () => 'Invalid compressed data received.',
} as const satisfies Record<Violation, Form>

export function dismissalFor(violation: Violation, detail: ViolationDetail): Dismissal {
  const told = (forms[violation] as Form)(detail)
  return typeof told === 'string' ? { code: violations[violation].closeCode, description: told } : told
}
