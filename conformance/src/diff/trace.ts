/**
 * Records what one run of a scenario does, as lines of text in lanes: order is kept and compared within a lane only, so
 * each endpoint and each direction of a wire, whose relative timing belongs to the kernel, has a lane of its own.
 * It does not open sockets (see network.ts) nor judge anything (see compare.ts).
 */
import type { EventEmitter } from 'node:events'
import { type Describer, describeValue } from './describe-value.js'

/** One recorded line. */
export interface TraceEntry {
  readonly lane: string
  readonly text: string
}

type Emit = (event: string | symbol, ...values: unknown[]) => boolean

interface Sighting {
  readonly emitter: EventEmitter
  readonly event: string | symbol
  resolve(values: unknown[]): void
}

/** What the lanes of one run share. */
class Recording implements Describer {
  readonly entries: TraceEntry[] = []
  frozen = false
  readonly #names = new WeakMap<object, string>()
  readonly #hidden: [search: string, shown: string][] = []
  readonly #hiddenNumbers = new Map<number, string>()
  readonly #seen = new WeakMap<EventEmitter, Map<string | symbol, unknown[][]>>()
  #waiting: Sighting[] = []

  add(lane: string, text: string): void {
    if (!this.frozen) this.entries.push({ lane, text })
  }

  name(object: object, name: string): void {
    this.#names.set(object, `«${name}»`)
  }

  hide(value: string | number, shown: string): void {
    if (typeof value === 'number') this.#hiddenNumbers.set(value, shown)
    else this.#hidden.push([value, shown])
  }

  nameOf(object: object): string | undefined {
    return this.#names.get(object)
  }

