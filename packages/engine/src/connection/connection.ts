/**
 * One WebSocket connection after its opening handshake: the receiving half, an outbox, and the ready state, of which it
 * is the only writer. How the closing handshake goes on is decided by the table in `closing.ts`.
 */

import type { Inflater } from '../extensions/codec.js'
import { checkClosePayload, closeCodeOf, closePayload } from '../frames/close-payload.js'
import { Flow } from '../frames/flow.js'
import { CloseCode } from '../rfc/close-code.js'
import { Opcode } from '../rfc/opcode.js'
import { type Violation, type ViolationDetail, violations } from '../rfc/violation.js'
import { type ClosingEvent, ClosingState, closingStep } from './closing.js'
import type { ConnectionHandler } from './connection-handler.js'
import type { ConnectionView } from './connection-view.js'
import { Ending } from './ending.js'
import { type FrameTap, IncomingFrameTap } from './frame-tap.js'
import { Observers, type ViewWishes } from './observers.js'
import {
  type DeferredPayload,
  Outbox,
  type OutboxDeflate,
  type OutboxOwner,
  type OutboxWork,
  type Outgoing,
  type Payload,
  SendFlag,
} from './outbox.js'
import { ReceivingHalf, type ReceivingOptions, type Role } from './receiving-half.js'
import type { Transport, TransportHandler, WrittenCallback } from './transport.js'

export interface ConnectionOptions extends ReceivingOptions {
  /** The codecs of the agreed permessage-deflate, or null. */
  readonly deflate: ConnectionDeflate | null
  /** The user's source of masking keys (lowest byte first), or null for the platform's. */
  readonly maskingKey?: (() => number) | null
}

export interface ConnectionDeflate extends OutboxDeflate {
  readonly inflater: Inflater
}

/** Automatic pongs that are not written yet. */
interface PendingPongs {
  count: number
  readonly onWritten: WrittenCallback
}

/** So much, or all that is left, has to leave in each period of the close timeout, where that goes by progress. */
const CLOSE_PROGRESS_BYTES = 16 * 1024

const noBytes: Uint8Array = new Uint8Array(0)

export class Connection extends ReceivingHalf implements TransportHandler, OutboxOwner {
  /** Frames on their way out, for facades whose users hold a sender of their own. */
  outbox: Outgoing
  /** @internal */
  readonly deflate: ConnectionDeflate | null
  private readonly maskingKey: () => number

  /** How far the end has come, or null while nothing of it has begun. */
  private ending: Ending | null = null
  private pongs: PendingPongs | null = null

  constructor(options: ConnectionOptions) {
    super(options)
    this.deflate = options.deflate
    this.outbox = new Outbox(this)
    this.maskingKey = options.maskingKey ?? options.platform.maskingKey
  }

  /** Left out of the JSON of what holds it: all that is here refers to each other. */
  toJSON(): undefined {
    return undefined
  }

  /** Begins to read. Call it once, after the opening handshake. */
  start(): void {
    this.stream.start(this)
  }

  // ── State ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The connection itself, of it and of each of its views. */
  get core(): Connection {
    return this
  }

  /** Whether what holds this is the connection's owner: whoever opened it. */
  get isOwner(): boolean {
    return true
  }

  get role(): Role {
    return this.isClient ? 'client' : 'server'
  }

  /** Whether messages may be sent. @rfc 6455 §4.1 */
  get isOpen(): boolean {
    return this.ending === null || this.ending.state === ClosingState.Open
  }

  get isClosed(): boolean {
    return this.ending !== null && this.ending.state === ClosingState.Closed
  }

  get closingState(): ClosingState {
    return this.ending === null ? ClosingState.Open : this.ending.state
  }

  /** The status code of the peer's Close, 1005 if it had none, 1006 if there was no Close so far. @rfc 6455 §7.1.5 */
  get closeCode(): number {
    return this.ending === null ? CloseCode.Abnormal : this.ending.peerCode
  }

