/** What the engine reports, as the events of a `WebSocket`. */

import {
  CloseCode,
  type ConnectionHandler,
  type MessageData,
  type OutboxWork,
  type Violation,
  type ViolationDetail,
} from '@rosetta-ws/engine'
import { Ending } from './ending.js'
import { errorOf } from './errors.js'
import { droppedError } from './payload.js'
import { toBinaryType } from './receiver.js'
import { ReadyState, type WebSocket } from './web-socket.js'

export class ConnectionEvents implements ConnectionHandler {
  constructor(private readonly ws: WebSocket) {}

  onMessage(data: MessageData, isBinary: boolean): void {
    const { ws } = this
    this.showEnding()
    ws.emit('message', isBinary ? toBinaryType(data, ws._binaryType) : data, isBinary)
  }

  onPing(payload: Uint8Array): void {
    this.showEnding()
    this.ws.emit('ping', payload)
  }

  onPong(payload: Uint8Array): void {
    this.showEnding()
    this.ws.emit('pong', payload)
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    const { ws } = this
    ws._closeFrameReceived = true
    ws._closeCode = code
    ws._closeMessage = reason as Buffer
    // By the method, which users replace.
    if (code === CloseCode.NoStatus) ws.close()
    else ws.close(code, reason)
  }

  onViolation(violation: Violation, detail: ViolationDetail): void {
    this.ws._closeFrameSent = true
    this.fail(errorOf(violation, detail))
  }

  onSendError(error: Error): void {
    this.fail(error)
  }

  droppedError(work: OutboxWork): Error {
    return droppedError(work)
  }

  onLocalClose(): void {
    const { ws } = this
    ws._closeFrameSent = true
    this.onLocalEnd()
  }

  onLocalEnd(): void {
    const { ws } = this
    if (ws._readyState === ReadyState.OPEN) ws._readyState = ReadyState.CLOSING
  }

  onTransportError(): void {
    this.ws._readyState = ReadyState.CLOSING
  }

  onEnding(): void {
    const { ws } = this
    ws._ending ??= new Ending()
    ws._ending.streamEnded = true
    ws._readyState = ReadyState.CLOSING
  }

  onClosed(): void {
    const { ws } = this
    // Where the stream ends without a word, the close is told after what was already due.
    if (ws._ending?.streamEnded || ws._closeFrameReceived || ws._errorEmitted) ws.emitClose()
    else process.nextTick(() => ws.emitClose())
  }

  /** The connection may have ended while this event was under way, or by the pong before it: too many of them wait. */
  private showEnding(): void {
    if (this.ws._connection?.isOpen === false) this.onLocalEnd()
  }

  private fail(error: Error): void {
    const { ws } = this
    ws._readyState = ReadyState.CLOSING
    if (ws._errorEmitted) return
    ws._errorEmitted = true
    const isHeard = ws.listenerCount('error') > 0
    try {
      ws.emit('error', error)
    } catch (thrown) {
      // A peer must not be able to end the process by a broken frame: without a listener, 'close' tells of the failure.
      if (isHeard || thrown !== error) throw thrown
    }
  }
}
