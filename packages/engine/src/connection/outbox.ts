/**
 * Puts frames on the transport in the order in which they were sent, deflating and masking on the way. It does not know the
 * ready state: who may send is decided by its owner.
 *
 * While a payload is being deflated or read, all that is sent after it waits in `queue`.
 */

import type { DeflateReceiver, Deflater } from '../extensions/codec.js'
import { FIN, frameHeaderSize, RSV1, writeFrameHeader } from '../frames/frame-header.js'
import { copyMasked, maskInPlace } from '../frames/masking.js'
import type { Platform } from '../platform.js'
import { Opcode } from '../rfc/opcode.js'
import { type FrameTap, tapFrame } from './frame-tap.js'
import { MAX_RESERVE, type Transport, type WrittenCallback } from './transport.js'

export type Payload = string | Uint8Array

/** A payload that is read later, as of a Blob. */
export interface DeferredPayload {
  /** Bytes. */
  readonly size: number
  read(): Promise<Uint8Array>
}

/** What an outbox is busy with while frames wait. */
export type OutboxWork = 'deflating' | 'reading'

/** Bits of the argument `flags`. */
export const SendFlag = { Fin: 1, Compress: 2, Mask: 4 } as const

/** What takes frames to send: an outbox, or the end of one that several views share. */
export type Outgoing = Pick<
  Outbox,
  'tap' | 'queuedBytes' | 'work' | 'sendData' | 'sendControl' | 'sendFrame' | 'sendEncoded' | 'afterQueued' | 'close'
>

/** Who an outbox works for. */
export interface OutboxOwner {
  /** The next masking key, lowest byte first. It may be a user's function, and throw. @rfc 6455 §5.3 */
  nextMaskingKey(): number
  /** A payload could not be made ready. Its callback, and those of all that waited behind it, have been called. */
  onSendError(error: Error): void
  /** What the callbacks get of sends that were dropped with the connection. */
  droppedError(work: OutboxWork): Error
}

/** How payloads are deflated. */
export interface OutboxDeflate {
  readonly deflater: Deflater
  /** Bytes from which on a message is deflated. */
  readonly deflateFrom: number
}

/** Payloads up to this size are copied next to their header: where no send waits, their memory is free again at once. */
export const COPY_BYTES = 16 * 1024
const MAX_HEADER_BYTES = 14
/** Strings up to this many code units are encoded next to their header, whatever they turn out to be. */
const MAX_TEXT = Math.floor((MAX_RESERVE - MAX_HEADER_BYTES) / 3)

/** A send that waits for the one before it. */
interface Waiting {
  readonly size: number
  readonly start: () => void
  readonly onWritten: WrittenCallback | undefined
  /** The one behind it. */
  next: Waiting | null
}

/** A send whose payload is being made ready. */
interface Working {
  readonly work: OutboxWork
  readonly first: number
  readonly mask: boolean
  readonly size: number
  readonly onWritten: WrittenCallback | undefined
}

export class Outbox implements DeflateReceiver {
  /** Payload bytes that wait to be deflated or read, or wait behind such. */
  queuedBytes = 0
  tap: FrameTap | null = null

  private isFirstFragment = true
  private compresses = false
  private working: Working | null = null
  /** The first and the last of those that wait: a list, since a long array is slow to take from. */
  private queue: Waiting | null = null
  private queueEnd: Waiting | null = null
  private isStarting = false

  constructor(
    private readonly transport: Transport,
    private readonly platform: Platform,
    /** The agreed permessage-deflate, or null. */
    private readonly deflation: OutboxDeflate | null,
    private readonly owner: OutboxOwner,
  ) {}

  get isBusy(): boolean {
    return this.working !== null
  }

  /** Whether the last data frame that went out did not end its message. */
  get isMidMessage(): boolean {
    return !this.isFirstFragment
  }

  /** What the outbox is busy with, or null. */
  get work(): OutboxWork | null {
    return this.working === null ? null : this.working.work
  }

  /**
   * Sends a message or a fragment of one. A `Uint8Array` is read until `onWritten` is called: do not change it before.
   *
   * @param opcode of the message; a later fragment goes as a continuation
   * @param flags of `SendFlag`
   */
  sendData(data: Payload | DeferredPayload, opcode: number, flags: number, onWritten?: WrittenCallback): void {
    if (this.working === null) this.startData(data, opcode, flags, onWritten)
    else this.enqueue(this.sizeOf(data), () => this.startData(data, opcode, flags, onWritten), onWritten)
  }

  /** Sends a control frame of at most 125 payload bytes. */
  sendControl(opcode: number, payload: Payload | DeferredPayload, mask: boolean, onWritten?: WrittenCallback): void {
    this.sendFrame(FIN | opcode, payload, mask, onWritten)
  }

