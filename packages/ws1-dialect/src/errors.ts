/** The texts that this dialect's users see for the faults of a peer. */

import type { ResponseFault, Violation, ViolationDetail } from '@rosetta-ws/engine'
import { Opcode } from '@rosetta-ws/engine'

type Text = (detail: ViolationDetail, maxPayload: number) => string

const reserved: Text = () => 'reserved fields must be empty'
const tooBig: Text = (_detail, maxPayload) => `payload cannot exceed ${maxPayload} bytes`
const tooLong: Text = () => 'packets with length spanning more than 32 bit is currently not supported'
const invalidUtf8: Text = () => 'invalid utf8 sequence'
const controlNames: Readonly<Record<number, string>> = {
  [Opcode.Close]: 'close',
  [Opcode.Ping]: 'ping',
  [Opcode.Pong]: 'pong',
}

const texts = {
  reservedBits: reserved,
  unexpectedRsv1: reserved,
  reservedOpcode: (opcode) => `no handler for opcode ${opcode}`,
  unexpectedContinuation: () => 'continuation frame cannot follow current opcode',
  expectedContinuation: () => 'data frames after the initial data frame must have opcode 0',
  fragmentedControl: (opcode) => `fragmented ${controlNames[opcode as number]} is not supported`,
  controlTooLong: () => 'control frames cannot have more than 125 bytes of data',
  closeBodyTooShort: () => 'close packets with data must be at least two bytes long',
  invalidCloseCode: () => 'invalid error code',
  invalidCloseReason: invalidUtf8,
  expectedMask: () => 'frames of a client must be masked',
  unexpectedMask: () => 'frames of a server must not be masked',
  lengthNotMinimal: () => 'payload length must be in its shortest form',
  lengthUnsupported: tooLong,
  invalidUtf8,
  frameTooLarge: tooBig,
  messageTooLarge: tooBig,
  tooManyFragments: () => 'too many fragments',
  tooManyChunks: () => 'too many chunks',
  inflateFailed: () => 'invalid compressed data',
} as const satisfies Record<Violation, Text>

export function violationText(violation: Violation, detail: ViolationDetail, maxPayload: number): string {
  return (texts[violation] as Text)(detail, maxPayload)
}

/** What `error` is emitted with when a 101 response is no answer to the request: a text, not an `Error`. */
export const responseFaults = {
  upgrade: 'invalid upgrade header',
  accept: 'invalid server key',
  subprotocolNotRequested: 'server sent a subprotocol even though none requested',
  subprotocolInvalid: 'server responded with an invalid protocol',
  subprotocolMissing: 'server sent no subprotocol even though requested',
  extensionNotRequested: 'invalid extension parameter',
  extensionUnknown: 'invalid extension parameter',
  extensionInvalid: 'invalid extension parameter',
} as const satisfies Record<ResponseFault['response'], string>
