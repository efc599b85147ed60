/**
 * Turns what the owner of a connection is told into what another view of it wishes for: whole messages, fragments or pieces;
 * text as a string or as bytes. Fragments and pieces are joined by the engine's own assembler, within the owner's limits.
 * It does not report: it prepares reports, with bytes of their own, for the fan-out to run.
 */

import { Flow } from '../frames/flow.js'
import type { FrameHeader } from '../frames/frame-handler.js'
import { type AssemblerPolicy, MessageAssembler, type MessageUnit } from '../messages/message-assembler.js'
import type { MessageData, MessageHandler } from '../messages/message-handler.js'
import type { Platform } from '../platform.js'
import { Opcode } from '../rfc/opcode.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import type { Connection } from './connection.js'
import type { ConnectionHandler } from './connection-handler.js'
import type { ViewWishes } from './observers.js'

/** Runs the report of an event, or null where the event means nothing to the view yet. */
type Report = (() => void) | null

export class ViewInbox implements MessageHandler {
  /** Whether a binary message is handed over as a list of payloads. */
  keepsFragments = false

  private unit: MessageUnit = 'message'
  /** Whether the message at hand began before the view attached: its rest is not for the view. */
  private skips: boolean
  private isFirst = true
  private assembler: MessageAssembler | null = null
  private joined: Report = null
  /** The owner's policy, for messages that are joined here. */
  private readonly limits: JoinedPolicy

  constructor(
    private readonly connection: Connection,
    private readonly platform: Platform,
    private readonly handler: ConnectionHandler,
    private readonly wishes: ViewWishes,
  ) {
    this.skips = connection.isMidMessage
    this.limits = Object.create(connection.policy, joinedPolicy) as JoinedPolicy
  }

  /** Whether the view's listeners may ask for the next event to wait. */
  get settles(): boolean {
    return this.wishes.delivery === 'settled'
  }

  message(data: MessageData, isBinary: boolean): Report {
    this.skips = false
    const { handler } = this
    const unit = this.unitOf(isBinary)
    if (unit === 'message') {
      const own = this.dataOf(data, isBinary)
      return () => handler.onMessage(own, isBinary)
    }
    const bytes = this.bytesOf(data)
    if (unit === 'piece') return () => handler.onPiece?.(bytes, isBinary, true)
    return () => handler.onFragment?.(this.headerOf(bytes, isBinary, true, true), bytes, isBinary)
  }

  fragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): Report {
    const first = header.opcode !== Opcode.Continuation
    if (first) this.skips = false
    if (!this.enter(isBinary, header.fin)) return null
    const { handler } = this
    if (this.unit === 'message') return this.join(payload, isBinary, first, header.fin, true)
    const bytes = this.platform.bytes.copy(payload)
    const { fin } = header
    if (this.unit === 'piece') return () => handler.onPiece?.(bytes, isBinary, fin)
    const kept = { ...header }
    return () => handler.onFragment?.(kept, bytes, isBinary)
  }

  piece(payload: Uint8Array, isBinary: boolean, isLast: boolean): Report {
    const first = this.isFirst
    if (!this.enter(isBinary, isLast)) return null
    const { handler } = this
    if (this.unit === 'message') return this.join(payload, isBinary, first, isLast, false)
    const bytes = this.platform.bytes.copy(payload)
    if (this.unit === 'piece') return () => handler.onPiece?.(bytes, isBinary, isLast)
    return () => handler.onFragment?.(this.headerOf(bytes, isBinary, first, isLast), bytes, isBinary)
  }

  /** Notes a part of a message; the unit is that of its begin. Returns whether the message is for the view. */
  private enter(isBinary: boolean, isLast: boolean): boolean {
    const isForView = !this.skips
    if (this.isFirst) this.unit = this.unitOf(isBinary)
    this.isFirst = isLast || this.skips
    if (isLast) this.skips = false
    return isForView
  }

  private unitOf(isBinary: boolean): MessageUnit {
    return isBinary ? this.wishes.binaryUnit : this.wishes.textUnit
  }

  // ── Joining ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Adds a part to the message at hand; the report comes with the last one, or with the one that is too much. */
  private join(payload: Uint8Array, isBinary: boolean, isFirst: boolean, isLast: boolean, isFrame: boolean): Report {
    const bytes = this.platform.bytes.copy(payload)
    const header = this.headerOf(bytes, isBinary, isFirst, isLast)
    this.assembler ??= new MessageAssembler(this.limits, this.platform, null, this)
    // Pieces end where chunks do: their number says nothing.
    this.limits.maxFragments = isFrame ? this.connection.policy.maxFragments : 0
    this.joined = null
    if (this.assembler.onFrameStart(header) === Flow.Continue) this.assembler.onFrame(header, bytes, 0, bytes.length, 0)
    return this.joined
  }

  onMessage(data: MessageData, isBinary: boolean): Flow {
    const own = this.dataOf(data, isBinary)
    this.joined = () => this.handler.onMessage(own, isBinary)
    return Flow.Continue
  }

  /** What cannot be joined for a view fails the connection: there is no other way to hold back the peer and lose nothing. */
  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.joined = () => this.connection.onViolation(violation, detail)
  }

  /** Never called: the joined policy knows messages only. */
  onFragment(): Flow {
    return Flow.Continue
  }

  /** Never called: the joined policy knows messages only. */
  onPiece(): Flow {
    return Flow.Continue
  }

  /** Never called: control frames are not joined. */
  onControlFrame(): Flow {
    return Flow.Continue
  }

  /** Never called: nothing is inflated here. */
  onReady(): void {}

  // ── Forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A message in memory of its own, in the form that the view wishes for. */
  private dataOf(data: MessageData, isBinary: boolean): MessageData {
    if (isBinary) return this.keepsFragments ? this.listOf(data) : this.bytesOf(data)
    if (this.wishes.textAs === 'bytes') return this.bytesOf(data)
    if (typeof data === 'string') return data
    const bytes = data as Uint8Array
    return this.platform.text.decode(bytes, 0, bytes.length)
  }

  private listOf(data: MessageData): Uint8Array[] {
    const list = Array.isArray(data) ? data.map((bytes) => this.platform.bytes.copy(bytes)) : [this.bytesOf(data)]
    // An empty fragment adds nothing to a list of payloads.
    return list.filter((bytes) => bytes.length > 0)
  }

  private bytesOf(data: MessageData): Uint8Array {
    if (typeof data === 'string') return this.platform.text.encode(data)
    if (!Array.isArray(data)) return this.platform.bytes.copy(data)
    const joined = this.platform.bytes.allocate(data.reduce((sum, bytes) => sum + bytes.length, 0))
    let at = 0
    for (const bytes of data) {
      joined.set(bytes, at)
      at += bytes.length
    }
    return joined
  }

  private headerOf(bytes: Uint8Array, isBinary: boolean, isFirst: boolean, fin: boolean): FrameHeader {
    const opcode = isFirst ? (isBinary ? Opcode.Binary : Opcode.Text) : Opcode.Continuation
    return { fin, rsv1: false, opcode, masked: this.connection.role === 'server', length: bytes.length }
  }
}

type JoinedPolicy = AssemblerPolicy & { maxFragments: number }

/** Where the owner takes parts, the view gets the whole: its text is checked, and no limit of single frames holds. */
const joinedPolicy: PropertyDescriptorMap = {
  textUnit: { value: 'message' },
  binaryUnit: { value: 'message' },
  textAs: { value: 'bytes' },
  skipUtf8Validation: { value: false },
  maxFrameBytes: { value: 0 },
  maxFragments: { value: 0, writable: true },
}
