/** What this dialect's users see of a peer's faults: a status code in `close`, or the message of an `error`. */

import type { ResponseFault, Violation } from '@rosetta-ws/engine'

/** The status code with which `close` is emitted; no `error` is. */
export const closeCodes = {
  reservedBits: 1002,
  unexpectedRsv1: 1002,
  reservedOpcode: 1002,
  unexpectedContinuation: 1002,
  expectedContinuation: 1002,
  fragmentedControl: 1002,
  controlTooLong: 1002,
  closeBodyTooShort: 1002,
  invalidCloseCode: 1002,
  invalidCloseReason: 1007,
  expectedMask: 1002,
  unexpectedMask: 1002,
  lengthNotMinimal: 1002,
  lengthUnsupported: 1009,
  invalidUtf8: 1007,
  frameTooLarge: 1009,
  messageTooLarge: 1009,
  tooManyFragments: 1008,
  tooManyChunks: 1008,
  inflateFailed: 1007,
} as const satisfies Record<Violation, number>

/** What follows `Invalid handshake: ` when a 101 response is no answer to the request. */
export const responseFaults = {
  upgrade: 'invalid Upgrade or Connection header',
  accept: 'hash mismatch',
  subprotocolNotRequested: 'no protocol negotiation was expected',
  subprotocolInvalid: 'no protocol was negotiated',
  subprotocolMissing: 'no protocol was negotiated',
  extensionNotRequested: 'no extension negotiation was expected',
  extensionUnknown: 'no extension negotiation was expected',
  extensionInvalid: 'no extension negotiation was expected',
} as const satisfies Record<ResponseFault['response'], string>

/** What a user did at the wrong time; emitted as `error`. */
export const misuse = {
  notOpen: "You can't write to a non-open connection",
  textInBinary: "You can't send a text frame until you finish sending binary frames",
  binaryInBinary: "You can't send more binary frames until you finish sending the previous binary frames",
  pingTooLong: 'The payload of a ping must not be longer than 125 bytes',
} as const
