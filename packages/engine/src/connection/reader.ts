/**
 * The reading half of a connection: a decoder and the assembler behind it, and who holds the flow. A connection that is not
 * inside a message needs none, so all connections share a few. What is read means nothing here.
 */

import type { Inflater } from '../extensions/codec.js'
import { FrameDecoder } from '../frames/frame-decoder.js'
import { MessageAssembler } from '../messages/message-assembler.js'
import type { MessageHandler } from '../messages/message-handler.js'
import type { Platform } from '../platform.js'
import { defaultPolicy, type Policy } from './policy.js'

/** Who reads. */
export interface ReaderOwner extends MessageHandler {
  /** Goes on after `Reader.settle`. */
  onSettled(): void
}

/** Free readers that are kept at most. One is enough unless messages are cut between chunks, or listeners read elsewhere. */
const MAX_FREE = 16
const free: Reader[] = []

export class Reader {
  readonly assembler: MessageAssembler
  readonly decoder: FrameDecoder
  /** Events that are told in a later turn. */
  deferredEvents = 0
  /** Whether what the last event's listeners have queued is yet to run. */
  isSettling = false
  private onSettled: (() => void) | null = null

  private constructor(
    private readonly platform: Platform,
    private owner: ReaderOwner | null,
  ) {
    this.assembler = new MessageAssembler(defaultPolicy, platform, null, nobody)
    this.decoder = new FrameDecoder({ masked: false, rsv1Allowed: false }, this.assembler)
  }

  /** A reader for a stream that is between messages. Give it back with `giveBack`. */
  static lend(
    owner: ReaderOwner,
    masked: boolean,
    policy: Policy,
    platform: Platform,
    inflater: Inflater | null,
  ): Reader {
    let reader = free.pop()
    if (reader === undefined || reader.platform !== platform) reader = new Reader(platform, owner)
    reader.owner = owner
    reader.decoder.serve(masked, inflater !== null, policy.tolerateLongLength)
    reader.assembler.serve(policy, inflater, owner)
    return reader
  }

  /** Whether an answer, or a listener, is waited for. */
  get isBusy(): boolean {
    return this.deferredEvents > 0 || this.isSettling || this.assembler.isInflating
  }

  /** Whether it holds nothing of its stream, so that it may be given back. */
  get isAtRest(): boolean {
    const { decoder, assembler } = this
    return decoder.isAtRest && !this.isBusy && decoder.handler === assembler
  }

  /** Call it only while `isAtRest`. */
  giveBack(): void {
    if (free.length === MAX_FREE) return
    this.owner = null
    this.assembler.serve(defaultPolicy, null, nobody)
    free.push(this)
  }

  /** Tells the owner once all that the last event's listeners have queued has run. */
  settle(): void {
    this.onSettled ??= () => {
      this.isSettling = false
      this.owner?.onSettled()
    }
    this.isSettling = true
    this.platform.timers.settle(this.onSettled)
  }
}

/** Hears nothing, since a reader that is not lent reads nothing. */
const nobody = {} as MessageHandler
