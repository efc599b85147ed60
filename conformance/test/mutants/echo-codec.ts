/**
 * The compression of the echo agent, through zlib streams. It shares nothing with the kit's own.
 */
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib'
import type { Behaviour } from './behaviour.js'

/** What was agreed for both directions, seen from the agent. */
export interface Agreed {
  ownTakeover: boolean
  ownWindow: number
  peersTakeover: boolean
}

const tail = Buffer.from('0000ffff', 'hex')

async function through(stream: DeflateRaw | InflateRaw, input: Buffer, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = []
    let size = 0
    const finish = (error?: Error) => {
      stream.removeAllListeners('data').removeAllListeners('error').removeAllListeners('end')
      stream.on('error', () => {})
      if (error) reject(error)
      else resolve(Buffer.concat(out))
    }
    stream.on('data', (piece: Buffer) => {
      out.push(piece)
      size += piece.length
      if (size > most) finish(new RangeError('too large'))
    })
    stream.on('error', finish)
    stream.on('end', () => finish())
    stream.write(input)
    stream.flush(constants.Z_SYNC_FLUSH, () => finish())
  })
}

export class EchoCodec {
  #deflater: DeflateRaw | undefined
  #inflater: InflateRaw | undefined

  constructor(
    readonly agreed: Agreed,
    readonly behaviour: Behaviour['deflate'],
  ) {}

  async deflate(payload: Buffer): Promise<Buffer> {
    this.#deflater ??= createDeflateRaw({ windowBits: this.behaviour.windowBits(this.agreed.ownWindow) })
    if (payload.length === 0) return Buffer.from([0])
    const out = await through(this.#deflater, payload, Number.POSITIVE_INFINITY)
    if (!this.behaviour.takeover(this.agreed.ownTakeover)) {
      this.#deflater.close()
      this.#deflater = undefined
    }
    return out.subarray(0, out.length - 4)
  }

  /** Rejects with a RangeError above the limit, with another error for bad data. */
  async inflate(data: Buffer): Promise<Buffer> {
    if (!this.behaviour.emptyMessages && data.length === 1) throw new Error('an empty message')
    if (!this.behaviour.finalBlocks && (data[0]! & 1) === 1) throw new Error('a final block')
    this.#inflater ??= createInflateRaw()
    const out = await through(this.#inflater, Buffer.concat([data, tail]), this.behaviour.maxInflated)
    // A final block ends zlib's stream: begin anew.
    if (this.#inflater.readableEnded || !this.agreed.peersTakeover) {
      this.#inflater.close()
      this.#inflater = undefined
    }
    return out
  }

  close(): void {
    this.#deflater?.close()
    this.#inflater?.close()
  }
}