  /**
   * Sends a frame as it stands, for facades whose users compose frames.
   *
   * @param first FIN, RSV bits and opcode @rfc 6455 §5.2
   */
  sendFrame(first: number, payload: Payload | DeferredPayload, mask: boolean, onWritten?: WrittenCallback): void {
    if (this.working !== null) {
      this.enqueue(this.sizeOf(payload), () => this.sendFrame(first, payload, mask, onWritten), onWritten)
    } else if (isDeferred(payload)) {
      this.readDeferred(payload, onWritten, (bytes) => this.writeFrame(first, bytes, mask, onWritten))
    } else {
      this.writeFrame(first, payload, mask, onWritten)
    }
  }

  /** Sends bytes that a user encoded: whole frames, past all that waits. */
  sendEncoded(parts: readonly Uint8Array[], onWritten?: WrittenCallback): void {
    const { transport } = this
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]
      const written = i === parts.length - 1 ? onWritten : undefined
      const at = transport.reserve(Math.min(part.length, COPY_BYTES))
      if (part.length > COPY_BYTES) {
        transport.commitWith(at, part, written)
      } else {
        transport.buffer.set(part, at)
        transport.commit(at + part.length, written)
      }
    }
  }

  /** Calls back when all frames before are with the transport: at once, or later. */
  afterQueued(callback: () => void): void {
    if (this.working === null) callback()
    else this.enqueue(0, callback, undefined)
  }

  /** Drops all that is not with the transport yet; the callbacks get an error. */
  close(): void {
    if (this.working !== null) this.drop(this.owner.droppedError(this.working.work))
    this.deflation?.deflater.close()
  }

  onDeflated(output: Uint8Array): void {
    const job = this.working
    if (job === null) return
    if (this.transport.isGone) {
      this.drop(this.owner.droppedError(job.work))
      return
    }
    this.finish(job)
    this.run(() => this.writeFrame(job.first, output, job.mask, job.onWritten, true), job.onWritten)
    this.startWaiting()
  }

  onDeflateError(error: Error): void {
    if (this.working !== null) this.fail(error)
  }

  private startData(
    data: Payload | DeferredPayload,
    opcode: number,
    flags: number,
    onWritten: WrittenCallback | undefined,
  ): void {
    if (isDeferred(data)) {
      this.readDeferred(data, onWritten, (bytes) => this.startData(bytes, opcode, flags, onWritten))
      return
    }
    const fin = (flags & SendFlag.Fin) !== 0
    const mask = (flags & SendFlag.Mask) !== 0
    let first: number = Opcode.Continuation
    if (this.isFirstFragment) {
      this.compresses = (flags & SendFlag.Compress) !== 0 && this.shouldDeflate(data)
      first = this.compresses ? RSV1 | opcode : opcode
    }
    this.isFirstFragment = fin
    if (fin) first |= FIN
    if (this.compresses) this.deflate(data, first, mask, onWritten)
    else this.writeFrame(first, data, mask, onWritten)
  }

  private shouldDeflate(data: Payload): boolean {
    const { deflation } = this
    return deflation !== null && (deflation.deflateFrom === 0 || this.sizeOf(data) >= deflation.deflateFrom)
  }

  private deflate(data: Payload, first: number, mask: boolean, onWritten: WrittenCallback | undefined): void {
    const bytes = typeof data === 'string' ? this.platform.text.encode(data) : data
    this.begin({ work: 'deflating', first, mask, size: bytes.length, onWritten })
    const { deflater } = this.deflation as OutboxDeflate
    try {
      deflater.deflate(bytes, (first & FIN) !== 0, this)
    } catch (error) {
      this.onDeflateError(error as Error)
    }
  }

  private readDeferred(
    data: DeferredPayload,
    onWritten: WrittenCallback | undefined,
    send: (bytes: Uint8Array) => void,
  ): void {
    const job: Working = { work: 'reading', first: 0, mask: false, size: data.size, onWritten }
    this.begin(job)
    data.read().then(
      (bytes) => {
        if (this.working !== job) return
        if (this.transport.isGone) {
          this.drop(this.owner.droppedError(job.work))
          return
        }
        this.finish(job)
        this.run(() => send(bytes), onWritten)
        this.startWaiting()
      },
      (error: Error) => {
        if (this.working === job) this.fail(error)
      },
    )
  }

  private begin(job: Working): void {
    this.working = job
    this.queuedBytes += job.size
  }

  private finish(job: Working): void {
    this.working = null
    this.queuedBytes -= job.size
  }

  private enqueue(size: number, start: () => void, onWritten: WrittenCallback | undefined): void {
    const waiting: Waiting = { size, start, onWritten, next: null }
    this.queuedBytes += size
    if (this.queue === null) this.queue = waiting
    else (this.queueEnd as Waiting).next = waiting
    this.queueEnd = waiting
  }

  private startWaiting(): void {
    // What is deflated at once comes back here: the loop below goes on with the next.
    if (this.isStarting) return
    this.isStarting = true
    while (this.working === null && this.queue !== null) {
      const { size, start, onWritten, next } = this.queue
      this.queue = next
      if (next === null) this.queueEnd = null
      this.queuedBytes -= size
      this.run(start, onWritten)
    }
    this.isStarting = false
  }

  /** Starts a send that its caller has left behind: what it throws, as a user's source of masking keys may, ends all. */
  private run(start: () => void, onWritten: WrittenCallback | undefined): void {
    try {
      start()
    } catch (error) {
      this.callBack(onWritten, error as Error)
      this.fail(error as Error)
    }
  }

  private fail(error: Error): void {
    this.drop(error)
    this.owner.onSendError(error)
  }

  /** Empties the queue; all callbacks get `error`. */
  private drop(error: Error): void {
    const { working } = this
    let waiting = this.queue
    this.working = null
    this.queue = null
    this.queueEnd = null
    this.queuedBytes = 0
    this.callBack(working?.onWritten, error)
    for (; waiting !== null; waiting = waiting.next) this.callBack(waiting.onWritten, error)
  }

  /** A callback that throws keeps nobody else from being told: its error goes on by itself. */
  private callBack(onWritten: WrittenCallback | undefined, error: Error): void {
    try {
      onWritten?.(error)
    } catch (thrown) {
      this.platform.timers.soon(() => {
        throw thrown
      })
    }
  }

  private sizeOf(data: Payload | DeferredPayload): number {
    if (typeof data === 'string') return this.platform.text.byteLength(data)
    return isDeferred(data) ? data.size : data.length
  }

  /** @param owned whether the payload may be masked where it is */
  private writeFrame(
    first: number,
    payload: Payload,
    mask: boolean,
    onWritten: WrittenCallback | undefined,
    owned = false,
  ): void {
    const key = mask ? this.owner.nextMaskingKey() : 0
    if (this.tap !== null) this.showFrame(first, payload, mask)
    if (typeof payload !== 'string') this.writeBytes(first, payload, mask, key, onWritten, owned)
    else if (payload.length <= MAX_TEXT) this.writeText(first, payload, mask, key, onWritten)
    else this.writeBytes(first, this.platform.text.encode(payload), mask, key, onWritten, true)
  }

  /** Encodes a string next to its header, which is guessed from the length and moved if it was guessed wrong. */
  private writeText(
    first: number,
    text: string,
    mask: boolean,
    key: number,
    onWritten: WrittenCallback | undefined,
  ): void {
    const { transport } = this
    const start = transport.reserve(text.length * 3 + MAX_HEADER_BYTES)
    const { buffer } = transport
    const guess = start + frameHeaderSize(text.length, mask)
    const size = this.platform.text.write(buffer, guess, text)
    const body = start + frameHeaderSize(size, mask)
    if (body !== guess) buffer.copyWithin(body, guess, guess + size)
    const at = writeFrameHeader(buffer, start, first, size, mask, key)
    if (mask) maskInPlace(buffer, at, at + size, key)
    transport.commit(at + size, onWritten)
  }

  private writeBytes(
    first: number,
    payload: Uint8Array,
    mask: boolean,
    key: number,
    onWritten: WrittenCallback | undefined,
    owned: boolean,
  ): void {
    const { transport } = this
    const size = payload.length
    if (size <= COPY_BYTES) {
      const start = transport.reserve(size + MAX_HEADER_BYTES)
      const { buffer } = transport
      const at = writeFrameHeader(buffer, start, first, size, mask, key)
      if (mask) copyMasked(payload, 0, size, buffer, at, key)
      else buffer.set(payload, at)
      transport.commit(at + size, onWritten)
      return
    }
    const start = transport.reserve(MAX_HEADER_BYTES)
    const at = writeFrameHeader(transport.buffer, start, first, size, mask, key)
    if (mask && key !== 0) {
      const masked = owned ? payload : this.platform.bytes.allocate(size)
      if (owned) maskInPlace(masked, 0, size, key)
      else copyMasked(payload, 0, size, masked, 0, key)
      payload = masked
    }
    transport.commitWith(at, payload, onWritten)
  }

  private showFrame(first: number, payload: Payload, masked: boolean): void {
    const bytes = typeof payload === 'string' ? this.platform.text.encode(payload) : payload
    const fin = (first & FIN) !== 0
    const header = { fin, rsv1: (first & RSV1) !== 0, opcode: first & 0x0f, masked, length: bytes.length }
    tapFrame(this.tap as FrameTap, 'out', header, bytes)
  }
}

function isDeferred(data: Payload | DeferredPayload): data is DeferredPayload {
  return typeof data === 'object' && !ArrayBuffer.isView(data)
}
