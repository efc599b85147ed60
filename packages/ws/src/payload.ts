/** Turns what a user may send into what the engine sends, and what the engine delivers into what a user asked for. */

import type { DeferredPayload, OutboxWork } from '@rosetta-ws/engine'

/** What `send`, `ping` and `pong` take. */
export type SendableData = unknown

export const emptyBuffer: Buffer = Buffer.alloc(0)

export function isBlob(value: unknown): value is Blob {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Blob).arrayBuffer === 'function' &&
    typeof (value as Blob).type === 'string' &&
    typeof (value as Blob).stream === 'function' &&
    ((value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Blob' ||
      (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'File')
  )
}

/** The bytes of binary data, without a copy; a copy of anything else that `Buffer.from` takes. */
export function toBytes(data: SendableData): Buffer {
  if (!ArrayBuffer.isView(data)) return Buffer.from(data as ArrayBuffer)
  if (Buffer.isBuffer(data)) return data
  return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
}

/** @throws TypeError for what has no bytes, as a detached array has none */
export function toPayload(data: SendableData): string | Uint8Array | DeferredPayload {
  if (typeof data === 'string') return data
  // A proxy is an instance, but has no memory of its own.
  if (data instanceof Uint8Array && data.length > 0 && ArrayBuffer.isView(data)) return data
  if (isBlob(data)) return { size: data.size, read: async () => Buffer.from(await data.arrayBuffer()) }
  return toBytes(data)
}

export function payloadSize(data: SendableData): number {
  return isBlob(data) ? data.size : toBytes(data).length
}

const droppedWork: Readonly<Record<OutboxWork, string>> = {
  deflating: 'data was being compressed',
  reading: 'the blob was being read',
}

/** What the callbacks get of sends that were dropped with the connection. */
export function droppedError(work: OutboxWork): Error {
  return new Error(`The socket was closed while ${droppedWork[work]}`)
}

/** An `ArrayBuffer` that holds exactly these bytes: their own, if it is not larger. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const buffer = bytes.buffer as ArrayBuffer
  if (bytes.byteLength === buffer.byteLength) return buffer
  return buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
