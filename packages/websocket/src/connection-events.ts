/** What the engine reports, as the events of a `WebSocketConnection`. */

import {
  type ConnectionHandler,
  type FrameHeader,
  type MessageData,
  Opcode,
  type Violation,
  type ViolationDetail,
} from '@rosetta-ws/engine'
import { closeBody, closeDescriptions } from './close-reason.js'
import type { WebSocketConnection } from './connection.js'
import { dismissalFor } from './errors.js'
import { controlHeader, fillFrame, WebSocketFrame } from './frame.js'

const NO_CODE = 1005

export class ConnectionEvents implements ConnectionHandler {
  private settles = false

  constructor(private readonly connection: WebSocketConnection) {}

  mustSettle(): boolean {
    return this.settles
  }

  onBytes(): void {
    if (this.connection._usesKeepalive) this.connection._noteActivity()
  }

  onMessage(data: MessageData, isBinary: boolean): void {
    const { connection } = this
    if (!connection.connected) return
    this.emit(
      'message',
      isBinary ? { type: 'binary', binaryData: data as Buffer } : { type: 'utf8', utf8Data: data as string },
    )
  }

  onFragment(header: FrameHeader, payload: Uint8Array): void {
    if (this.connection.connected) this.emitFrame(header, payload)
  }

  onPing(payload: Uint8Array): void {
    const { connection } = this
    if (!connection.connected) return
    if (!this.emitControlFrame(Opcode.Ping, payload)) return
    let isCancelled = false
    const cancel = (): void => {
      isCancelled = true
    }
    const before = connection.listenerCount('ping')
    if (before > 0) connection.emit('ping', cancel, payload as Buffer)
    this.noteListeners('ping', before)
    if (!isCancelled && connection._engine.isOpen) connection._engine.answerPing(payload)
  }

  onPong(payload: Uint8Array): void {
    const { connection } = this
    if (!connection.connected) return
    if (this.emitControlFrame(Opcode.Pong, payload)) this.emit('pong', payload)
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    const { connection } = this
    if (!connection.connected) return
    const body = code === NO_CODE ? reason : closeBody(code, (reason as Buffer).toString())
    if (!this.emitControlFrame(Opcode.Close, body)) return
    const text = reason.length > 1 ? (reason as Buffer).toString() : closeDescriptions[code]
    // A Close without a code leaves the connection without one, and is told as the loss of the peer.
    if (code === NO_CODE) connection._endAfterPeer(-1, undefined)
    else connection._endAfterPeer(code, text)
  }

  closeBodyOf(violation: Violation, detail: ViolationDetail): Uint8Array {
    const { code, description, answer } = dismissalFor(violation, detail)
    return answer === undefined ? closeBody(code, description) : closeBody(answer, '')
  }

  onViolation(violation: Violation, detail: ViolationDetail): void {
    const { connection } = this
    if (!connection.connected) return
    const { code, description, answer } = dismissalFor(violation, detail)
    if (answer === undefined) connection._endAtOnce(code, description)
    else connection._endAfterPeer(code, closeDescriptions[code])
  }

  onSendError(error: Error): void {
    this.connection._fail(error)
  }

  onTransportError(error: Error): void {
    this.connection.handleSocketError(error)
  }

  onEnding(): void {
    this.connection.handleSocketEnd()
  }

  onLocalClose(code: number, reason: Uint8Array): void {
    const { connection } = this
    if (!connection.connected) return
    connection.closeReasonCode = code
    connection.closeDescription = (reason as Buffer).toString() || closeDescriptions[code]
    connection.waitingForCloseResponse = true
    this.onLocalEnd()
  }

  onLocalEnd(): void {
    const { connection } = this
    if (!connection.connected) return
    connection.state = 'ending'
    connection.connected = false
  }

  onDrain(): void {
    this.connection.handleSocketDrain()
  }

  onClosed(code: number, reason: Uint8Array): void {
    const { connection } = this
    // A view that came after the closing handshake had begun has no code of its own.
    if (!connection._engine.isOwner && connection.closeReasonCode === -1 && connection.waitingForCloseResponse) {
      connection.closeReasonCode = code
      connection.closeDescription = (reason as Buffer).toString() || closeDescriptions[code]
    }
    connection.handleSocketClose(false)
  }

  /** Returns whether the connection goes on: a listener may have dropped it. */
  private emitControlFrame(opcode: number, payload: Uint8Array): boolean {
    const { connection } = this
    if (connection.assembleFragments) return true
    this.emitFrame(controlHeader(opcode, payload.length, !connection.maskOutgoingPackets), payload)
    return !connection.closeEventEmitted
  }

  private emitFrame(header: FrameHeader, payload: Uint8Array): void {
    const { connection } = this
    const frame = new WebSocketFrame(connection.maskBytes, connection.frameHeader, connection.config)
    fillFrame(frame, header, payload as Buffer)
    this.emit('frame', frame)
  }

  private emit(event: string, value: unknown): void {
    const before = this.connection.listenerCount(event)
    this.connection.emit(event, value)
    this.noteListeners(event, before)
  }

  /**
   * Finds out whether the next event has to wait for what the listeners of this one have queued: one was added or removed,
   * as where messages are awaited one by one, or one is an async function.
   */
  private noteListeners(event: string, before: number): void {
    this.settles = this.connection._hasAsyncListener || this.connection.listenerCount(event) !== before
  }
}
