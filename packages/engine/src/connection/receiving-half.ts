/**
 * The receiving half of a connection: what comes is read as fast as those who listen may be told of it, in the order and at
 * the pace of the policy. Reading stops, and the peer with it, while the connection is paused, while an answer is waited for,
 * and while a listener's own turn is not over. What closes a connection is in `connection.ts`.
 */

import type { Inflater } from '../extensions/codec.js'
import { Flow } from '../frames/flow.js'
import type { FrameHeader } from '../frames/frame-handler.js'
import type { MessageData } from '../messages/message-handler.js'
import type { Platform } from '../platform.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import type { ConnectionHandler } from './connection-handler.js'
import type { Policy } from './policy.js'
import { Reader, type ReaderOwner } from './reader.js'
import type { Transport } from './transport.js'

/** What is so or not of a connection: bits of one number, since each open connection has it. */
const State = { Client: 1, Paused: 2, KeepsFragments: 4 } as const

export type Role = 'server' | 'client'

export interface ReceivingOptions {
  readonly role: Role
  readonly policy: Policy
  readonly platform: Platform
  readonly transport: Transport
  readonly handler: ConnectionHandler
}

export abstract class ReceivingHalf implements ReaderOwner {
  policy: Policy
  handler: ConnectionHandler

  /** @internal */
  readonly platform: Platform
  /** @internal The byte stream under the connection, where nobody else is to have it: nothing is flushed. */
  readonly stream: Transport
  /** What reads, or null while the stream is between messages and nothing is held. */
  protected reader: Reader | null = null
  /** Bits of `State`. */
  private state: number

  /** The codecs of the agreed permessage-deflate, or null. */
  abstract readonly deflate: { readonly inflater: Inflater } | null

  constructor({ role, policy, platform, transport, handler }: ReceivingOptions) {
    this.state = role === 'client' ? State.Client : 0
    this.policy = policy
    this.platform = platform
    this.stream = transport
    this.handler = handler
  }

  /** Whether nothing comes any more. */
  protected abstract get isTransportGone(): boolean

  /** Reports the end once no message waits in front of it. */
  protected abstract finish(): void

  abstract onControlFrame(opcode: number, payload: Uint8Array): Flow

  abstract onViolation(violation: Violation, detail?: ViolationDetail): void

  protected get isClient(): boolean {
    return (this.state & State.Client) !== 0
  }

  /** Whether `pause()` is in force. */
  get isPaused(): boolean {
    return (this.state & State.Paused) !== 0
  }

  /** Whether binary messages are handed over as the payloads of their frames. */
  set keepsFragments(keeps: boolean) {
    this.state = keeps ? this.state | State.KeepsFragments : this.state & ~State.KeepsFragments
    if (this.reader !== null) this.reader.assembler.keepsFragments = keeps
  }

  /** Whether a part of the message at hand has been reported, where messages are reported by pieces. */
  get isMidMessage(): boolean {
    if (this.reader === null) return false
    const { assembler, decoder } = this.reader
    return assembler.isInflating ? assembler.frameCount > 1 : decoder.isInsideMessage
  }

  // ── Flow ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @internal As `pause`, whoever asks. */
  hold(): void {
    this.state |= State.Paused
    this.stream.pause()
  }

  /** @internal As `resume`, whoever asks. */
  unhold(): void {
    this.state &= ~State.Paused
    if (this.settlesEvents) {
      this.stream.resume()
      if (this.isSuspended) this.settle()
    } else if (this.isSuspended) this.continueReading()
    else this.stream.resume()
  }

  private get isHeld(): boolean {
    return this.isPaused && this.policy.whilePaused === 'hold'
  }

  private get settlesEvents(): boolean {
    return this.policy.delivery === 'settled'
  }

  /** How the decoder goes on after an event. */
  protected get flow(): Flow {
    if (this.isHeld) return Flow.Suspend
    return this.settlesEvents && this.handler.mustSettle?.() !== false ? Flow.Suspend : Flow.Continue
  }

  /** Whether an answer, or a listener, is waited for before the next event. */
  protected get isBusy(): boolean {
    return this.reader?.isBusy === true
  }