  /** The reason of the peer's Close. */
  get closeReason(): Uint8Array {
    return this.ending === null ? this.platform.bytes.empty : this.ending.peerReason
  }

  /** Whether permessage-deflate was agreed on. */
  get isCompressed(): boolean {
    return this.deflate !== null
  }

  /** The timer that ends a closing handshake, or null. */
  get closeTimerHandle(): unknown {
    return this.ending === null ? null : this.ending.timer
  }

  /** The byte stream under the connection. What is gathered is flushed before it is handed over. */
  get transport(): Transport {
    this.stream.flush()
    return this.stream
  }

  /** Bytes that were sent and are not yet with the operating system. */
  get bufferedAmount(): number {
    return this.stream.bufferedAmount + this.outbox.queuedBytes
  }

  /** Whether bytes are sent faster than the peer, or the path to it, takes them: wait for `onDrain`. Does not flush. */
  get isCongested(): boolean {
    return this.stream.isCongested
  }

  /** What the outbox is busy with while frames wait, or null. */
  get sendingWork(): 'deflating' | 'reading' | null {
    return this.outbox.work
  }

  /** Shows all frames from now on to `tap`; each payload is copied up to a bound. */
  set tap(tap: FrameTap | null) {
    this.outbox.tap = tap
    const { decoder, assembler } = this.lendReader()
    decoder.handler = tap === null ? assembler : new IncomingFrameTap(tap, assembler)
    this.returnReader()
  }

  // ── Views ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Adds a view: what comes from now on is reported to it too, in the units that it wishes for and in memory of its own.
   * A message of which the owner has had a part is not; nothing is replayed. Its own calls go to what is returned. The
   * policy stays the owner's, but for the pace: it is the slower of both.
   */
  attach(handler: ConnectionHandler, wishes: ViewWishes): ConnectionView {
    const { handler: owner } = this
    const observers = owner instanceof Observers ? owner : new Observers(this, this.platform, this.outbox as Outbox)
    this.handler = observers
    return observers.add(handler, wishes)
  }

  // ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends a message. Call it only while `isOpen`.
   *
   * @param data a `Uint8Array` is read until `onWritten` is called: do not change it before
   */
  send(data: Payload, isBinary: boolean, onWritten?: WrittenCallback): void {
    const flags = this.isClient ? SendFlag.Fin | SendFlag.Compress | SendFlag.Mask : SendFlag.Fin | SendFlag.Compress
    this.outbox.sendData(data, isBinary ? Opcode.Binary : Opcode.Text, flags, onWritten)
  }

  /**
   * Sends a message or a fragment with all that may vary.
   *
   * @param flags of `SendFlag`
   */
  sendData(data: Payload | DeferredPayload, isBinary: boolean, flags: number, onWritten?: WrittenCallback): void {
    this.outbox.sendData(data, isBinary ? Opcode.Binary : Opcode.Text, flags, onWritten)
  }

  /** Sends a ping of at most 125 bytes. @rfc 6455 §5.5.2 */
  ping(payload: Payload | DeferredPayload, mask: boolean = this.isClient, onWritten?: WrittenCallback): void {
    this.outbox.sendControl(Opcode.Ping, payload, mask, onWritten)
  }

  /** Sends a pong of at most 125 bytes. @rfc 6455 §5.5.3 */
  pong(payload: Payload | DeferredPayload, mask: boolean = this.isClient, onWritten?: WrittenCallback): void {
    this.outbox.sendControl(Opcode.Pong, payload, mask, onWritten)
  }

  /** Sends a frame as it stands. @param first FIN, RSV bits and opcode */
  sendFrame(first: number, payload: Payload, mask: boolean, onWritten?: WrittenCallback): void {
    this.outbox.sendFrame(first, payload, mask, onWritten)
  }

  // ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Starts the closing handshake, or answers the peer's Close where the policy leaves that to the facade. Does nothing after
   * that.
   *
   * @param body of the Close frame, at most 125 bytes: a status code and a reason, or nothing @rfc 6455 §5.5.1, §7.1.2
   */
  close(body: Uint8Array = noBytes, onWritten?: WrittenCallback): void {
    const isFirst = this.isOpen
    this.step('localClose', body, onWritten)
    if (isFirst && this.handler instanceof Observers) this.handler.closedLocally(body)
  }

