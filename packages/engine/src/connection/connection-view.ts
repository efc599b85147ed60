/**
 * A further view of a connection, as its facade holds it: the same members as the connection's own. What belongs to the owner
 * it leaves alone. It is made by `Connection.attach`.
 */

import { Opcode } from '../rfc/opcode.js'
import type { Connection } from './connection.js'
import type { ConnectionHandler } from './connection-handler.js'
import type { FrameTap } from './frame-tap.js'
import type { Observers } from './observers.js'
import { type DeferredPayload, type Outgoing, type Payload, SendFlag } from './outbox.js'
import type { Transport, WrittenCallback } from './transport.js'
import type { ViewInbox } from './view-inbox.js'

/** What a facade holds: a connection that it owns, or a view of another's. */
export type ConnectionFace = Pick<
  Connection,
  | 'answerPing'
  | 'bufferedAmount'
  | 'close'
  | 'closeCode'
  | 'closeReason'
  | 'closeTimerHandle'
  | 'closingState'
  | 'core'
  | 'end'
  | 'isClosed'
  | 'isCompressed'
  | 'isCongested'
  | 'isOpen'
  | 'isOwner'
  | 'isPaused'
  | 'keepsFragments'
  | 'onData'
  | 'outbox'
  | 'pause'
  | 'ping'
  | 'policy'
  | 'pong'
  | 'resume'
  | 'role'
  | 'send'
  | 'sendData'
  | 'sendFrame'
  | 'sendingWork'
  | 'start'
  | 'tap'
  | 'terminate'
  | 'transport'
>

export class ConnectionView implements ConnectionFace {
  /** Whether this view has paused the connection. */
  holds = false
  readonly core: Connection

  constructor(
    private readonly observers: Observers,
    readonly handler: ConnectionHandler,
    readonly inbox: ViewInbox,
    readonly outbox: Outgoing,
  ) {
    this.core = observers.connection
  }

  get isOwner(): boolean {
    return false
  }

  get role(): Connection['role'] {
    return this.core.role
  }

  /** The owner's. */
  get policy(): Connection['policy'] {
    return this.core.policy
  }

  /** As that of the connection. */
  toJSON(): undefined {
    return undefined
  }

  get isOpen(): boolean {
    return this.core.isOpen
  }

  get isClosed(): boolean {
    return this.core.isClosed
  }

  get closingState(): Connection['closingState'] {
    return this.core.closingState
  }

  get closeCode(): number {
    return this.core.closeCode
  }

  get closeReason(): Uint8Array {
    return this.core.closeReason
  }

  get isCompressed(): boolean {
    return this.core.isCompressed
  }

  get closeTimerHandle(): unknown {
    return this.core.closeTimerHandle
  }

  get transport(): Transport {
    return this.core.transport
  }

  /** Whether anybody has paused the connection. */
  get isPaused(): boolean {
    return this.core.isPaused
  }

  get bufferedAmount(): number {
    return this.core.bufferedAmount
  }

  get isCongested(): boolean {
    return this.core.isCongested
  }

  get sendingWork(): Connection['sendingWork'] {
    return this.core.sendingWork
  }

  set keepsFragments(keeps: boolean) {
    this.inbox.keepsFragments = keeps
  }

  set tap(tap: FrameTap | null) {
    this.core.tap = tap
  }

  /** Does nothing: the owner reads. */
  start(): void {}

  onData(chunk: Uint8Array): void {
    this.core.onData(chunk)
  }

  send(data: Payload, isBinary: boolean, onWritten?: WrittenCallback): void {
    const mask = this.role === 'client' ? SendFlag.Mask : 0
    this.sendData(data, isBinary, SendFlag.Fin | SendFlag.Compress | mask, onWritten)
  }

  sendData(data: Payload | DeferredPayload, isBinary: boolean, flags: number, onWritten?: WrittenCallback): void {
    this.outbox.sendData(data, isBinary ? Opcode.Binary : Opcode.Text, flags, onWritten)
  }

  ping(payload: Payload | DeferredPayload, mask?: boolean, onWritten?: WrittenCallback): void {
    this.core.ping(payload, mask, onWritten)
  }

  pong(payload: Payload | DeferredPayload, mask?: boolean, onWritten?: WrittenCallback): void {
    this.core.pong(payload, mask, onWritten)
  }

  sendFrame(first: number, payload: Payload, mask: boolean, onWritten?: WrittenCallback): void {
    this.outbox.sendFrame(first, payload, mask, onWritten)
  }

  close(body?: Uint8Array, onWritten?: WrittenCallback): void {
    this.act(() => this.core.close(body, onWritten))
  }

  terminate(): void {
    this.act(() => this.core.terminate())
  }

  end(): void {
    this.act(() => this.core.end())
  }

  /** Holds the connection until `resume`. */
  pause(): void {
    this.holds = true
    this.core.hold()
  }

  /** The connection reads again when nobody holds it any more. */
  resume(): void {
    this.holds = false
    if (!this.observers.isHeld) this.core.unhold()
  }

  /** Does nothing: the answer to a ping is the owner's. */
  answerPing(): void {}

  /** Does something that the other views are told of. */
  private act(call: () => void): void {
    const { observers } = this
    const before = observers.actor
    observers.actor = this
    try {
      call()
    } finally {
      observers.actor = before
    }
  }
}
