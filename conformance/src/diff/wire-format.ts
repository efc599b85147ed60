/**
 * Shows what passed in one direction of a connection as lines of text: heads, bodies, frames.
 * Random values (keys, masks, dates) are shown as such; how the bytes were cut is wire-reader.ts.
 */
import { constants, inflateRawSync } from 'node:zlib'
import { describeBytes, describeText } from './describe-value.js'
import { acceptOf, type WireFrame, type WireHead, type WireItem } from './wire-reader.js'

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