  /** Ends the connection at once, without a closing handshake. What was sent before goes out as far as it can. */
  terminate(): void {
    this.step('abort')
    if (this.handler instanceof Observers) this.handler.endedLocally()
    this.stream.destroy()
  }

  /** Ends the outgoing half after what was sent, without a Close frame. */
  end(): void {
    if (this.handler instanceof Observers) this.handler.endedLocally()
    this.endTransport()
  }

  private endTransport(): void {
    this.outbox.afterQueued(() => this.stream.end())
  }

  private step(event: ClosingEvent, body: Uint8Array = noBytes, onWritten?: WrittenCallback): boolean {
    const step = closingStep(this.closingState, event)
    if (step === undefined) return false
    // First, since a user's source of masking keys may throw.
    if (step.sendClose) this.outbox.sendControl(Opcode.Close, body, this.isClient, onWritten)
    const ending = this.beginEnding()
    ending.state = step.next
    if (step.discard) this.lendReader().decoder.stop()
    if (step.endTransport) this.endTransport()
    if (step.startTimer && ending.timer === null) this.startCloseTimer(ending, this.policy.closeTimeout)
    if (step.discard) this.stream.discard()
    return true
  }

  /** Destroys the transport when the time is over, unless enough has left in it and the policy goes by that. */
  private startCloseTimer(ending: Ending, milliseconds: number): void {
    if (milliseconds <= 0) return
    const { unsent } = this.stream
    const enough = Math.min(unsent, CLOSE_PROGRESS_BYTES)
    ending.timer = this.platform.timers.start(() => {
      // What the outbox has moved on in the meantime is progress too.
      const progress = Math.abs(unsent - this.stream.unsent)
      const goesOn = this.policy.closeTimeoutFrom === 'progress' && progress > 0 && progress >= enough
      if (goesOn) {
        this.startCloseTimer(ending, milliseconds)
        return
      }
      try {
        this.handler.onCloseTimeout?.()
      } finally {
        this.stream.destroy()
      }
    }, milliseconds)
  }

  private beginEnding(): Ending {
    this.ending ??= new Ending(this.platform.bytes.empty)
    return this.ending
  }

  /** Whether nothing comes any more. */
  protected get isTransportGone(): boolean {
    return this.ending?.isTransportGone === true
  }

  // ── Flow ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Stops reading, so that the peer is held back. @see Policy.whilePaused */
  pause(): void {
    if (this.handler instanceof Observers) this.handler.holds = true
    this.hold()
  }

  /** Reads again, unless another view holds the connection. */
  resume(): void {
    if (this.handler instanceof Observers) {
      this.handler.holds = false
      if (this.handler.isHeld) return
    }
    this.unhold()
  }

  // ── From the transport ───────────────────────────────────────────────────────────────────────────────────────────────

  onTransportEnd(): void {
    this.step('peerEnded')
    this.handler.onEnding?.()
  }

  onTransportError(error: Error): void {
    this.step('abort')
    this.handler.onTransportError(error)
  }

  onTransportClose(): void {
    const ending = this.beginEnding()
    ending.isTransportGone = true
    this.step('abort')
    if (ending.timer !== null) this.platform.timers.stop(ending.timer)
    this.finish()
  }

  onDrain(): void {
    this.handler.onDrain?.()
  }

  /** Reports the end once no message waits in front of it. */
  protected finish(): void {
    if (this.isClosed || this.isBusy) return
    if (this.isSuspended && this.mayRead) return
    this.step('gone')
    const { decoder, assembler } = this.lendReader()
    decoder.stop()
    assembler.release()
    this.outbox.close()
    this.deflate?.inflater.close()
    this.handler.onClosed(this.closeCode, this.closeReason)
  }

  // ── From the outbox ──────────────────────────────────────────────────────────────────────────────────────────────────

