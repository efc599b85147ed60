/** The errors that this dialect's users see for a peer's violations. */

import { type Violation, type ViolationDetail, violations } from '@rosetta-ws/engine'

/** Where the status code that answered a violation is kept on its error. */
export const kStatusCode: unique symbol = Symbol('status-code')

interface ErrorForm {
  readonly message: (detail: ViolationDetail) => string
  readonly code: string
  readonly type?: ErrorConstructor
  /** Whether the text stands alone, without the prefix. */
  readonly bare?: true
}

const invalidUtf8: ErrorForm = { message: () => 'invalid UTF-8 sequence', code: 'WS_ERR_INVALID_UTF8', type: Error }
const tooBig: ErrorForm = {
  message: () => 'Max payload size exceeded',
  code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH',
  bare: true,
}
const invalidOpcode: ErrorForm = { message: (opcode) => `invalid opcode ${opcode}`, code: 'WS_ERR_INVALID_OPCODE' }
const invalidControlLength: ErrorForm = {
  message: (length) => `invalid payload length ${length}`,
  code: 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH',
}

const forms = {
  reservedBits: { message: () => 'RSV2 and RSV3 must be clear', code: 'WS_ERR_UNEXPECTED_RSV_2_3' },
  unexpectedRsv1: { message: () => 'RSV1 must be clear', code: 'WS_ERR_UNEXPECTED_RSV_1' },
  reservedOpcode: invalidOpcode,
  unexpectedContinuation: invalidOpcode,
  expectedContinuation: invalidOpcode,
  fragmentedControl: { message: () => 'FIN must be set', code: 'WS_ERR_EXPECTED_FIN' },
  controlTooLong: invalidControlLength,
  closeBodyTooShort: invalidControlLength,
  invalidCloseCode: { message: (code) => `invalid status code ${code}`, code: 'WS_ERR_INVALID_CLOSE_CODE' },
  invalidCloseReason: invalidUtf8,
  expectedMask: { message: () => 'MASK must be set', code: 'WS_ERR_EXPECTED_MASK' },
  unexpectedMask: { message: () => 'MASK must be clear', code: 'WS_ERR_UNEXPECTED_MASK' },
  lengthNotMinimal: { message: () => 'payload length is not minimal', code: 'WS_ERR_INVALID_PAYLOAD_LENGTH' },
  lengthUnsupported: {
    message: () => 'Unsupported WebSocket frame: payload length > 2^53 - 1',
    code: 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH',
    bare: true,
  },
  invalidUtf8,
  frameTooLarge: tooBig,
  messageTooLarge: tooBig,
  tooManyFragments: {
    message: () => 'Too many message fragments',
    code: 'WS_ERR_TOO_MANY_BUFFERED_PARTS',
    bare: true,
  },
  tooManyChunks: { message: () => 'Too many buffered chunks', code: 'WS_ERR_TOO_MANY_BUFFERED_PARTS', bare: true },
  inflateFailed: { message: (error) => String(error), code: 'Z_DATA_ERROR', bare: true },
} as const satisfies Record<Violation, ErrorForm>

export type ViolationError = Error & { code?: string; [kStatusCode]?: number }

/** The error for a violation. */
export function errorOf(violation: Violation, detail: ViolationDetail): ViolationError {
  const form: ErrorForm = forms[violation]
  const error: ViolationError = detail instanceof Error ? detail : newError(form, detail)
  error[kStatusCode] = violations[violation].closeCode
  return error
}

function newError(form: ErrorForm, detail: ViolationDetail): ViolationError {
  const Type = form.type ?? RangeError
  const text = form.message(detail)
  const error: ViolationError = new Type(form.bare ? text : `Invalid WebSocket frame: ${text}`)
  Error.captureStackTrace(error, errorOf)
  error.code = form.code
  return error
}
