/**
 * Compresses and inflates messages with agreed permessage-deflate parameters, through Node's zlib.
 * It does not negotiate (see extension-header.ts) and does not cut messages into frames.
 */
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib'
import { DeflateScanner } from './deflate-scanner.js'

/** What one direction agreed on. @rfc 7692 §7.1 */
export interface DirectionParameters {
  contextTakeover: boolean
  /** 8 to 15. */
  maxWindowBits: number
}

/** The four bytes that every compressed message leaves out. @rfc 7692 §7.2.1 */
export const deflateTail = Buffer.from([0x00, 0x00, 0xff, 0xff])

/** Messages above this inflated size are refused: the kit protects itself too. 256 MiB. */
const inflateLimit = 256 * 1024 * 1024

/** Why a message could not be inflated, in a plain sentence. */
export class InflateFailure extends Error {}

function collect(stream: DeflateRaw | InflateRaw, input: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let total = 0
    const done = (error?: Error) => {
      stream.off('data', onData).off('error', done)
      if (error) reject(error)
      else resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces))
    }
    const onData = (piece: Buffer) => {
      pieces.push(piece)
      total += piece.length
      if (total > inflateLimit) done(new InflateFailure(`inflates to more than ${inflateLimit} bytes`))
    }
    stream.on('data', onData).on('error', done)
    stream.write(input)
    stream.flush(constants.Z_SYNC_FLUSH, () => done())
  })
}

/** Compresses the messages of one direction. Calls must not overlap. */
export class MessageDeflater {
  #stream: DeflateRaw | undefined
  readonly #parameters: DirectionParameters

  constructor(parameters: DirectionParameters) {
    this.#parameters = parameters
  }

  /** The compressed payload of a message, its tail removed. @rfc 7692 §7.2.1 */
  async deflate(message: Uint8Array): Promise<Buffer> {
    // zlib knows no 8-bit window for raw deflate; data that never looks back further than 250 bytes needs none of 9 either
    this.#stream ??= createDeflateRaw({
      windowBits: Math.max(9, this.#parameters.maxWindowBits),
      memLevel: 8,
      level: 6,
    })
    if (message.length === 0) return Buffer.from([0x00])
    const out = await collect(this.#stream, message)
    if (!this.#parameters.contextTakeover) this.#stream.reset()
    return out.subarray(0, out.length - deflateTail.length)
  }

  /** Frees zlib's memory. */
  close(): void {
    this.#stream?.close()
    this.#stream = undefined
  }
}

/** Inflates the messages of one direction and checks what zlib does not. Calls must not overlap. */
export class MessageInflater {
  #stream: InflateRaw | undefined
  readonly #parameters: DirectionParameters
  readonly #scanner: DeflateScanner

  constructor(parameters: DirectionParameters) {
    this.#parameters = parameters
    this.#scanner = new DeflateScanner(parameters.maxWindowBits, parameters.contextTakeover)
  }

  /**
   * The message. Fails with {@link InflateFailure} on data that is not deflate data or that looks back further than the
   * agreed window. @rfc 7692 §7.2.2
   */
  async inflate(compressed: Uint8Array): Promise<Buffer> {
    const data = Buffer.concat([compressed, deflateTail])
    // A 15-bit window holds every distance that deflate can express, so only the smaller ones need the look inside.
    const scan = this.#parameters.maxWindowBits < 15 ? this.#scanner.scan(data) : undefined
    if (scan?.distanceBeyondWindow) {
      throw new InflateFailure(
        `looks back ${scan.distanceBeyondWindow} bytes, beyond the agreed window of ${2 ** this.#parameters.maxWindowBits}`,
      )
    }
    this.#stream ??= createInflateRaw({ windowBits: 15, chunkSize: 64 * 1024 })
    const out = await collect(this.#stream, data).catch((error: Error) => {
      throw error instanceof InflateFailure ? error : new InflateFailure(`is not deflate data (${error.message})`)
    })
    if (!this.#parameters.contextTakeover) this.#stream.reset()
    return out
  }

  /** Frees zlib's memory. */
  close(): void {
    this.#stream?.close()
    this.#stream = undefined
  }
}
