/** A client's keys and answers on Node. The request itself is made by `node:http` with its caller's options. */

import { randomBytes } from 'node:crypto'

/** A new value for Sec-WebSocket-Key. @rfc 6455 §4.1 */
export function newKey(): string {
  return randomBytes(16).toString('base64')
}
