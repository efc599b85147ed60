/**
 * Reads one direction of a connection as HTTP heads, bodies and WebSocket frames, and shows them as lines.
 * It is a reader for tests, written for this kit alone: it judges nothing and shows what is there, legal or not.
 */
import { createHash } from 'node:crypto'
import { constants, inflateRawSync } from 'node:zlib'
import { describeBytes, describeText } from './describe-value.js'

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

export interface WireFormatOptions {
  /** What the direction begins with; `http` by default. */
  start?: 'http' | 'frames'
  /** Show the content of compressed messages in place of their compressed bytes. */
  inflate?: boolean
  /** Show masking keys, which are random unless the scenario chooses them. */
  maskingKeys?: boolean
  /** The Sec-WebSocket-Key of the connection, from the other direction; its right answer is shown as `<accept>`. */
  key?: () => string | undefined
}

const OPCODE_NAMES: Record<number, string> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}
const LONGEST_HEADER = 300
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

/** Shows items of one direction as lines; keeps what it needs from one to the next. */
export class WireFormatter {
  readonly #options: WireFormatOptions
  #compressed: { opcode: number; parts: Uint8Array[] } | undefined
  #window: Buffer = NO_BYTES

  constructor(options: WireFormatOptions = {}) {
    this.#options = options
  }

  lines(item: WireItem): string[] {
    if (item.kind === 'head') return this.#headLines(item)
    if (item.kind === 'frame') return [this.#frameLine(item)]
    return [`${item.kind} ${describeReadable(item.bytes)}`]
  }

  #headLines(head: WireHead): string[] {
    return [head.startLine, ...head.headers.map(([name, value]) => `  ${name}: ${this.#headerValue(name, value)}`)]
  }

  #headerValue(name: string, value: string): string {
    const lower = name.toLowerCase()
    if (lower === 'sec-websocket-key' && isKey(value)) return '<key>'
    if (lower === 'date') return '<date>'
    if (lower === 'sec-websocket-accept') {
      const key = this.#options.key?.()
      return key !== undefined && acceptOf(key) === value ? '<accept>' : value
    }
    return value.length > LONGEST_HEADER ? describeText(value) : value
  }

  #frameLine(frame: WireFrame): string {
    const words: string[] = []
    if (frame.maskingKey) {
      words.push(this.#options.maskingKeys ? `masked(${Buffer.from(frame.maskingKey).toString('hex')})` : 'masked')
    }
    words.push(OPCODE_NAMES[frame.opcode] ?? `opcode ${frame.opcode}`)
    if (!frame.fin) words.push('unfinished')
    if (frame.rsv & 4) words.push('rsv1')
    if (frame.rsv & 2) words.push('rsv2')
    if (frame.rsv & 1) words.push('rsv3')
    if (frame.lengthBytes !== shortestLengthBytes(frame.payload.length))
      words.push(`length in ${frame.lengthBytes} bytes`)
    words.push(this.#payload(frame))
    return words.join(' ')
  }

  #payload(frame: WireFrame): string {
    if (this.#options.inflate && frame.opcode < 8) {
      const inflated = this.#inflate(frame)
      if (inflated !== undefined) return inflated
    }
    if (frame.opcode === 8) return describeClose(frame.payload)
    if (frame.rsv & 4) return describeBytes(frame.payload)
    if (frame.opcode === 2) return describeBytes(frame.payload) || '(empty)'
    return describeReadable(frame.payload)
  }

  /** The content of a compressed message on its last frame; undefined if the frame is of none. */
  #inflate(frame: WireFrame): string | undefined {
    if (frame.opcode !== 0) {
      this.#compressed = frame.rsv & 4 ? { opcode: frame.opcode, parts: [] } : undefined
    }
    const message = this.#compressed
    if (message === undefined) return undefined
    message.parts.push(frame.payload)
    if (!frame.fin) return '(compressed)'
    this.#compressed = undefined
    const whole = Buffer.concat([...message.parts, Buffer.from([0, 0, 0xff, 0xff])])
    try {
      const dictionary = this.#window.length > 0 ? { dictionary: this.#window } : {}
      const content = inflateRawSync(whole, { finishFlush: constants.Z_SYNC_FLUSH, ...dictionary })
      this.#window = Buffer.concat([this.#window, content]).subarray(-32768)
      return `inflated ${message.opcode === 1 ? describeReadable(content) : describeBytes(content)}`
    } catch (error) {
      return `not inflatable (${(error as Error).message})`
    }
  }
}

function isKey(value: string): boolean {
  return /^[A-Za-z0-9+/]{22}==$/.test(value)
}

function shortestLengthBytes(length: number): number {
  return length < 126 ? 0 : length < 65536 ? 2 : 8
}

function describeClose(payload: Uint8Array): string {
  if (payload.length < 2) return payload.length === 0 ? '(empty)' : describeBytes(payload)
  const code = (payload[0] << 8) | payload[1]
  return payload.length === 2 ? String(code) : `${code} ${describeReadable(payload.subarray(2))}`
}

/** Text where the bytes are valid UTF-8, hex otherwise. */
function describeReadable(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? describeText(text) : describeBytes(bytes)
}

/** What `encodeFrame` takes. Everything that a legal endpoint may not do is allowed. */
export interface FrameToSend {
  opcode?: number
  payload?: string | Uint8Array | readonly number[]
  fin?: boolean
  /** Reserved bits: 4 is RSV1, 2 is RSV2, 1 is RSV3. */
  rsv?: number
  /** A masking key, or true for the key 01 02 03 04. */
  mask?: boolean | Uint8Array | readonly number[]
  /** Claim this length in place of the true one. */
  length?: number | bigint
  /** Write the length in 0, 2 or 8 extra bytes in place of the shortest way. */
  lengthBytes?: 0 | 2 | 8
}

/** Bytes of a frame, legal or not. The default is a final, unmasked, empty text frame. */
export function encodeFrame(frame: FrameToSend = {}): Buffer {
  const payload = Buffer.from(typeof frame.payload === 'string' ? Buffer.from(frame.payload) : (frame.payload ?? []))
  const length = frame.length ?? payload.length
  const lengthBytes = frame.lengthBytes ?? (length < 126 ? 0 : length < 65536 ? 2 : 8)
  const header = Buffer.alloc(2 + lengthBytes)
  header[0] = ((frame.fin ?? true) ? 0x80 : 0) | ((frame.rsv ?? 0) << 4) | (frame.opcode ?? 1)
  header[1] = lengthBytes === 0 ? Number(length) : lengthBytes === 2 ? 126 : 127
  if (lengthBytes === 2) header.writeUInt16BE(Number(length), 2)
  if (lengthBytes === 8) header.writeBigUInt64BE(BigInt(length), 2)
  if (!frame.mask) return Buffer.concat([header, payload])
  const key = Buffer.from(frame.mask === true ? [1, 2, 3, 4] : frame.mask)
  header[1] |= 0x80
  for (let i = 0; i < payload.length; i++) payload[i] ^= key[i & 3]
  return Buffer.concat([header, key, payload])
}

/** The payload of a Close frame. */
export function closePayload(statusCode: number, reason = ''): Buffer {
  const text = Buffer.from(reason)
  const payload = Buffer.alloc(2 + text.length)
  payload.writeUInt16BE(statusCode, 0)
  text.copy(payload, 2)
  return payload
}
