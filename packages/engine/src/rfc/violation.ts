/**
 * Every way in which a peer can break the rules, as data: the section that it breaks and the status code that answers it.
 * It has no texts: each dialect names its own.
 */

import { CloseCode } from './close-code.js'

const { ProtocolError, InvalidPayload, PolicyViolation, MessageTooBig } = CloseCode

/** @rfc 6455 §7.4.1 for the codes */
export const violations = {
  /** RSV2 or RSV3 is set. */
  reservedBits: { section: '6455 §5.2', closeCode: ProtocolError },
  /** RSV1 is set without permessage-deflate, on a continuation or on a control frame. */
  unexpectedRsv1: { section: '7692 §6.1', closeCode: ProtocolError },
  /** The opcode is one of 3 to 7 or 11 to 15. Detail: the opcode. */
  reservedOpcode: { section: '6455 §5.2', closeCode: ProtocolError },
  /** A continuation frame, and no message is open. Detail: the opcode. */
  unexpectedContinuation: { section: '6455 §5.4', closeCode: ProtocolError },
  /** A text or binary frame while a fragmented message is open. Detail: the opcode. */
  expectedContinuation: { section: '6455 §5.4', closeCode: ProtocolError },
  /** FIN is clear on a control frame. */
  fragmentedControl: { section: '6455 §5.5', closeCode: ProtocolError },
  /** A control frame of more than 125 bytes. Detail: the 7-bit length field. */
  controlTooLong: { section: '6455 §5.5', closeCode: ProtocolError },
  /** A Close frame with a body of one byte. Detail: the length. */
  closeBodyTooShort: { section: '6455 §5.5.1', closeCode: ProtocolError },
  /** A status code that must not be on the wire. Detail: the code. */
  invalidCloseCode: { section: '6455 §7.4', closeCode: ProtocolError },
  /** The reason of a Close frame is not UTF-8. */
  invalidCloseReason: { section: '6455 §5.5.1', closeCode: InvalidPayload },
  /** A client's frame is not masked. */
  expectedMask: { section: '6455 §5.1', closeCode: ProtocolError },
  /** A server's frame is masked. */
  unexpectedMask: { section: '6455 §5.1', closeCode: ProtocolError },
  /** The payload length is not in its shortest form. Detail: the length. */
  lengthNotMinimal: { section: '6455 §5.2', closeCode: ProtocolError },
  /** The payload length is above 2^53 - 1. */
  lengthUnsupported: { section: '6455 §5.2', closeCode: MessageTooBig },
  /** A text message is not UTF-8. */
  invalidUtf8: { section: '6455 §8.1', closeCode: InvalidPayload },
  /** A frame's declared length is above the frame limit. Detail: the length. */
  frameTooLarge: { section: '6455 §10.4', closeCode: MessageTooBig },
  /** The message, inflated or not, is above the message limit. Detail: the bytes counted. */
  messageTooLarge: { section: '6455 §10.4', closeCode: MessageTooBig },
  /** The message has more fragments than the limit. */
  tooManyFragments: { section: '6455 §10.4', closeCode: PolicyViolation },
  /** One frame came in more pieces than the limit. */
  tooManyChunks: { section: '6455 §10.4', closeCode: PolicyViolation },
  /** The compressed data cannot be inflated. Detail: the inflater's error. */
  inflateFailed: { section: '7692 §7.2.2', closeCode: InvalidPayload },
} as const satisfies Record<string, { readonly section: string; readonly closeCode: number }>

export type Violation = keyof typeof violations

/** What a violation has to say beyond its name: a number, the inflater's error, or nothing. */
export type ViolationDetail = number | Error | undefined
