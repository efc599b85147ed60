/** What a facade implements to learn what happens on a connection. What it is handed belongs to it. */

import type { FrameHeader } from '../frames/frame-handler.js'
import type { MessageData } from '../messages/message-handler.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import type { OutboxWork } from './outbox.js'

export interface ConnectionHandler {
  onMessage(data: MessageData, isBinary: boolean): void
  /** One data frame, where the policy delivers by fragments. The header is valid during the call. */
  onFragment?(header: FrameHeader, payload: Uint8Array, isBinary: boolean): void
  /** Bytes have come from the peer. Called before they are read. */
  onBytes?(): void
  /** The body of the Close frame that answers a violation; the violation's code alone where this is missing. */
  closeBodyOf?(violation: Violation, detail: ViolationDetail): Uint8Array | undefined
  /** Bytes of a message as they come, where the policy delivers by pieces. An empty message is one empty piece. */
  onPiece?(payload: Uint8Array, isBinary: boolean, isLast: boolean): void
  /**
   * Whether what the last event's listeners have queued must run before the next event: asked after each event where the
   * policy delivers 'settled', and always so where this is missing.
   */
  mustSettle?(): boolean
  /** After the automatic pong, if there is one. */
  onPing(payload: Uint8Array): void
  onPong(payload: Uint8Array): void
  /**
   * The peer's Close frame came: its status code (1005 if it had none) and its reason in UTF-8. Called before the automatic
   * answer.
   */
  onPeerClose(code: number, reason: Uint8Array): void
  /** The peer broke a rule. A Close frame with the violation's code has been sent. */
  onViolation(violation: Violation, detail: ViolationDetail): void
  /** Compressing or reading a payload failed, and nobody else was told. The connection is ending. */
  onSendError(error: Error): void
  /** What the callbacks get of sends that were dropped with the connection; the engine has an error of its own. */
  droppedError?(work: OutboxWork): Error | undefined
  onTransportError(error: Error): void
  /** The peer ended its half, or the transport is gone: no data will come. Before `onClosed`. */
  onEnding?(): void
  /** Another view of the connection has begun the closing handshake: the code and the reason that it sent. */
  onLocalClose?(code: number, reason: Uint8Array): void
  /** Another view of the connection has ended it without a closing handshake. */
  onLocalEnd?(): void
  /** The close timeout is over: the transport is destroyed next. `onClosed` follows, and before it what was not yet read. */
  onCloseTimeout?(): void
  /** All that was written is with the operating system, after it had not been. */
  onDrain?(): void
  /**
   * The transport is gone. The last call.
   *
   * @param code the peer's status code, 1005 if its Close had none, 1006 if there was no Close @rfc 6455 §7.1.5
   */
  onClosed(code: number, reason: Uint8Array): void
}
