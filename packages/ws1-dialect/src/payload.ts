/** What `send`, `ping` and `pong` take as data. */

export type Data = string | Uint8Array

/** Whether data is sent as binary unless the options say otherwise. */
export function isBinary(data: unknown): boolean {
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data)
}

/** Strings and bytes as such, nothing as the empty string, and anything else as its text. */
export function toData(data: unknown): Data {
  if (!data) return ''
  if (typeof data === 'string' || data instanceof Uint8Array) return data
  if (data instanceof ArrayBuffer) return Buffer.from(data)
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return String(data)
}

const MAX_CONTROL_BYTES = 125

/** The payload of a control frame. @throws RangeError above 125 bytes @rfc 6455 §5.5 */
export function toControlData(data: unknown): Data {
  const payload = toData(data)
  if (Buffer.byteLength(payload) <= MAX_CONTROL_BYTES) return payload
  throw new RangeError('control frames cannot have more than 125 bytes of data')
}
