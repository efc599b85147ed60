/**
 * Holds the replies of one connection against what must come, and counts them. Cheap while the peer writes the shortest
 * form (a comparison of memory); a peer that frames otherwise is read frame by frame. Not the sockets.
 */
import type { DeflateMode } from '../control/protocol.js'
import { compareInflated, type InflatedComparison } from './compression.js'
import { type FrameHead, type FrameReader, FrameWalker } from './frame-walker.js'
import { CLOSE, PING, PONG } from './frames.js'
import type { MessageStream } from './message-stream.js'

/** Counts verified replies; throws at the first that is wrong. */
export interface ReplyVerifier {
  /** Takes what came, borrowed for the call; returns how many replies it completed. */
  take(chunk: Buffer): number
  /** Resolves when everything taken is verified, for those that verify later than they count. */
  settled(): Promise<void>
}

/** The verifier for what `stream` sends. `first` is the number of the message whose reply comes first. */
export function verifyReplies(stream: MessageStream, mirror: boolean, deflate?: DeflateMode): ReplyVerifier {
  if (deflate) return new WalkingVerifier(stream, compareInflated(stream.bodies, deflate))
  return new ComparingVerifier(stream, stream.replies!, mirror)
}

const DONE = Promise.resolve()

class ComparingVerifier implements ReplyVerifier {
  readonly #stream: MessageStream
  readonly #expected: Buffer
  readonly #mirror: boolean
  /** Place in the circle of expected bytes. */
  #at = 0
  #walking: WalkingVerifier | undefined

  constructor(stream: MessageStream, expected: Buffer, mirror: boolean) {
    this.#stream = stream
    this.#expected = expected
    this.#mirror = mirror
  }

  take(chunk: Buffer): number {
    if (this.#walking) return this.#walking.take(chunk)
    const expected = this.#expected
    const length = this.#stream.replyLength
    const before = Math.floor(this.#at / length)
    let place = this.#at
    for (let from = 0; from < chunk.length; ) {
      const start = place % expected.length
      const size = Math.min(chunk.length - from, expected.length - start)
      if (expected.compare(chunk, from, from + size, start, start + size) !== 0) return this.#walk(chunk)
      from += size
      place += size
    }
    const completed = Math.floor(place / length) - before
    this.#at = place % expected.length
    return completed
  }

  settled(): Promise<void> {
    return DONE
  }

  /** From the last whole reply on: what was compared so far is in the expected bytes. */
  #walk(chunk: Buffer): number {
    if (this.#mirror) throw new Error('the echo differs from what was sent')
    const reply = Math.floor(this.#at / this.#stream.replyLength)
    this.#walking = new WalkingVerifier(this.#stream, undefined, reply)
    this.#walking.take(this.#expected.subarray(reply * this.#stream.replyLength, this.#at))
    return this.#walking.take(chunk)
  }
}

/** Reads frames: any fragmentation, control frames between them. */
class WalkingVerifier implements ReplyVerifier, FrameReader {
  readonly #stream: MessageStream
  readonly #inflated: InflatedComparison | undefined
  readonly #walker = new FrameWalker(this)
  /** The message that is expected, and how much of it came. */
  #message: number
  #received = 0
  #frames = 0
  #compressed: Buffer[] = []
  #completed = 0

  constructor(stream: MessageStream, inflated: InflatedComparison | undefined, first = 0) {
    this.#stream = stream
    this.#inflated = inflated
    this.#message = first
  }

  take(chunk: Buffer): number {
    this.#completed = 0
    this.#walker.walk(chunk)
    return this.#completed
  }

  settled(): Promise<void> {
    return this.#inflated?.settled() ?? DONE
  }

  onPayload(head: FrameHead, span: Buffer): void {
    if (head.opcode >= CLOSE) return
    if (this.#inflated) {
      this.#compressed.push(Buffer.from(span))
      return
    }
    const body = this.#stream.bodies[this.#message]
    const end = this.#received + span.length
    if (end > body.length || body.compare(span, 0, span.length, this.#received, end) !== 0) {
      throw new Error(
        `reply ${this.#message} differs from what was sent, near byte ${this.#received} of ${body.length}`,
      )
    }
    this.#received = end
  }

  onFrameEnd(head: FrameHead): void {
    if (head.maskingKey) throw new Error('a frame from the server is masked')
    if (head.opcode === CLOSE) throw new Error('the server closed the connection')
    if (head.opcode === PING || head.opcode === PONG) return
    if (head.opcode !== (this.#frames === 0 ? this.#stream.opcode : 0)) {
      throw new Error(`a reply has opcode ${head.opcode}, expected ${this.#frames === 0 ? this.#stream.opcode : 0}`)
    }
    if (head.rsv1 && !(this.#inflated && this.#frames === 0)) throw new Error('RSV1 is set where it may not be')
    if (this.#inflated && this.#frames === 0 && !head.rsv1) throw new Error('a reply is not compressed')
    this.#frames++
    if (head.fin) this.#endMessage()
  }

  #endMessage(): void {
    if (this.#inflated) this.#inflated.take(Buffer.concat(this.#compressed.splice(0)))
    else if (this.#received !== this.#stream.bodies[this.#message].length) {
      throw new Error(
        `reply ${this.#message} has ${this.#received} bytes, ${this.#stream.bodies[this.#message].length} were sent`,
      )
    }
    this.#message = (this.#message + 1) % this.#stream.bodies.length
    this.#received = 0
    this.#frames = 0
    this.#completed++
  }
}
