/** Composes the body of a Close frame from what a user gave, or says what is wrong with it. */

import { isCloseCodeOnWire } from '@rosetta-ws/engine'
import { emptyBuffer } from './payload.js'

/** @throws TypeError or RangeError for a code or reason that cannot be sent @rfc 6455 §5.5.1, §7.4 */
export function closeBody(code: unknown, reason: unknown): Buffer {
  if (code === undefined) return emptyBuffer
  if (typeof code !== 'number' || !isCloseCodeOnWire(code)) {
    throw new TypeError('First argument must be a valid error code number')
  }
  if (reason === undefined || !(reason as { length?: number }).length) return withCode(2, code)
  const size = Buffer.byteLength(reason as string)
  if (size > 123) throw new RangeError('The message must not be greater than 123 bytes')
  if (typeof reason !== 'string' && !(reason instanceof Uint8Array)) {
    throw new TypeError('Second argument must be a string or a Uint8Array')
  }
  const body = withCode(2 + size, code)
  if (typeof reason === 'string') body.write(reason, 2)
  else body.set(reason, 2)
  return body
}

function withCode(size: number, code: number): Buffer {
  const body = Buffer.alloc(size)
  body.writeUInt16BE(code, 0)
  return body
}
