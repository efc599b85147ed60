/**
 * Lets several views send through one outbox, and keeps their messages whole: while one of them sends a message in fragments,
 * the data frames of the others wait. Control frames do not. It knows nothing of what comes in.
 *
 * @rfc 6455 §5.4
 */

import { FIN } from '../frames/frame-header.js'
import type { Platform } from '../platform.js'
import { isControl } from '../rfc/opcode.js'
import type { FrameTap } from './frame-tap.js'
import {
  COPY_BYTES,
  type DeferredPayload,
  type Outbox,
  type OutboxWork,
  type Outgoing,
  type Payload,
  SendFlag,
} from './outbox.js'
import type { WrittenCallback } from './transport.js'

interface WaitingSend {
  readonly end: OutboxEnd
  /** Bytes. */
  readonly size: number
  readonly start: () => void
  readonly onWritten: WrittenCallback | undefined
}

/** What is asked of the connection. */
interface SendingConnection {
  readonly isOpen: boolean
  onSendError(error: Error): void
}

export class OutboxTurns {
  /** What the owner of the connection sends through. */
  readonly owner: OutboxEnd
  /** Bytes that wait for their turn. */
  waitingBytes = 0
  /** Who is in the middle of a message, or null. */
  private holder: OutboxEnd | null = null
  private waiting: WaitingSend[] = []
  /** Whether the holder is only assumed to be in the middle of a message. */
  private isAssumed = false
  private isStarting = false

  constructor(
    private readonly connection: SendingConnection,
    readonly outbox: Outbox,
    readonly platform: Platform,
  ) {
    this.owner = new OutboxEnd(this)
    if (!outbox.isBusy && !outbox.isMidMessage) return
    this.holder = this.owner
    // What the owner has sent waits: whether that ends a message is known when it has gone out.
    this.isAssumed = outbox.isBusy
    if (this.isAssumed) outbox.afterQueued(() => this.settleAssumption())
  }

  /** Whether data may still be sent. */
  private mayStart(): boolean {
    return this.connection.isOpen
  }

  mustWait(end: OutboxEnd): boolean {
    return (this.holder !== null && this.holder !== end) || end.waiting > 0
  }

  wait(send: WaitingSend): void {
    this.waiting.push(send)
    this.waitingBytes += send.size
    send.end.waiting++
  }

  /** Notes a data frame of `end`, before it is sent. */
  begin(end: OutboxEnd, isLast: boolean): void {
    this.isAssumed = false
    this.holder = isLast ? null : end
  }

  /** Sends what has waited and may go now, what was sent first before the rest. */
  startWaiting(): void {
    if (this.isStarting) return
    this.isStarting = true
    while (this.startRound()) {}
    this.isStarting = false
  }

  /** Goes through what waits, once. Returns whether what it has passed over may go now. */
  private startRound(): boolean {
    const { waiting } = this
    const passed: WaitingSend[] = []
    let next = 0
    while (next < waiting.length && this.mayStart() && (passed.length === 0 || this.holder !== null)) {
      const send = waiting[next++]
      if (this.holder === null || this.holder === send.end) this.start(send)
      else passed.push(send)
    }
    this.waiting = next === waiting.length ? passed : passed.concat(waiting.slice(next))
    return this.holder === null && passed.length > 0 && this.mayStart()
  }

  /** What is thrown here, as by a user's source of masking keys, has no caller any more. */
  private start(send: WaitingSend): void {
    this.waitingBytes -= send.size
    send.end.waiting--
    try {
      send.start()
    } catch (error) {
      this.callBack(send, error as Error)
      this.connection.onSendError(error as Error)
    }
  }

  /** Drops what waits; the callbacks get `error`. */
  drop(error: Error): void {
    const { waiting } = this
    this.waiting = []
    this.waitingBytes = 0
    for (const send of waiting) this.callBack(send, error)
  }

  private callBack({ onWritten }: WaitingSend, error: Error): void {
    if (typeof onWritten === 'function') this.platform.timers.soon(() => onWritten(error))
  }

  private settleAssumption(): void {
    if (!this.isAssumed) return
    this.isAssumed = false
    if (this.outbox.isMidMessage) return
    this.holder = null
    this.startWaiting()
  }
}

/** What one view sends through. */
export class OutboxEnd implements Outgoing {
  /** How many of its sends wait. */
  waiting = 0

  constructor(private readonly turns: OutboxTurns) {}

  get queuedBytes(): number {
    return this.turns.outbox.queuedBytes + this.turns.waitingBytes
  }

  get work(): OutboxWork | null {
    return this.turns.outbox.work
  }

  get tap(): FrameTap | null {
    return this.turns.outbox.tap
  }

  set tap(tap: FrameTap | null) {
    this.turns.outbox.tap = tap
  }

  /** A small payload may be changed after this, as where it is sent at once. */
  sendData(data: Payload | DeferredPayload, opcode: number, flags: number, onWritten?: WrittenCallback): void {
    const { turns } = this
    const isLast = (flags & SendFlag.Fin) !== 0
    const isSmall = data instanceof Uint8Array && data.length <= COPY_BYTES
    const own = isSmall && turns.mustWait(this) ? turns.platform.bytes.copy(data) : data
    this.takeTurn(() => turns.outbox.sendData(own, opcode, flags, onWritten), own, isLast, onWritten)
  }

  sendControl(opcode: number, payload: Payload | DeferredPayload, mask: boolean, onWritten?: WrittenCallback): void {
    this.turns.outbox.sendControl(opcode, payload, mask, onWritten)
  }

  sendFrame(first: number, payload: Payload | DeferredPayload, mask: boolean, onWritten?: WrittenCallback): void {
    const send = (): void => this.turns.outbox.sendFrame(first, payload, mask, onWritten)
    if (isControl(first & 0x0f)) send()
    else this.takeTurn(send, payload, (first & FIN) !== 0, onWritten)
  }

  /** Whole frames that a user encoded count as whole messages. */
  sendEncoded(parts: readonly Uint8Array[], onWritten?: WrittenCallback): void {
    const { turns } = this
    const send = (): void => turns.outbox.sendEncoded(parts, onWritten)
    const size = parts.reduce((sum, part) => sum + part.length, 0)
    if (turns.mustWait(this)) turns.wait({ end: this, size, start: send, onWritten })
    else send()
  }

  afterQueued(callback: () => void): void {
    this.turns.outbox.afterQueued(callback)
  }

  close(): void {
    this.turns.outbox.close()
    this.turns.drop(new Error('The connection was closed while another view was sending a message'))
  }

  private takeTurn(
    send: () => void,
    data: Payload | DeferredPayload,
    isLast: boolean,
    onWritten: WrittenCallback | undefined,
  ): void {
    const { turns } = this
    const start = (): void => {
      turns.begin(this, isLast)
      send()
    }
    if (turns.mustWait(this)) {
      turns.wait({ end: this, size: sizeOf(data, turns.platform), start, onWritten })
      return
    }
    start()
    if (isLast) turns.startWaiting()
  }
}

function sizeOf(data: Payload | DeferredPayload, { text }: Platform): number {
  if (typeof data === 'string') return text.byteLength(data)
  return data instanceof Uint8Array ? data.length : data.size
}
