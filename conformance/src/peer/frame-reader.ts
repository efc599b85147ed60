/**
 * Turns the bytes of a TCP stream into frames, whatever the cuts between chunks.
 * It judges nothing: what a peer may send is decided in peer-rules.ts.
 */

/** A frame as it stood on the wire; `payload` is unmasked and owned by the receiver. */
export interface ReceivedFrame {
  opcode: number
  fin: boolean
  rsv: number
  masked: boolean
  maskingKey: Buffer | undefined
  /** True if the payload length was written in its shortest form. */
  minimalLength: boolean
  /** As written in the header. */
  length: bigint
  payload: Buffer
  /** The bytes of the header, for the trace. */
  header: Buffer
}

/** The header alone, known before the payload has arrived. */
export type ReceivedHeader = Omit<ReceivedFrame, 'payload'>

/** Called for each header; false stops the reader for good. */
export type HeaderGate = (header: ReceivedHeader) => boolean

function parseHeader(bytes: Buffer): ReceivedHeader | undefined {
  if (bytes.length < 2) return undefined
  const marker = bytes[1]! & 0x7f
  const masked = (bytes[1]! & 0x80) !== 0
  const extended = marker === 126 ? 2 : marker === 127 ? 8 : 0
  const headerBytes = 2 + extended + (masked ? 4 : 0)
  if (bytes.length < headerBytes) return undefined
  const length =
    extended === 0 ? BigInt(marker) : extended === 2 ? BigInt(bytes.readUInt16BE(2)) : bytes.readBigUInt64BE(2)
  return {
    opcode: bytes[0]! & 0x0f,
    fin: (bytes[0]! & 0x80) !== 0,
    rsv: (bytes[0]! >> 4) & 7,
    masked,
    maskingKey: masked ? Buffer.from(bytes.subarray(headerBytes - 4, headerBytes)) : undefined,
    minimalLength: extended === 0 || length >= (extended === 2 ? 126n : 65536n),
    length,
    header: Buffer.from(bytes.subarray(0, headerBytes)),
  }
}

function unmask(payload: Buffer, key: Buffer): void {
  for (let i = 0; i < payload.length; i++) payload[i]! ^= key[i & 3]!
}

/** Incremental reader: push chunks, take frames. Keeps at most the current frame. */
export class FrameReader {
  #pieces: Buffer[] = []
  #buffered = 0
  #header: ReceivedHeader | undefined
  #stopped = false
  readonly #gate: HeaderGate

  /** @param gate sees each header before its payload is awaited. */
  constructor(gate: HeaderGate = () => true) {
    this.#gate = gate
  }

  /** Bytes that belong to a frame which is not complete yet. */
  get pending(): number {
    return this.#buffered
  }

  /** Takes a chunk (copied where it has to be kept) and gives the frames that it completed. */
  push(chunk: Buffer): ReceivedFrame[] {
    const frames: ReceivedFrame[] = []
    if (this.#stopped) return frames
    this.#pieces.push(chunk)
    this.#buffered += chunk.length
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): ReceivedFrame | undefined {
    if (this.#header === undefined && !this.#readHeader()) return undefined
    const header = this.#header!
    const total = header.header.length + Number(header.length)
    if (this.#buffered < total) return undefined
    const bytes = this.#join()
    const payload = Buffer.from(bytes.subarray(header.header.length, total))
    if (header.maskingKey) unmask(payload, header.maskingKey)
    this.#keep(bytes.subarray(total))
    this.#header = undefined
    return { ...header, payload }
  }

  #readHeader(): boolean {
    if (this.#stopped || this.#buffered < 2) return false
    if (this.#pieces[0]!.length < 14) this.#join()
    const header = parseHeader(this.#pieces[0]!)
    if (header === undefined) return false
    if (!this.#gate(header)) {
      this.#stopped = true
      this.#keep(Buffer.alloc(0))
      return false
    }
    this.#header = header
    return true
  }

  #join(): Buffer {
    const bytes = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    this.#pieces = [bytes]
    return bytes
  }

  #keep(rest: Buffer): void {
    this.#pieces = rest.length > 0 ? [rest] : []
    this.#buffered = rest.length
  }
}
