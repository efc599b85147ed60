/** What the frame decoder calls. The payload's bytes belong to the decoder's caller: copy what you keep. */

import type { Violation, ViolationDetail } from '../rfc/violation.js'
import type { Flow } from './flow.js'

/** The header of the frame at hand. The decoder reuses one object: read it, do not keep it. */
export interface FrameHeader {
  fin: boolean
  rsv1: boolean
  opcode: number
  masked: boolean
  /** Payload bytes, as declared. */
  length: number
}

export interface FrameHandler {
  /** A header is complete and valid. No payload memory has been taken yet. */
  onFrameStart(header: FrameHeader): Flow
  /**
   * The whole payload lies in `chunk` from `start` to `end`, still masked with `maskingKey` (its lowest byte is for `start`;
   * 0 where nothing is masked).
   */
  onFrame(header: FrameHeader, chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow
  /** As `onFrame`, with a part of the payload; the key is rotated. `last` tells the part that completes the frame. */
  onFramePiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow
  /** The peer broke a rule of framing. The decoder has stopped. */
  onViolation(violation: Violation, detail?: ViolationDetail): void
}
