/**
 * Turns chunks of bytes into headers and payload spans, in place. It judges framing only: messages, limits and the
 * meaning of control frames are for its handler.
 */

import { isControl } from '../rfc/opcode.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import { Flow } from './flow.js'
import type { FrameHandler, FrameHeader } from './frame-handler.js'
import { checkFrameHeader, FIN, type FrameExpectation, MASK, RSV1 } from './frame-header.js'
import { HeaderSpill } from './header-spill.js'
import { releaseMemory, rotateMaskingKey } from './masking.js'

/** What `readHeader` returns when it is no size. */
const INCOMPLETE = 0
const REFUSED = -1

/** The largest high word of a length that a double holds exactly. */
const MAX_SAFE_HIGH_WORD = 0x1fffff

export interface FrameDecoderOptions {
  /** Whether the peer must mask its frames: true at a server, null where frames of both roles are read. */
  masked: boolean | null
  /** Whether RSV1 may be set. */
  rsv1Allowed: boolean
  /** Whether a length that is not in its shortest form is let through. */
  tolerateLongLength?: boolean
}

/** A chunk that waits: one of a list, since a long array is slow to take from. */
interface HeldChunk {
  readonly chunk: Uint8Array
  next: HeldChunk | null
}

export class FrameDecoder {
  readonly expectation: FrameExpectation
  handler: FrameHandler

  private readonly header: FrameHeader = { fin: false, rsv1: false, opcode: 0, masked: false, length: 0 }
  private tolerateLongLength = false
  private spill: HeaderSpill | null = null
  /** Chunks that wait while the flow is suspended; `position` is where the first of them goes on. */
  private backlog: HeldChunk | null = null
  private backlogEnd: HeldChunk | null = null
  private position = 0
  private flow: Flow = Flow.Continue
  private decoding = false
  /** The payload bytes of the frame at hand that have not come, or -1 between frames. */
  private remaining = -1
  private maskingKey = 0
  /** Whether the handler knows of the frame at hand although its header is not complete. */
  private isAnnounced = false

  constructor(options: FrameDecoderOptions, handler: FrameHandler) {
    this.expectation = { masked: options.masked, rsv1Allowed: options.rsv1Allowed, insideMessage: false }
    this.tolerateLongLength = options.tolerateLongLength === true
    this.handler = handler
  }

  /** Reads another stream from now on. Call it only while `isAtRest`. */
  serve(masked: boolean, rsv1Allowed: boolean, tolerateLongLength: boolean): void {
    this.expectation.masked = masked
    this.expectation.rsv1Allowed = rsv1Allowed
    this.tolerateLongLength = tolerateLongLength
  }

  get isSuspended(): boolean {
    return this.flow === Flow.Suspend
  }

  get isStopped(): boolean {
    return this.flow === Flow.Stop
  }

  /** Whether bytes wait here for `resume()`. */
  get hasBacklog(): boolean {
    return this.backlog !== null
  }

  /** Whether no byte of an unfinished frame or of a later frame is held here. */
  get isBetweenFrames(): boolean {
    return this.remaining < 0 && this.backlog === null && (this.spill === null || this.spill.length === 0)
  }

  /** Whether it is between messages, holds no byte and would read on: as if nothing had been read so far. */
  get isAtRest(): boolean {
    return this.flow === Flow.Continue && !this.decoding && !this.expectation.insideMessage && this.isBetweenFrames
  }

  /** Whether a part of a message has come, and not all of it. */
  get isInsideMessage(): boolean {
    return this.expectation.insideMessage || (this.remaining >= 0 && !isControl(this.header.opcode))
  }

  /**
   * Takes the next chunk. The decoder owns it from now on, and its handler unmasks in it.
   *
   * When a handler throws, the error goes on to the caller and the rest of the chunk waits for `resume()`.
   */
  consume(chunk: Uint8Array): void {
    if (this.flow === Flow.Stop) return
    if (this.flow === Flow.Suspend || this.decoding) {
      this.keep(chunk)
      return
    }
    this.decode(chunk, 0)
    this.drain()
  }

  /** Goes on after a suspension. */
  resume(): void {
    if (this.flow !== Flow.Suspend || this.decoding) return
    this.flow = Flow.Continue
    this.drain()
  }

  /** Drops what is held and all that comes. */
  stop(): void {
    this.flow = Flow.Stop
    this.backlog = null
    this.backlogEnd = null
  }

  private drain(): void {
    while (this.backlog !== null && (this.flow as Flow) === Flow.Continue) {
      const { chunk, next }: HeldChunk = this.backlog
      this.backlog = next
      if (next === null) this.backlogEnd = null
      this.decode(chunk, this.position)
    }
  }

  private keep(chunk: Uint8Array): void {
    const held = { chunk, next: null }
    if (this.backlogEnd === null) this.backlog = held
    else this.backlogEnd.next = held
    this.backlogEnd = held
  }

  private decode(chunk: Uint8Array, at: number): void {
    this.decoding = true
    let finished = false
    this.position = at
    try {
      this.readFrames(chunk, at)
      finished = true
    } finally {
      this.decoding = false
      releaseMemory()
      if (!finished && this.flow !== Flow.Stop) this.flow = Flow.Suspend
      if (this.flow === Flow.Suspend) this.keepRest(chunk)
      else this.position = 0
    }
  }

