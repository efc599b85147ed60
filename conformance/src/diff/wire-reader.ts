/**
 * Cuts one direction of a connection into HTTP heads, bodies and WebSocket frames, whatever the chunks.
 * It is a reader for tests, written for this kit alone: it judges nothing and takes what is there, legal or not.
 */
import { createHash } from 'node:crypto'

/** An HTTP request or response head. Header names keep their case, order and repetitions. */
export interface WireHead {
  readonly kind: 'head'
  readonly startLine: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** One WebSocket frame; the payload is unmasked. */
export interface WireFrame {
  readonly kind: 'frame'
  readonly fin: boolean
  /** The three reserved bits as a number: 4 is RSV1, 2 is RSV2, 1 is RSV3. */
  readonly rsv: number
  readonly opcode: number
  readonly maskingKey: Uint8Array | undefined
  readonly payload: Uint8Array
  /** How many bytes the length took on the wire: 0, 2 or 8 beside the first. */
  readonly lengthBytes: 0 | 2 | 8
}

/** A body of an HTTP message, or bytes that are neither. */
export interface WireBytes {
  readonly kind: 'body' | 'bytes'
  readonly bytes: Uint8Array
}

export type WireItem = WireHead | WireFrame | WireBytes

const NO_BYTES = Buffer.alloc(0)
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The value of Sec-WebSocket-Accept that answers a key. */
export function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

/** Value of a header of a head, whatever its case; the first if it is repeated. */
export function headerOf(head: WireHead, name: string): string | undefined {
  return head.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

type State = { kind: 'http' } | { kind: 'frames' } | { kind: 'body'; left: number }

/** Cuts the bytes of one direction into items, whatever the chunks. */
export class WireReader {
  #state: State
  #pending: Buffer = NO_BYTES
  #arrived: Uint8Array[] = []
  #arrivedLength = 0
  /** Bytes without which it is no use to look again. */
  #needed = 0

  constructor(start: 'http' | 'frames' = 'http') {
    this.#state = { kind: start }
  }

  /** Takes a chunk, gives the items that it completes. */
  push(chunk: Uint8Array): WireItem[] {
    this.#arrived.push(chunk)
    this.#arrivedLength += chunk.length
    if (this.#pending.length + this.#arrivedLength < this.#needed) return []
    this.#gather()
    const items: WireItem[] = []
    for (let item = this.#next(); item !== undefined; item = this.#next()) items.push(item)
    return items
  }

  /** Ends the direction: what is left over is a body without a length, or bytes. */
  end(): WireItem[] {
    this.#gather()
    const bytes = this.#pending
    this.#pending = NO_BYTES
    if (bytes.length === 0) return []
    return [{ kind: this.#state.kind === 'body' ? 'body' : 'bytes', bytes }]
  }

  /** Reads frames from here on, whatever the heads said. */
  expectFrames(): void {
    this.#state = { kind: 'frames' }
  }

  #gather(): void {
    this.#pending = Buffer.concat([this.#pending, ...this.#arrived])
    this.#arrived = []
    this.#arrivedLength = 0
    this.#needed = 0
  }

  #next(): WireItem | undefined {
    if (this.#state.kind === 'frames') return this.#nextFrame()
    if (this.#state.kind === 'http') return this.#nextHead()
    return this.#nextBody(this.#state.left)
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length)
    this.#pending = this.#pending.subarray(length)
    return taken
  }

  #nextHead(): WireHead | undefined {
    const end = this.#pending.indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const [startLine, ...lines] = this.#take(end + 4)
      .toString('latin1', 0, end)
      .split('\r\n')
    const headers = lines.map((line) => {
      const colon = line.indexOf(':')
      return colon === -1 ? ([line, ''] as const) : ([line.slice(0, colon), line.slice(colon + 1).trim()] as const)
    })
    const head: WireHead = { kind: 'head', startLine, headers }
    this.#state = stateAfter(head)
    return head
  }

  #nextBody(left: number): WireBytes | undefined {
    if (this.#pending.length < left) return undefined
    this.#state = { kind: 'http' }
    return { kind: 'body', bytes: this.#take(left) }
  }

  #nextFrame(): WireFrame | undefined {
    const bytes = this.#pending
    if (bytes.length < 2) return undefined
    const short = bytes[1] & 0x7f
    const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0
    const masked = (bytes[1] & 0x80) !== 0
    const headerLength = 2 + lengthBytes + (masked ? 4 : 0)
    if (bytes.length < headerLength) return undefined
    const length =
      lengthBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : lengthBytes === 2 ? bytes.readUInt16BE(2) : short
    if (bytes.length < headerLength + length) {
      this.#needed = headerLength + length
      return undefined
    }
    const frame = this.#take(headerLength + length)
    const maskingKey = masked ? frame.subarray(headerLength - 4, headerLength) : undefined
    const payload = Buffer.from(frame.subarray(headerLength))
    if (maskingKey) for (let i = 0; i < payload.length; i++) payload[i] ^= maskingKey[i & 3]
    const [first] = frame
    return {
      kind: 'frame',
      fin: (first & 0x80) !== 0,
      rsv: (first >> 4) & 7,
      opcode: first & 0x0f,
      maskingKey,
      payload,
      lengthBytes,
    }
  }
}

function stateAfter(head: WireHead): State {
  const length = Number(headerOf(head, 'content-length') ?? Number.NaN)
  const response = /^HTTP\/\d\.\d (\d{3})/.exec(head.startLine)
  if (response ? response[1] === '101' : headerOf(head, 'upgrade') !== undefined) return { kind: 'frames' }
  if (length > 0) return { kind: 'body', left: length }
  if (response && Number.isNaN(length)) return { kind: 'body', left: Number.POSITIVE_INFINITY }
  return { kind: 'http' }
}
