/** Shows each frame of a connection to an onlooker. Installed only where somebody looks; changes nothing. */

import type { Flow } from '../frames/flow.js'
import type { FrameHandler, FrameHeader } from '../frames/frame-handler.js'
import { copyMasked, maskInPlace } from '../frames/masking.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'

/** A frame as it is on the wire, its payload unmasked. */
export interface TappedFrame {
  readonly direction: 'in' | 'out'
  readonly fin: boolean
  readonly rsv1: boolean
  readonly opcode: number
  readonly masked: boolean
  /** Payload bytes. */
  readonly length: number
  /** A copy of the payload, or of its first bytes. */
  readonly payload: Uint8Array
}

export type FrameTap = (frame: TappedFrame) => void

/** Payload bytes that a tap copies at most. */
const TAPPED_BYTES = 4096

export function tapFrame(tap: FrameTap, direction: 'in' | 'out', header: FrameHeader, payload: Uint8Array): void {
  const { fin, rsv1, opcode, masked, length } = header
  // Not `slice`, which is no copy where the payload is a `Buffer`.
  tap({ direction, fin, rsv1, opcode, masked, length, payload: new Uint8Array(payload.subarray(0, TAPPED_BYTES)) })
}

/** Stands between the decoder and its handler. */
export class IncomingFrameTap implements FrameHandler {
  private readonly head: Uint8Array = new Uint8Array(TAPPED_BYTES)
  private headLength = 0

  constructor(
    private readonly tap: FrameTap,
    private readonly next: FrameHandler,
  ) {}

  onFrameStart(header: FrameHeader): Flow {
    this.headLength = 0
    return this.next.onFrameStart(header)
  }

  onFrame(header: FrameHeader, chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow {
    maskInPlace(chunk, start, end, maskingKey)
    tapFrame(this.tap, 'in', header, chunk.subarray(start, end))
    return this.next.onFrame(header, chunk, start, end, 0)
  }

  onFramePiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    const stop = Math.min(end, start + TAPPED_BYTES - this.headLength)
    if (stop > start) {
      copyMasked(chunk, start, stop, this.head, this.headLength, maskingKey)
      this.headLength += stop - start
    }
    if (last) tapFrame(this.tap, 'in', header, this.head.subarray(0, this.headLength))
    return this.next.onFramePiece(header, chunk, start, end, maskingKey, last)
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.next.onViolation(violation, detail)
  }
}
