/**
 * The fan-out of a connection that has more than one view: each event goes to the owner, who opened the connection, and then
 * to the others, each in its own units and with bytes of its own. It is installed as the connection's handler when a second
 * view attaches, so that a single view knows nothing of it. What an event is turned into for a view is in `view-inbox.ts`.
 *
 * A listener that throws takes the event from nobody: the first error goes on to the caller when all have been told, the
 * others each in a later turn.
 */

import { closeCodeOf } from '../frames/close-payload.js'
import type { FrameHeader } from '../frames/frame-handler.js'
import type { MessageData } from '../messages/message-handler.js'
import type { Platform } from '../platform.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import type { Connection } from './connection.js'
import type { ConnectionHandler } from './connection-handler.js'
import { ConnectionView } from './connection-view.js'
import type { Outbox, OutboxWork } from './outbox.js'
import { OutboxEnd, OutboxTurns } from './outbox-turns.js'
import type { Policy } from './policy.js'
import { ViewInbox } from './view-inbox.js'

/** What a view wants to be told in which form. Read at each message: a facade may change its mind. */
export type ViewWishes = Pick<Policy, 'textAs' | 'textUnit' | 'binaryUnit' | 'delivery'>

type Report = (() => void) | null

export class Observers implements ConnectionHandler {
  /** Whether the owner has paused the connection. */
  holds: boolean
  /** Who is calling, or null for the owner. */
  actor: ConnectionView | null = null

  private readonly owner: ConnectionHandler
  private readonly turns: OutboxTurns
  /** Replaced, not changed, so that a view that is added in an event is told of the next one first. */
  private views: readonly ConnectionView[] = []
  private readonly ownerSettles: boolean

  constructor(
    readonly connection: Connection,
    private readonly platform: Platform,
    outbox: Outbox,
  ) {
    this.owner = connection.handler
    this.holds = connection.isPaused
    this.ownerSettles = connection.policy.delivery === 'settled'
    this.turns = new OutboxTurns(connection, outbox, platform)
    connection.outbox = this.turns.owner
  }

  add(handler: ConnectionHandler, wishes: ViewWishes): ConnectionView {
    const { connection } = this
    const inbox = new ViewInbox(connection, this.platform, handler, wishes)
    const view = new ConnectionView(this, handler, inbox, new OutboxEnd(this.turns))
    this.views = [...this.views, view]
    if (wishes.delivery === 'settled' && connection.policy.delivery === 'synchronous') {
      connection.policy = Object.create(connection.policy, { delivery: { value: 'settled' } }) as Policy
    }
    return view
  }

  /** Whether anybody has paused the connection. */
  get isHeld(): boolean {
    return this.holds || this.views.some((view) => view.holds)
  }

  // ── What a view has done ─────────────────────────────────────────────────────────────────────────────────────────────

  /** The closing handshake was begun here. */
  closedLocally(body: Uint8Array): void {
    const code = closeCodeOf(body)
    const reason = body.subarray(2)
    this.tellOthers((handler) => handler.onLocalClose?.(code, this.platform.bytes.copy(reason)))
  }

  /** The connection was ended here without a closing handshake. */
  endedLocally(): void {
    this.tellOthers((handler) => handler.onLocalEnd?.())
  }

  /** Tells all but whoever has done it. */
  private tellOthers(report: (handler: ConnectionHandler) => void): void {
    const { actor } = this
    const others = this.views.filter((view) => view !== actor).map(({ handler }) => handler)
    if (actor !== null) others.unshift(this.owner)
    this.runAll(others.map((handler) => () => report(handler)))
  }

  // ── What has come ────────────────────────────────────────────────────────────────────────────────────────────────────

  onMessage(data: MessageData, isBinary: boolean): void {
    // Before the owner has it: its listeners may change its bytes.
    const reports = this.views.map(({ inbox }) => inbox.message(data, isBinary))
    this.runAll([() => this.owner.onMessage(data, isBinary), ...reports])
  }

  onFragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): void {
    const reports = this.views.map(({ inbox }) => inbox.fragment(header, payload, isBinary))
    this.runAll([() => this.owner.onFragment?.(header, payload, isBinary), ...reports])
  }

  onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): void {
    const reports = this.views.map(({ inbox }) => inbox.piece(payload, isBinary, isLast))
    this.runAll([() => this.owner.onPiece?.(payload, isBinary, isLast), ...reports])
  }

  onPing(payload: Uint8Array): void {
    this.tellWithBytes(payload, (handler, bytes) => handler.onPing(bytes))
  }

  onPong(payload: Uint8Array): void {
    this.tellWithBytes(payload, (handler, bytes) => handler.onPong(bytes))
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    const reports = this.views.map(({ handler }) => {
      const copy = this.platform.bytes.copy(reason)
      return () => handler.onPeerClose(code, copy)
    })
    const answer = (): void => this.connection.answerPeerClose()
    // The answer is the owner's, also where a view would give another.
    this.runAll([() => this.owner.onPeerClose(code, reason), answer, ...reports])
  }

  onViolation(violation: Violation, detail: ViolationDetail): void {
    this.tellAll((handler) => handler.onViolation(violation, detail))
  }

  onSendError(error: Error): void {
    this.tellAll((handler) => handler.onSendError(error))
  }

  onTransportError(error: Error): void {
    this.tellAll((handler) => handler.onTransportError(error))
  }

  onEnding(): void {
    this.tellAll((handler) => handler.onEnding?.())
  }

  onCloseTimeout(): void {
    this.tellAll((handler) => handler.onCloseTimeout?.())
  }

  onDrain(): void {
    this.tellAll((handler) => handler.onDrain?.())
  }

  onClosed(code: number, reason: Uint8Array): void {
    this.tellWithBytes(reason, (handler, bytes) => handler.onClosed(code, bytes))
  }

  // ── What the owner decides ───────────────────────────────────────────────────────────────────────────────────────────

  onBytes(): void {
    this.owner.onBytes?.()
  }

  closeBodyOf(violation: Violation, detail: ViolationDetail): Uint8Array | undefined {
    return this.owner.closeBodyOf?.(violation, detail)
  }

  droppedError(work: OutboxWork): Error | undefined {
    return this.owner.droppedError?.(work)
  }

  /** The pace is that of the slowest. */
  mustSettle(): boolean {
    if (this.ownerSettles && this.owner.mustSettle?.() !== false) return true
    return this.views.some(({ inbox, handler }) => inbox.settles && handler.mustSettle?.() !== false)
  }

  // ── Telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private tellAll(report: (handler: ConnectionHandler) => void): void {
    this.runAll([this.owner, ...this.views.map(({ handler }) => handler)].map((handler) => () => report(handler)))
  }

  private tellWithBytes(bytes: Uint8Array, report: (handler: ConnectionHandler, bytes: Uint8Array) => void): void {
    const reports = this.views.map(({ handler }) => {
      const copy = this.platform.bytes.copy(bytes)
      return () => report(handler, copy)
    })
    this.runAll([() => report(this.owner, bytes), ...reports])
  }

  private runAll(reports: readonly Report[]): void {
    const errors: unknown[] = []
    for (const report of reports) {
      try {
        report?.()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length === 0) return
    for (const error of errors.slice(1)) {
      this.platform.timers.defer(() => {
        throw error
      })
    }
    throw errors[0]
  }
}