  /** Whether what has come is not read for now. */
  protected get isSuspended(): boolean {
    return this.reader?.decoder.isSuspended === true
  }

  protected get mayRead(): boolean {
    return !this.isBusy && !this.isHeld
  }

  /** The reader, which a stream has from the first byte of a message until nothing of it is left. */
  protected lendReader(): Reader {
    if (this.reader === null) {
      const { policy, deflate } = this
      const inflater = deflate === null ? null : deflate.inflater
      this.reader = Reader.lend(this, !this.isClient, policy, this.platform, inflater)
      this.reader.assembler.keepsFragments = (this.state & State.KeepsFragments) !== 0
    }
    return this.reader
  }

  /** Gives the reader back if it holds nothing. */
  protected returnReader(): void {
    const { reader } = this
    if (reader === null || !reader.isAtRest) return
    this.reader = null
    reader.giveBack()
  }

  /** Goes on with what the decoder holds, and then with the transport. */
  protected continueReading(): void {
    if (!this.mayRead) {
      if (this.isTransportGone) this.finish()
      return
    }
    this.stream.hold()
    try {
      this.reader?.decoder.resume()
    } catch (error) {
      this.continueLater()
      throw error
    } finally {
      this.stream.release()
    }
    this.settleReading()
  }

  private settleReading(): void {
    if (this.settlesEvents && this.isSuspended && this.mayRead) this.settle()
    if (this.reader?.isSettling !== true) {
      if (this.isSuspended) this.stream.pause()
      else if (!this.isPaused) this.stream.resume()
    }
    if (this.isTransportGone) this.finish()
    else this.returnReader()
  }

  /** Goes on once all that the last event's listeners have queued has run. Until then what is sent is gathered. */
  private settle(): void {
    if (this.reader === null || !this.mayRead) return
    if (!this.reader.decoder.hasBacklog) {
      this.reader.decoder.resume()
      return
    }
    this.stream.hold()
    this.reader.settle()
  }

  onSettled(): void {
    try {
      this.continueReading()
    } finally {
      this.stream.release()
    }
  }

  /** A listener threw: the frames that wait behind, or the end, are delivered in a later turn. */
  private continueLater(): void {
    if (this.isSuspended || this.isTransportGone) this.platform.timers.defer(() => this.continueReading())
  }

  // ── From the transport ───────────────────────────────────────────────────────────────────────────────────────────────

  onData(chunk: Uint8Array): void {
    this.handler.onBytes?.()
    const reader = this.lendReader()
    try {
      reader.decoder.consume(chunk)
    } catch (error) {
      this.continueLater()
      throw error
    }
    if (reader.decoder.isSuspended) {
      if (this.settlesEvents && this.mayRead) this.settle()
      else if (!reader.isSettling) this.stream.pause()
    }
    this.returnReader()
  }

  // ── From the assembler ───────────────────────────────────────────────────────────────────────────────────────────────

  onMessage(data: MessageData, isBinary: boolean): Flow {
    if (this.policy.delivery === 'deferred') return this.defer(() => this.handler.onMessage(data, isBinary))
    this.handler.onMessage(data, isBinary)
    return this.flow
  }

  onFragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): Flow {
    if (this.policy.delivery === 'deferred') {
      const kept = { ...header }
      return this.defer(() => this.handler.onFragment?.(kept, payload, isBinary))
    }
    this.handler.onFragment?.(header, payload, isBinary)
    return this.flow
  }

  onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): Flow {
    if (this.policy.delivery === 'deferred') return this.defer(() => this.handler.onPiece?.(payload, isBinary, isLast))
    this.handler.onPiece?.(payload, isBinary, isLast)
    return this.flow
  }

  onReady(): void {
    if (this.settlesEvents) this.settleReading()
    else this.continueReading()
  }

  protected defer(report: () => void): Flow {
    const reader = this.lendReader()
    reader.deferredEvents++
    this.platform.timers.defer(() => {
      reader.deferredEvents--
      try {
        report()
      } finally {
        this.continueReading()
      }
    })
    return Flow.Suspend
  }
}
