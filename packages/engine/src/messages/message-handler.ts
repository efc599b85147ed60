/** What the message assembler calls. What it hands over belongs to the handler. */

import type { Flow } from '../frames/flow.js'
import type { FrameHeader } from '../frames/frame-handler.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'

/** A message: text as a string or as checked UTF-8, binary as bytes, or the payloads of its fragments. */
export type MessageData = string | Uint8Array | Uint8Array[]

export interface MessageHandler {
  onMessage(data: MessageData, isBinary: boolean): Flow
  /**
   * One data frame of a message that is delivered by fragments. The header is the decoder's: read it, do not keep it.
   *
   * @param isBinary the type of the message that the fragment belongs to
   */
  onFragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): Flow
  /**
   * Bytes of a message that is delivered by pieces, as they come: a part of a frame, or a whole one.
   *
   * @param isBinary the type of the message that the piece belongs to
   * @param isLast whether the piece ends the message
   */
  onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): Flow
  onControlFrame(opcode: number, payload: Uint8Array): Flow
  onViolation(violation: Violation, detail?: ViolationDetail): void
  /** An inflater that had suspended the flow is done: call the decoder's `resume()`, unless something else holds the flow. */
  onReady(): void
}
