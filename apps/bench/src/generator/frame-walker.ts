/**
 * Reads frames one after the other and hands out their heads and their payload, span by span. Not what they mean.
 *
 * @rfc 6455 §5.2
 */

/** Head of a frame. */
export interface FrameHead {
  fin: boolean
  rsv1: boolean
  opcode: number
  length: number
  /** Present in frames of a client. */
  maskingKey?: Uint8Array
}

export interface FrameReader {
  /** A part of the payload, still masked, borrowed for the call. `at` is its place in the frame. */
  onPayload(head: FrameHead, span: Buffer, at: number): void
  onFrameEnd(head: FrameHead): void
}

/** Cuts a stream of bytes into frames. */
export class FrameWalker {
  readonly #reader: FrameReader
  #head: FrameHead | undefined
  #received = 0
  #spill: Buffer = Buffer.alloc(0)

  constructor(reader: FrameReader) {
    this.#reader = reader
  }

  walk(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      if (!this.#head) {
        const bytes = this.#spill.length
          ? Buffer.concat([this.#spill, chunk.subarray(at, at + 14)])
          : chunk.subarray(at, at + 14)
        const size = headSize(bytes)
        if (bytes.length < size) {
          this.#spill = Buffer.from(bytes)
          return
        }
        at += size - this.#spill.length
        this.#spill = Buffer.alloc(0)
        this.#head = readHead(bytes, size)
        this.#received = 0
      }
      const head = this.#head
      const end = Math.min(chunk.length, at + head.length - this.#received)
      if (end > at) this.#reader.onPayload(head, chunk.subarray(at, end), this.#received)
      this.#received += end - at
      at = end
      if (this.#received < head.length) return
      this.#head = undefined
      this.#reader.onFrameEnd(head)
    }
  }
}

function headSize(bytes: Buffer): number {
  if (bytes.length < 2) return 2
  const short = bytes[1] & 0x7f
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (bytes[1] & 0x80 ? 4 : 0)
}

function readHead(bytes: Buffer, size: number): FrameHead {
  if (bytes[0] & 0x30) throw new Error('a frame has RSV2 or RSV3 set')
  const short = bytes[1] & 0x7f
  return {
    fin: (bytes[0] & 0x80) !== 0,
    rsv1: (bytes[0] & 0x40) !== 0,
    opcode: bytes[0] & 0x0f,
    length: short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)),
    maskingKey: bytes[1] & 0x80 ? Uint8Array.from(bytes.subarray(size - 4, size)) : undefined,
  }
}
