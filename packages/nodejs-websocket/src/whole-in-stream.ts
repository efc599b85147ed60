/**
 * The class `WholeInStream`: an `InStream` of a message that has come as a whole. Most of these are only listened to, for
 * `data` and `end`: that needs nothing of a `Readable` but its prototype, and costs a third of it. Whatever else is done
 * with one makes it a full `Readable`, with the same events at the same ticks.
 *
 *     fresh ──on data──▶ flowing ──tick──▶ drained ──tick──▶ ended
 *     any of these ──use of _readableState, as of all methods of Readable──▶ full
 */

import { EventEmitter } from 'node:events'
import { Readable, type ReadableOptions } from 'node:stream'
import { shrinkListenerTable } from '@rosetta-ws/engine/node'
import { InStream } from './in-stream.js'

const Phase = { Fresh: 0, Flowing: 1, Drained: 2, Ended: 3, Full: 4 } as const
type Phase = (typeof Phase)[keyof typeof Phase]

// biome-ignore lint/suspicious/noExplicitAny: as Readable declares them
type Listener = (...values: any[]) => void

/** Events that a listener can have without a full `Readable`. */
const lightEvents = new Set<string | symbol>(['data', 'end', 'close', 'error'])

/** The listeners as `EventEmitter` keeps them: one as it is, several in a list. */
type ListenerTable = Partial<Record<'data' | 'end' | 'close' | 'newListener', Listener | Listener[]>>

const { emit } = EventEmitter.prototype

export interface WholeInStream extends InStream {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its prototype inherits from InStream; only the constructor does not
export class WholeInStream {
  private phase: Phase = Phase.Fresh
  private payload: Uint8Array | null = null
  private hasEnded = false
  /** @internal Of `EventEmitter`. */
  _events: ListenerTable | undefined
  /** @internal Of `EventEmitter`. */
  _eventsCount = 0

  /** @param limit bytes, for the `readableHighWaterMark` */
  constructor(private readonly limit: number) {
    shrinkListenerTable(this as unknown as EventEmitter)
  }

  /** Adds the message, and ends the stream after it. */
  complete(payload: Uint8Array): void {
    this.payload = payload
    if (this.phase === Phase.Full) InStream.prototype.complete.call(this, payload)
  }

  on(event: string | symbol, listener: Listener): this {
    const isLight = this.phase !== Phase.Full && lightEvents.has(event)
    if (!isLight) InStream.prototype.on.call(this, event as string, listener)
    else if (!this.addFirst(event, listener)) EventEmitter.prototype.on.call(this, event, listener)
    if (isLight && event === 'data' && this.phase === Phase.Fresh) {
      this.phase = Phase.Flowing
      process.nextTick(emitData, this)
    }
    return this
  }

  /** Adds a first listener of `data` or `end`, as `EventEmitter` would: few streams have others. */
  private addFirst(event: string | symbol, listener: Listener): boolean {
    const { _events: table } = this
    if (table === undefined || table.newListener !== undefined || typeof listener !== 'function') return false
    if (event === 'data' && table.data === undefined) table.data = listener
    else if (event === 'end' && table.end === undefined) table.end = listener
    else return false
    this._eventsCount++
    return true
  }

  addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener)
  }

  removeAllListeners(event?: string | symbol): this {
    // Readable would look at its state in a later tick.
    if (this.phase !== Phase.Full) this.become()
    if (event === undefined) InStream.prototype.removeAllListeners.call(this)
    else InStream.prototype.removeAllListeners.call(this, event as string)
    return this
  }

  /** Where all methods of `Readable` begin. */
  get _readableState(): unknown {
    this.become()
    return this._readableState
  }

  get readableEnded(): boolean {
    return this.hasEnded || Boolean(endedOf.call(this))
  }

  /** @internal */
  emitData(): void {
    if (this.phase !== Phase.Flowing) return
    this.phase = Phase.Drained
    process.nextTick(emitEnd, this)
    const { payload } = this
    if (payload === null || payload.length === 0) return
    const reader = this._events?.data
    if (typeof reader === 'function' && this.emit === emit) reader.call(this, payload)
    else this.emit('data', payload)
  }

  /** @internal */
  emitEnd(): void {
    if (this.phase !== Phase.Drained) return
    this.phase = Phase.Ended
    this.payload = null
    this.hasEnded = true
    const listener = this._events?.end
    if (typeof listener === 'function' && this.emit === emit) listener.call(this)
    else this.emit('end')
    if (this.phase === (Phase.Ended as Phase) && this._events?.close !== undefined) this.become(true)
  }

  /** Becomes a full `Readable` that is as far as this is. @param emitsClose whether the `close` is due that follows an end */
  private become(emitsClose = this.phase !== Phase.Ended): void {
    const { phase, payload, limit } = this
    this.phase = Phase.Full
    // The constructor sets this member; without it, it would meet the getter.
    Object.defineProperty(this, '_readableState', { value: undefined, writable: true, configurable: true })
    makeReadable.call(this, { highWaterMark: limit, emitClose: emitsClose })
    if (phase === Phase.Ended) {
      this.destroy()
      return
    }
    const readers = phase === Phase.Fresh ? [] : this.takeReaders()
    if (payload !== null) InStream.prototype.complete.call(this, payload)
    // What the readers have been given is read without them.
    if (phase === Phase.Drained) this.read()
    for (const reader of readers) this.on('data', reader)
    if (phase !== Phase.Fresh) this.resume()
  }

  /** Readable must see the listeners of `data` come. */
  private takeReaders(): Listener[] {
    const readers = this.rawListeners('data') as Listener[]
    for (const reader of readers) EventEmitter.prototype.off.call(this, 'data', reader)
    return readers
  }
}

Object.setPrototypeOf(WholeInStream.prototype, InStream.prototype)
Object.defineProperty(WholeInStream.prototype, 'constructor', { value: InStream, writable: true, configurable: true })

/** What `Readable` offers to classes that are functions: its constructor, on an object that exists. */
const makeReadable = Readable as unknown as (this: Readable, options: ReadableOptions) => void

const endedOf = Object.getOwnPropertyDescriptor(Readable.prototype, 'readableEnded')?.get ?? (() => false)

/** Whether the methods of a class of streams begin where this one relies on it. */
export function hasReadableState(Stream: typeof Readable): boolean {
  return Object.hasOwn(new Stream(), '_readableState')
}

const canBeLight = hasReadableState(Readable)

/** A stream for a message that has come as a whole. Call `complete` once it was shown. */
export function wholeInStream(limit: number): InStream {
  return canBeLight ? new WholeInStream(limit) : new InStream(limit)
}

function emitData(stream: WholeInStream): void {
  stream.emitData()
}

function emitEnd(stream: WholeInStream): void {
  stream.emitEnd()
}
