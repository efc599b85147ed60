/**
 * Compresses what the generator sends, and inflates what it gets to compare it with what must come. Not frames.
 *
 * @rfc 7692 §7.2
 */
import { once } from 'node:events'
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { DeflateMode } from '../control/protocol.js'

/** What every flushed block ends with, and no message on the wire does. */
const TAIL = Buffer.from([0, 0, 0xff, 0xff])

/**
 * The payloads of compressed messages. With context takeover each message may refer back to those before it in the list,
 * never to anything before the first: so the list may be sent again and again, and always inflates to the same bytes.
 */
export async function deflateBodies(bodies: Buffer[], mode: DeflateMode): Promise<Buffer[]> {
  if (mode === 'no-takeover') {
    return bodies.map((body) => withoutTail(deflateRawSync(body, { finishFlush: constants.Z_SYNC_FLUSH })))
  }
  const deflater = createDeflateRaw()
  const compressed: Buffer[] = []
  for (const body of bodies) {
    deflater.write(body)
    await new Promise<void>((resolve) => deflater.flush(constants.Z_SYNC_FLUSH, resolve))
    const pieces: Buffer[] = []
    for (let piece = deflater.read(); piece !== null; piece = deflater.read()) pieces.push(piece)
    compressed.push(withoutTail(Buffer.concat(pieces)))
  }
  deflater.close()
  return compressed
}

function withoutTail(block: Buffer): Buffer {
  if (!block.subarray(-4).equals(TAIL)) throw new Error('a flushed block must end in its tail')
  return block.subarray(0, -4)
}

/** Inflates replies in order and compares them with the bodies that were sent, round and round. */
export interface InflatedComparison {
  /** Takes the compressed payload of one message. */
  take(payload: Buffer): void
  /** Resolves when all that was taken is compared; rejects if anything differs. */
  settled(): Promise<void>
}

/** @param bodies what the replies must be, in order, again and again */
export function compareInflated(bodies: Buffer[], mode: DeflateMode): InflatedComparison {
  return mode === 'takeover' ? compareStream(bodies) : compareEach(bodies)
}

/**
 * A server that starts each message afresh mostly compresses a body to the same bytes again: what inflated well once need
 * not be inflated twice.
 */
function compareEach(bodies: Buffer[]): InflatedComparison {
  const known: Buffer[] = []
  let next = 0
  return {
    take(payload) {
      const at = next
      next = (next + 1) % bodies.length
      if (known[at]?.equals(payload)) return
      if (!inflateRawSync(Buffer.concat([payload, TAIL]), { finishFlush: constants.Z_SYNC_FLUSH }).equals(bodies[at])) {
        throw new Error(`reply ${at} inflates to other bytes than were sent`)
      }
      known[at] = Buffer.from(payload)
    },
    settled: () => Promise.resolve(),
  }
}

function compareStream(bodies: Buffer[]): InflatedComparison {
  const expected = Buffer.concat(bodies)
  const inflater = createInflateRaw()
  let failure: Error | undefined
  let taken = 0
  let seen = 0
  inflater.on('error', (error) => {
    failure ??= error
  })
  inflater.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      const from = seen % expected.length
      const length = Math.min(chunk.length - at, expected.length - from)
      if (expected.compare(chunk, at, at + length, from, from + length) !== 0) {
        failure ??= new Error(`a reply inflates to other bytes than were sent, near byte ${seen}`)
      }
      seen += length
      at += length
    }
  })
  return {
    take(payload) {
      if (failure) throw failure
      taken++
      inflater.write(Buffer.concat([payload, TAIL]))
    },
    async settled() {
      if (!failure && inflater.writableNeedDrain) await Promise.race([once(inflater, 'drain'), once(inflater, 'error')])
      if (!failure) await new Promise<void>((resolve) => inflater.flush(constants.Z_SYNC_FLUSH, resolve))
      const whole = bodies[0].length * taken
      if (!failure && seen !== whole) failure = new Error(`replies inflate to ${seen} bytes, ${whole} were sent`)
      if (failure) throw failure
    },
  }
}
