/** The exported `ErrorCodes`: the status codes with their names, and which of them `close` takes. */

import { type Dialect, isCloseCode } from './dialect.js'

const names = {
  1000: 'normal',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1004: 'reserved',
  1005: 'reserved for extensions',
  1006: 'reserved for extensions',
  1007: 'inconsistent or invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'extension handshake missing',
  1011: 'an unexpected condition prevented the request from being fulfilled',
} as const

export type ErrorCodes = typeof names & { isValidErrorCode(code: unknown): boolean }

export function errorCodesOf(dialect: Dialect): ErrorCodes {
  return { ...names, isValidErrorCode: (code) => isCloseCode(dialect, code) }
}