  private keepRest(chunk: Uint8Array): void {
    // An empty frame whose start suspended the flow is still to be delivered.
    if (this.position === chunk.length && this.remaining !== 0) {
      this.position = 0
      return
    }
    const held = { chunk, next: this.backlog }
    this.backlog = held
    if (this.backlogEnd === null) this.backlogEnd = held
  }

  private readFrames(chunk: Uint8Array, at: number): void {
    const end = chunk.length
    const header = this.header
    while (this.flow === Flow.Continue) {
      if (this.remaining < 0) {
        if (at === end) return
        at = this.enterFrame(chunk, at, end)
        this.position = at
        if (this.remaining < 0 || (this.flow as Flow) !== Flow.Continue) return
        if (end - at >= header.length) {
          const stop = at + header.length
          this.remaining = -1
          this.position = stop
          this.turn(this.handler.onFrame(header, chunk, at, stop, this.maskingKey))
          at = stop
          continue
        }
      }
      if (at === end && this.remaining !== 0) return
      at = this.passPiece(chunk, at, end)
    }
  }

  /** Passes a part of a payload that did not come in one chunk. */
  private passPiece(chunk: Uint8Array, at: number, end: number): number {
    const stop = end - at < this.remaining ? end : at + this.remaining
    const key = this.maskingKey
    const last = stop - at === this.remaining
    this.remaining = last ? -1 : this.remaining - (stop - at)
    this.maskingKey = rotateMaskingKey(key, stop - at)
    this.position = stop
    this.turn(this.handler.onFramePiece(this.header, chunk, at, stop, key, last))
    return stop
  }

  /** Obeys what the handler said, unless it stopped the decoder in the meantime. */
  private turn(flow: Flow): void {
    if (this.flow === Flow.Continue) {
      if (flow === Flow.Stop) this.stop()
      else this.flow = flow
    }
  }

  /** Reads the next header and announces it; returns where the payload starts. */
  private enterFrame(chunk: Uint8Array, at: number, end: number): number {
    let next: number
    if (this.spill === null || this.spill.length === 0) {
      const size = this.readHeader(chunk, at, end)
      if (size === INCOMPLETE) return this.spillHeader(chunk, at, end)
      next = at + size
    } else {
      next = this.spillHeader(chunk, at, end)
    }
    if (this.remaining < 0) return next
    if (this.isAnnounced) this.isAnnounced = false
    else this.announce()
    return next
  }

  private announce(): void {
    const { header } = this
    if (!isControl(header.opcode)) this.expectation.insideMessage = !header.fin
    this.turn(this.handler.onFrameStart(header))
  }

  /** Adds bytes to a header that is cut between chunks until it is complete. */
  private spillHeader(chunk: Uint8Array, at: number, end: number): number {
    if (this.spill === null) this.spill = new HeaderSpill()
    const spill = this.spill
    while (at < end) {
      spill.push(chunk[at++])
      if (this.readHeader(spill.bytes, 0, spill.length) !== INCOMPLETE) {
        spill.clear()
        break
      }
    }
    return at
  }

  /** @returns the header's size, or `INCOMPLETE`, or `REFUSED` after a violation */
  private readHeader(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 2) return INCOMPLETE
    const first = bytes[at]
    const second = bytes[at + 1]
    const violation = this.isAnnounced ? null : checkFrameHeader(first, second, this.expectation)
    if (violation !== null) {
      const detail = violation === 'controlTooLong' || violation === 'closeBodyTooShort' ? second & 0x7f : first & 0x0f
      return this.refuse(violation, detail)
    }
    const masked = (second & MASK) !== 0
    let length = second & 0x7f
    let size = 2
    if (length > 125) {
      size = length === 126 ? 4 : 10
      if (end - at < size) return INCOMPLETE
      length = length === 126 ? (bytes[at + 2] << 8) | bytes[at + 3] : readUint64(bytes, at + 2)
      if (length < 0) return this.refuse('lengthUnsupported')
      if (!this.tolerateLongLength && length < (size === 4 ? 126 : 65536))
        return this.refuse('lengthNotMinimal', length)
    }
    const header = this.header
    header.fin = (first & FIN) !== 0
    header.rsv1 = (first & RSV1) !== 0
    header.opcode = first & 0x0f
    header.masked = masked
    header.length = length
    this.maskingKey = 0
    if (masked) {
      if (end - at < size + 4) return this.announceEarly()
      const key = at + size
      this.maskingKey = bytes[key] | (bytes[key + 1] << 8) | (bytes[key + 2] << 16) | (bytes[key + 3] << 24)
      size += 4
    }
    this.remaining = length
    return size
  }

  /** The length is known but not the masking key: a frame that is too long is refused without waiting for it. */
  private announceEarly(): number {
    if (!this.isAnnounced) {
      this.isAnnounced = true
      this.announce()
    }
    return this.flow === Flow.Stop ? REFUSED : INCOMPLETE
  }

  private refuse(violation: Violation, detail?: ViolationDetail): number {
    this.stop()
    this.handler.onViolation(violation, detail)
    return REFUSED
  }
}

/** Reads a 64-bit length; -1 if it is above 2^53 - 1. */
function readUint64(bytes: Uint8Array, at: number): number {
  const high = readUint32(bytes, at)
  return high > MAX_SAFE_HIGH_WORD ? -1 : high * 0x100000000 + readUint32(bytes, at + 4)
}

function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}