  nextMaskingKey(): number {
    return this.maskingKey()
  }

  droppedError(work: OutboxWork): Error {
    return this.handler.droppedError?.(work) ?? new Error(`The connection was closed while ${work}`)
  }

  onSendError(error: Error): void {
    if (this.isClosed) return
    this.step('sendFailed')
    this.handler.onSendError(error)
  }

  // ── From the assembler ───────────────────────────────────────────────────────────────────────────────────────────────

  onControlFrame(opcode: number, payload: Uint8Array): Flow {
    if (opcode === Opcode.Close) return this.onCloseFrame(payload)
    if (this.policy.delivery === 'deferred') return this.defer(() => this.reportControl(opcode, payload))
    this.reportControl(opcode, payload)
    return this.flow
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    const reader = this.lendReader()
    reader.decoder.stop()
    if (this.policy.failure === 'synchronous') {
      this.failConnection(violation, detail)
      return
    }
    reader.deferredEvents++
    this.platform.timers.soon(() => {
      reader.deferredEvents--
      try {
        this.failConnection(violation, detail)
      } finally {
        if (this.isTransportGone) this.finish()
      }
    })
  }

  /** @rfc 6455 §7.1.7 */
  private failConnection(violation: Violation, detail: ViolationDetail): void {
    const code = violations[violation].closeCode
    const body = this.handler.closeBodyOf?.(violation, detail) ?? new Uint8Array([code >>> 8, code & 0xff])
    this.step('violation', body)
    this.handler.onViolation(violation, detail)
  }

  private reportControl(opcode: number, payload: Uint8Array): void {
    if (opcode === Opcode.Pong) {
      this.handler.onPong(payload)
      return
    }
    if (this.policy.autoPong && this.isOpen) this.answerPing(payload)
    this.handler.onPing(payload)
  }

  /**
   * Sends the pong that answers a ping, where the policy leaves that to the facade; ends the connection if too many of them
   * wait.
   */
  answerPing(payload: Uint8Array): void {
    const { maxPendingPongs } = this.policy
    if (maxPendingPongs > 0 && this.pongs !== null && this.pongs.count >= maxPendingPongs) {
      this.terminate()
      return
    }
    this.pongs ??= this.newPendingPongs()
    this.pongs.count++
    this.pong(payload, this.isClient, this.pongs.onWritten)
  }

  private newPendingPongs(): PendingPongs {
    const pongs: PendingPongs = {
      count: 0,
      onWritten: () => {
        pongs.count--
        if (pongs.count === 0) this.pongs = null
      },
    }
    return pongs
  }

  private onCloseFrame(body: Uint8Array): Flow {
    const violation = checkClosePayload(body, (bytes, from) => this.platform.text.isUtf8(bytes, from, bytes.length))
    if (violation === 'invalidCloseReason' && this.policy.skipUtf8Validation) return this.onPeerClose(body)
    if (violation !== null) {
      this.onViolation(violation, closeCodeOf(body))
      return Flow.Stop
    }
    return this.onPeerClose(body)
  }

  private onPeerClose(body: Uint8Array): Flow {
    const ending = this.beginEnding()
    ending.peerCode = closeCodeOf(body)
    if (body.length > 2) ending.peerReason = this.platform.bytes.view(body, 2, body.length)
    this.lendReader().decoder.stop()
    this.step('peerClose')
    try {
      this.handler.onPeerClose(ending.peerCode, ending.peerReason)
    } finally {
      this.answerPeerClose()
    }
    return Flow.Stop
  }

  /** @internal Answers the peer's Close as the policy says, if that has not been done. */
  answerPeerClose(): void {
    const { closeReply } = this.policy
    const body = closePayload(this.closeCode, this.closeReason)
    if (closeReply === 'echo') this.close(body)
    else if (closeReply === 'code') this.close(body.subarray(0, 2))
    else if (closeReply === 'normal') this.close(new Uint8Array([CloseCode.Normal >>> 8, CloseCode.Normal & 0xff]))
  }
}
