/** What the engine reports, as the events of a `WebSocket`. */

import {
  CloseCode,
  type ConnectionFace,
  type ConnectionHandler,
  type MessageData,
  type Violation,
  type ViolationDetail,
  violations,
} from '@rosetta-ws/engine'
import { violationText } from './errors.js'
import { ReadyState } from './ready-state.js'
import type { BaseWebSocket } from './web-socket.js'

export class ConnectionEvents implements ConnectionHandler {
  private hasFailed = false

  constructor(private readonly ws: BaseWebSocket) {}

  onMessage(data: MessageData, isBinary: boolean): void {
    const { ws } = this
    if (ws.readyState === ReadyState.CLOSED) return
    const buffer = data as Buffer
    const masked = ws._isServer
    if (isBinary) ws.emit('message', buffer, { masked, buffer, binary: true })
    else ws.emit('message', buffer.toString(), { masked, buffer })
  }

  onPing(payload: Uint8Array): void {
    this.reportControl('ping', payload)
  }

  onPong(payload: Uint8Array): void {
    this.reportControl('pong', payload)
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    const { ws } = this
    ws._closeReceived = true
    const given = code === CloseCode.NoStatus ? CloseCode.Normal : code
    ws._answerClose(given, (reason as Buffer).toString())
  }

  onViolation(violation: Violation, detail: ViolationDetail): void {
    const { ws } = this
    // The limits are those of the connection's owner, which may be of another dialect.
    const { maxFrameBytes, maxMessageBytes } = (ws._connection as ConnectionFace).policy
    const text = violationText(violation, detail, violation === 'frameTooLarge' ? maxFrameBytes : maxMessageBytes)
    this.hasFailed = true
    ws.readyState = ReadyState.CLOSING
    if (ws._dialect.violations === 'error') ws._fail(new Error(text))
    else ws._fail(text, violations[violation].closeCode)
  }

  onLocalClose(code: number, reason: Uint8Array): void {
    const { ws } = this
    if (ws.readyState !== ReadyState.OPEN) return
    ws._closeCode = code === CloseCode.NoStatus ? CloseCode.Normal : code
    ws._closeMessage = (reason as Buffer).toString()
    this.onLocalEnd()
  }

  onLocalEnd(): void {
    const { ws } = this
    if (ws.readyState !== ReadyState.OPEN) return
    ws.readyState = ReadyState.CLOSING
    // Its `resume` throws from now on, and a pause must not hold back the peer's Close from the others.
    ws._connection?.resume()
  }

  onSendError(error: Error): void {
    this.hasFailed = true
    this.ws._fail(error)
  }

  /** Tells nobody: `close` follows. */
  onTransportError(): void {
    this.hasFailed = true
  }

  /** It is over now: what a paused socket still holds comes too late, and is dropped. */
  onCloseTimeout(): void {
    this.ws._finish(true)
  }

  onClosed(): void {
    this.ws._finish(this.hasFailed)
  }

  private reportControl(event: 'ping' | 'pong', payload: Uint8Array): void {
    const { ws } = this
    if (ws.readyState === ReadyState.CLOSED) return
    ws.emit(event, payload.length === 0 ? null : payload, { masked: ws._isServer, binary: true })
  }
}
