/**
 * Reads the structure of raw deflate data (RFC 1951) without inflating it: how far back the matches reach, and whether
 * a final block was used. zlib cannot tell: inside one output buffer it accepts any distance.
 */

/** What one message's deflate data does. */
export interface DeflateScan {
  /** Length of the inflated data, in bytes. */
  inflatedLength: number
  /** Largest distance of a match that reaches beyond the agreed window or the start of the data; 0 if none does. */
  distanceBeyondWindow: number
  /** The largest distance used. */
  maxDistance: number
  /** A block with BFINAL = 1 was seen. */
  finalBlock: boolean
  /** Set where the data is not deflate data at all. */
  malformed?: string
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBase = Array.from({ length: 30 }, (_, i) => (i < 2 ? i + 1 : (2 + (i & 1)) * 2 ** ((i >> 1) - 1) + 1))
const distanceExtra = Array.from({ length: 30 }, (_, i) => (i < 2 ? 0 : (i >> 1) - 1))
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

const tableBits = 15
/** Indexed by the next 15 bits of the stream: symbol << 4 | code length; 0 where no code fits. */
type HuffmanTable = Uint16Array

function reverseBits(code: number, length: number): number {
  let out = 0
  for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i)
  return out
}

function huffmanTable(lengths: ArrayLike<number>): HuffmanTable {
  const table = new Uint16Array(1 << tableBits)
  const counts = new Uint16Array(tableBits + 2)
  for (let i = 0; i < lengths.length; i++) counts[lengths[i]!]!++
  counts[0] = 0
  const next = new Uint32Array(tableBits + 2)
  for (let bits = 1; bits <= tableBits; bits++) next[bits] = (next[bits - 1]! + counts[bits - 1]!) << 1
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length === 0) continue
    const reversed = reverseBits(next[length]!++, length)
    for (let i = reversed; i < table.length; i += 1 << length) table[i] = (symbol << 4) | length
  }
  return table
}

const fixedLiterals = huffmanTable(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
)
const fixedDistances = huffmanTable(new Uint8Array(30).fill(5))

class Malformed extends Error {}

/** Least significant bit first, as deflate packs them. */
class BitReader {
  position = 0
  #held = 0
  #count = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.#count === 0 && this.position >= this.#bytes.length
  }

  bits(count: number): number {
    while (this.#count < count) {
      if (this.position >= this.#bytes.length) throw new Malformed('ends inside a block')
      this.#held |= this.#bytes[this.position++]! << this.#count
      this.#count += 8
    }
    const out = this.#held & ((1 << count) - 1)
    this.#held >>>= count
    this.#count -= count
    return out
  }

  symbol(table: HuffmanTable): number {
    while (this.#count < tableBits && this.position < this.#bytes.length) {
      this.#held |= this.#bytes[this.position++]! << this.#count
      this.#count += 8
    }
    const entry = table[this.#held & ((1 << tableBits) - 1)]!
    const length = entry & 15
    if (length === 0 || length > this.#count) throw new Malformed('a code that no symbol has')
    this.#held >>>= length
    this.#count -= length
    return entry >> 4
  }

  /** Drops the rest of the current byte, and gives back whole bytes that were read ahead. */
  alignToByte(): void {
    this.position -= this.#count >> 3
    this.#held = 0
    this.#count = 0
  }
}

function dynamicTables(reader: BitReader): { literals: HuffmanTable; distances: HuffmanTable } {
  const literalCount = reader.bits(5) + 257
  const distanceCount = reader.bits(5) + 1
  const codeLengths = new Uint8Array(19)
  const codeLengthCount = reader.bits(4) + 4
  for (let i = 0; i < codeLengthCount; i++) codeLengths[codeLengthOrder[i]!] = reader.bits(3)
  const codeLengthTable = huffmanTable(codeLengths)
  const lengths = new Uint8Array(literalCount + distanceCount)
  for (let i = 0; i < lengths.length; ) {
    const symbol = reader.symbol(codeLengthTable)
    if (symbol < 16) {
      lengths[i++] = symbol
      continue
    }
    const repeat = symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7)
    if (symbol === 16 && i === 0) throw new Malformed('repeats a code length before the first')
    lengths.fill(symbol === 16 ? lengths[i - 1]! : 0, i, i + repeat)
    i += repeat
  }
  return {
    literals: huffmanTable(lengths.subarray(0, literalCount)),
    distances: huffmanTable(lengths.subarray(literalCount)),
  }
}

/** Scans the messages of one direction of a connection, carrying the history over where the context is taken over. */
export class DeflateScanner {
  #history = 0
  readonly #window: number
  readonly #contextTakeover: boolean

  /** @param windowBits agreed for this direction, 8 to 15. @rfc 7692 §7.1.2 */
  constructor(windowBits: number, contextTakeover: boolean) {
    this.#window = 2 ** windowBits
    this.#contextTakeover = contextTakeover
  }

  /** Scans one message's data, the tail 00 00 FF FF included. @rfc 7692 §7.2.2 */
  scan(data: Uint8Array): DeflateScan {
    const out: DeflateScan = { inflatedLength: 0, distanceBeyondWindow: 0, maxDistance: 0, finalBlock: false }
    const reader = new BitReader(data)
    try {
      while (!reader.atEnd && !out.finalBlock) this.#block(reader, data, out)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      out.malformed = error.message
    }
    this.#history = this.#contextTakeover ? this.#history + out.inflatedLength : 0
    return out
  }

  #block(reader: BitReader, data: Uint8Array, out: DeflateScan): void {
    out.finalBlock = reader.bits(1) === 1
    const type = reader.bits(2)
    if (type === 3) throw new Malformed('a block of type 3')
    if (type === 0) {
      this.#stored(reader, data, out)
      return
    }
    const tables = type === 1 ? { literals: fixedLiterals, distances: fixedDistances } : dynamicTables(reader)
    for (;;) {
      const symbol = reader.symbol(tables.literals)
      if (symbol < 256) out.inflatedLength++
      else if (symbol === 256) return
      else this.#match(reader, symbol - 257, tables.distances, out)
    }
  }

  #stored(reader: BitReader, data: Uint8Array, out: DeflateScan): void {
    reader.alignToByte()
    const length = reader.bits(16)
    if ((reader.bits(16) ^ 0xffff) !== length) throw new Malformed('a stored length that does not match its complement')
    reader.alignToByte()
    if (reader.position + length > data.length) throw new Malformed('ends inside a stored block')
    reader.position += length
    out.inflatedLength += length
  }

  #match(reader: BitReader, lengthCode: number, distances: HuffmanTable, out: DeflateScan): void {
    if (lengthCode > 28) throw new Malformed('a length code beyond 285')
    const length = lengthBase[lengthCode]! + reader.bits(lengthExtra[lengthCode]!)
    const distanceCode = reader.symbol(distances)
    if (distanceCode > 29) throw new Malformed('a distance code beyond 29')
    const distance = distanceBase[distanceCode]! + reader.bits(distanceExtra[distanceCode]!)
    if (distance > out.maxDistance) out.maxDistance = distance
    const reachable = Math.min(this.#window, this.#history + out.inflatedLength)
    if (distance > reachable && distance > out.distanceBeyondWindow) out.distanceBeyondWindow = distance
    out.inflatedLength += length
  }
}