  replace(text: string): string {
    let shown = text
    for (const [search, placeholder] of this.#hidden) shown = shown.replaceAll(search, placeholder)
    for (const [number, placeholder] of this.#hiddenNumbers) shown = shown.replaceAll(`:${number}`, `:${placeholder}`)
    shown = shown.replace(LOOPBACK_WITH_PORT, '$1:<port>').replace(HTTP_DATE, '<date>')
    return shown
  }

  replaceNumber(value: number): string | undefined {
    return this.#hiddenNumbers.get(value)
  }

  noteEvent(emitter: EventEmitter, event: string | symbol, values: unknown[]): void {
    const events = this.#seen.get(emitter) ?? new Map<string | symbol, unknown[][]>()
    this.#seen.set(emitter, events)
    const sightings = events.get(event) ?? []
    events.set(event, sightings)
    sightings.push(values)
    const waiting = this.#waiting
    this.#waiting = waiting.filter((sighting) => sighting.emitter !== emitter || sighting.event !== event)
    for (const sighting of waiting) {
      if (sighting.emitter === emitter && sighting.event === event) sighting.resolve(values)
    }
  }

  seen(emitter: EventEmitter, event: string | symbol, times: number): Promise<unknown[]> {
    const sightings = this.#seen.get(emitter)?.get(event) ?? []
    if (sightings.length >= times) return Promise.resolve(sightings[times - 1])
    return new Promise<unknown[]>((resolve) => this.#waiting.push({ emitter, event, resolve })).then(() =>
      this.seen(emitter, event, times),
    )
  }
}

const LOOPBACK_WITH_PORT = /(127\.0\.0\.1|localhost|\[?::1\]?):\d{4,5}\b/g
const HTTP_DATE = /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g

/** A recorder of one lane. `lane(name)` gives the recorder of another lane of the same run. */
export class Trace {
  readonly #recording: Recording
  readonly #lane: string
  /** Called with an error that passes through an emitter, so that a crash can be told whose it is. */
  onThrow: ((error: unknown) => void) | undefined

  constructor(lane = 'main', parent?: Trace) {
    this.#lane = lane
    this.#recording = parent ? parent.#recording : new Recording()
    this.onThrow = parent?.onThrow
  }

  /** All lines of all lanes, in the order in which they were recorded. */
  get entries(): readonly TraceEntry[] {
    return this.#recording.entries
  }

  /** The recorder of another lane. Lines are ordered within a lane, not between lanes. */
  lane(name: string): Trace {
    return new Trace(name, this)
  }

  /** Records one line. Values are described; a bare label is allowed. */
  log(label: string, ...values: unknown[]): void {
    const described = values.map((value) => this.describe(value)).join(', ')
    this.line(described === '' ? label : `${label} ${described}`)
  }

  /** Records a line of ready text, normalised (ports, dates, hidden values). */
  line(text: string): void {
    this.#recording.add(this.#lane, this.#recording.replace(text))
  }

  /** Describes a value with the names and hidden values of this run. */
  describe(value: unknown): string {
    return describeValue(value, this.#recording)
  }

  /** From now on `object` is shown as «name». */
  name<T extends object>(object: T, name: string): T {
    this.#recording.name(object, name)
    return object
  }

  /** From now on this value (a port, a path, a random id) is shown as `shown`. */
  hide(value: string | number, shown: string): void {
    this.#recording.hide(value, shown)
  }

  /**
   * Records the events that `emitter` emits, with their arguments, by wrapping its `emit`: no listener is added, so
   * nothing that depends on listeners changes. Names the emitter. Without `events`, all are recorded except
   * `newListener` and `removeListener`.
   */
  emitter<T extends EventEmitter>(name: string, emitter: T, events?: readonly (string | symbol)[]): T {
    this.name(emitter, name)
    const recording = this.#recording
    const trace = this
    const emit = emitter.emit as Emit
    const recorded = (event: string | symbol): boolean =>
      events ? events.includes(event) : event !== 'newListener' && event !== 'removeListener'
    const wrapped: Emit = function (this: EventEmitter, event, ...values) {
      if (recorded(event)) trace.log(`${name} ${String(event)}`, ...values)
      recording.noteEvent(emitter, event, values)
      try {
        return emit.call(this, event, ...values)
      } catch (error) {
        trace.onThrow?.(error)
        throw error
      }
    }
    Object.defineProperty(emitter, 'emit', { value: wrapped, configurable: true, writable: true, enumerable: false })
    return emitter
  }

  /** Records events by adding a listener for each, for what must be seen as a user's listener sees it. */
  listen<T extends EventEmitter>(name: string, emitter: T, events: readonly (string | symbol)[]): T {
    this.name(emitter, name)
    for (const event of events) {
      emitter.on(event, (...values: unknown[]) => {
        this.log(`${name} ${String(event)}`, ...values)
        this.#recording.noteEvent(emitter, event, values)
      })
    }
    return emitter
  }

  /**
   * Waits until an emitter given to `emitter` or `listen` has emitted `event` (that many times since it was given);
   * gives the arguments. Adds no listener.
   */
  seen(emitter: EventEmitter, event: string | symbol, times = 1): Promise<unknown[]> {
    return this.#recording.seen(emitter, event, times)
  }

  /** Calls `act` and records what it returns or throws (class, message, code). Gives the value, or undefined. */
  attempt<T>(label: string, act: () => T): T | undefined {
    try {
      const value = act()
      this.log(`${label} returned`, value)
      return value
    } catch (error) {
      this.log(`${label} threw`, error)
      return undefined
    }
  }

  /** As `attempt`, for a promise: records what it resolves or rejects with. */
  async attemptAsync<T>(label: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await act()
      this.log(`${label} resolved`, value)
      return value
    } catch (error) {
      this.log(`${label} rejected`, error)
      return undefined
    }
  }

  /** A callback that records its arguments under `label`; `then` runs after the line is recorded. */
  callback(label: string, then?: () => void): (...values: unknown[]) => void {
    return (...values) => {
      this.log(label, ...values)
      then?.()
    }
  }

  /** Ends the recording: later lines of any lane are dropped. */
  freeze(): void {
    this.#recording.frozen = true
  }
}
