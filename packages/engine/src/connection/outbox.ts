/**
 * Puts frames on the transport in the order in which they were sent, deflating and masking on the way. It does not know the
 * ready state: who may send is decided by its owner.
 *
 * While a payload is being deflated or read, all that is sent after it waits behind it: see `OutboxQueue`.
 */

import type { DeflateReceiver, Deflater } from '../extensions/codec.js'
import { FIN, frameHeaderSize, RSV1, writeFrameHeader } from '../frames/frame-header.js'
import { copyMasked, maskInPlace } from '../frames/masking.js'
import type { Platform } from '../platform.js'
import { Opcode } from '../rfc/opcode.js'
import { type FrameTap, tapFrame } from './frame-tap.js'
import { OutboxQueue, type Working } from './outbox-queue.js'
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

/** Who an outbox works for. It also holds what both of them use. */
export interface OutboxOwner {
  /** Where frames are put. */
  readonly stream: Transport
  readonly platform: Platform
  /** The agreed permessage-deflate, or null. */
  readonly deflate: OutboxDeflate | null
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

/** What the data frames that went out last have begun. */
const Message = {
  /** Nothing: the next data frame begins a message. */
  None: 0,
  /** A message that goes out as it is. */
  Plain: 1,
  /** A message that is deflated. */
  Deflated: 2,
} as const

export class Outbox implements DeflateReceiver {
  tap: FrameTap | null = null

  private message: number = Message.None
  /** What is being made ready and what waits, or null where there is nothing. */
  private queue: OutboxQueue | null = null

  constructor(private readonly owner: OutboxOwner) {}

  /** Payload bytes that wait to be deflated or read, or wait behind such. */
  get queuedBytes(): number {
    return this.queue === null ? 0 : this.queue.bytes
  }

  get isBusy(): boolean {
    return this.working !== null
  }

  private get working(): Working | null {
    return this.queue === null ? null : this.queue.working
  }

  /** Whether the last data frame that went out did not end its message. */
  get isMidMessage(): boolean {
    return this.message !== Message.None
  }

  /** What the outbox is busy with, or null. */
  get work(): OutboxWork | null {
    return this.working?.work ?? null
  }

  /**
   * Sends a message or a fragment of one. A `Uint8Array` is read until `onWritten` is called: do not change it before.
   *
   * @param opcode of the message; a later fragment goes as a continuation
   * @param flags of `SendFlag`
   */
  sendData(data: Payload | DeferredPayload, opcode: number, flags: number, onWritten?: WrittenCallback): void {
    if (!this.isBusy) this.startData(data, opcode, flags, onWritten)
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
    if (this.isBusy) {
      this.enqueue(this.sizeOf(payload), () => this.sendFrame(first, payload, mask, onWritten), onWritten)
    } else if (isDeferred(payload)) {
      this.readDeferred(payload, onWritten, (bytes) => this.writeFrame(first, bytes, mask, onWritten))
    } else {
      this.writeFrame(first, payload, mask, onWritten)
    }
  }

  /** Sends bytes that a user encoded: whole frames, past all that waits. */
  sendEncoded(parts: readonly Uint8Array[], onWritten?: WrittenCallback): void {
    const { stream: transport } = this.owner
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
    if (!this.isBusy) callback()
    else this.enqueue(0, callback, undefined)
  }

  /** Drops all that is not with the transport yet; the callbacks get an error. */
  close(): void {
    const { working, owner } = this
    if (working !== null) this.drop(owner.droppedError(working.work))
    owner.deflate?.deflater.close()
  }

  onDeflated(output: Uint8Array): void {
    const job = this.working
    if (job === null) return
    if (this.owner.stream.isGone) {
      this.drop(this.owner.droppedError(job.work))
      return
    }
    this.finish(job)
    this.run(() => this.writeFrame(job.first, output, job.mask, job.onWritten, true), job.onWritten)
    this.startWaiting()
  }

  onDeflateError(error: Error): void {
    if (this.isBusy) this.fail(error)
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
    let { message } = this
    if (message === Message.None) {
      message = (flags & SendFlag.Compress) !== 0 && this.shouldDeflate(data) ? Message.Deflated : Message.Plain
      first = message === Message.Deflated ? RSV1 | opcode : opcode
    }
    this.message = fin ? Message.None : message
    if (fin) first |= FIN
    // Nobody gets what is sent to a stream that is gone, and its deflater may still be at work.
    if (message === Message.Deflated && !this.owner.stream.isGone) this.deflate(data, first, mask, onWritten)
    else this.writeFrame(first, data, mask, onWritten)
  }

  private shouldDeflate(data: Payload): boolean {
    const { deflate } = this.owner
    return deflate !== null && (deflate.deflateFrom === 0 || this.sizeOf(data) >= deflate.deflateFrom)
  }

  private deflate(data: Payload, first: number, mask: boolean, onWritten: WrittenCallback | undefined): void {
    const bytes = typeof data === 'string' ? this.owner.platform.text.encode(data) : data
    this.begin({ work: 'deflating', first, mask, size: bytes.length, onWritten })
    const { deflater } = this.owner.deflate as OutboxDeflate
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
    // Callbacks of what was sent before are due first, and what these throw is nothing of the promise.
    const endSoon = (end: () => void): void =>
      this.owner.platform.timers.soon(() => {
        if (this.working === job) end()
      })
    data.read().then(
      (bytes) => {
        if (this.working !== job) return
        if (this.owner.stream.isGone) {
          endSoon(() => this.drop(this.owner.droppedError(job.work)))
          return
        }
        this.finish(job)
        this.run(() => send(bytes), onWritten)
        this.startWaiting()
      },
      (error: Error) => endSoon(() => this.fail(error)),
    )
  }

  private begin(job: Working): void {
    this.queue ??= new OutboxQueue()
    this.queue.begin(job)
  }

  private finish(job: Working): void {
    this.queue?.finish(job)
  }

  private enqueue(size: number, start: () => void, onWritten: WrittenCallback | undefined): void {
    this.queue?.add(size, start, onWritten)
  }

  /** Goes on with what waits, as far as it can. */
  private startWaiting(): void {
    const { queue } = this
    // What is deflated at once comes back here: the loop below goes on with the next.
    if (queue === null || queue.isStarting) return
    queue.isStarting = true
    while (queue.working === null) {
      const waiting = queue.take()
      if (waiting === null) break
      this.run(waiting.start, waiting.onWritten)
    }
    queue.isStarting = false
    if (queue.working === null && this.queue === queue) this.queue = null
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

  /** Drops all that waits; all callbacks get `error`. */
  private drop(error: Error): void {
    const { queue } = this
    if (queue === null) return
    const callbacks = queue.empty()
    if (!queue.isStarting) this.queue = null
    for (const onWritten of callbacks) this.callBack(onWritten, error)
  }

  /** A callback that throws keeps nobody else from being told: its error goes on by itself. */
  private callBack(onWritten: WrittenCallback | undefined, error: Error): void {
    try {
      if (typeof onWritten === 'function') onWritten(error)
    } catch (thrown) {
      this.owner.platform.timers.soon(() => {
        throw thrown
      })
    }
  }

  private sizeOf(data: Payload | DeferredPayload): number {
    if (typeof data === 'string') return this.owner.platform.text.byteLength(data)
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
    else this.writeBytes(first, this.owner.platform.text.encode(payload), mask, key, onWritten, true)
  }

  /** Encodes a string next to its header, which is guessed from the length and moved if it was guessed wrong. */
  private writeText(
    first: number,
    text: string,
    mask: boolean,
    key: number,
    onWritten: WrittenCallback | undefined,
  ): void {
    const { stream: transport } = this.owner
    const start = transport.reserve(text.length * 3 + MAX_HEADER_BYTES)
    const { buffer } = transport
    const guess = start + frameHeaderSize(text.length, mask)
    const size = this.owner.platform.text.write(buffer, guess, text)
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
    const { stream: transport } = this.owner
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
      const masked = owned ? payload : this.owner.platform.bytes.allocate(size)
      if (owned) maskInPlace(masked, 0, size, key)
      else copyMasked(payload, 0, size, masked, 0, key)
      payload = masked
    }
    transport.commitWith(at, payload, onWritten)
  }

  private showFrame(first: number, payload: Payload, masked: boolean): void {
    const bytes = typeof payload === 'string' ? this.owner.platform.text.encode(payload) : payload
    const fin = (first & FIN) !== 0
    const header = { fin, rsv1: (first & RSV1) !== 0, opcode: first & 0x0f, masked, length: bytes.length }
    tapFrame(this.tap as FrameTap, 'out', header, bytes)
  }
}

function isDeferred(data: Payload | DeferredPayload): data is DeferredPayload {
  return typeof data === 'object' && !ArrayBuffer.isView(data)
}
