/** A user of one connection: does something at some of its events, and notes what must not be. */

import type { Random } from '../../../../packages/engine/fuzz/random.js'
import type { Call } from '../facades/facade.js'

type When = (act: () => void) => void

const whens: readonly When[] = [
  (act) => act(),
  (act) => act(),
  (act) => act(),
  (act) => process.nextTick(act),
  (act) => queueMicrotask(act),
  (act) => setImmediate(act),
]

/** What a user has of a connection once it is open. */
interface Opened<Connection> {
  readonly connection: Connection
  readonly calls: readonly Call<Connection>[]
  /** Reads on, whatever was paused. */
  readonly letGo: (connection: Connection) => void
  /** Asks for the end. */
  readonly finish: (connection: Connection) => void
}

export class User {
  /** The first things that must not be. */
  readonly faults: Error[] = []
  events = 0
  violations = 0
  private opens = 0
  private ends = 0
  private readonly callbacks: { calls: number; readonly by: Call<unknown> | null }[] = []
  private current: Call<unknown> | null = null
  /** What the user waits for: streams that it reads. */
  private readonly awaited = new Set<object>()
  private opened: Opened<unknown> | null = null

  constructor(readonly random: Random) {}

  get isOpened(): boolean {
    return this.opens > 0
  }

  /** Whether the connection has told its end, if it had a beginning, and all that was awaited has come. */
  get isDone(): boolean {
    return this.opens === 0 || (this.ends > 0 && this.awaited.size === 0)
  }

  get hasEnded(): boolean {
    return this.ends > 0
  }

  open<Connection>(opened: Opened<Connection>): void {
    this.opens++
    if (this.opens > 1) this.fault('Opened twice')
    if (this.ends > 0) this.fault('Opened after the end')
    this.opened = opened as Opened<unknown>
    this.act()
  }

  /** An event came. */
  told(event: string): void {
    this.events++
    if (this.ends > 0) this.fault(`'${event}' after the end`)
    this.act()
  }

  /** A message came. */
  toldMessage(event: string, size: number, limit: number): void {
    if (size > limit) this.fault(`A message of ${size} bytes`)
    this.told(event)
  }

  ended(): void {
    if (++this.ends > 1) this.fault('Ended twice')
  }

  /** A callback that must be called once. */
  callback(): (error?: unknown) => void {
    const callback = { calls: 0, by: this.current }
    this.callbacks.push(callback)
    return () => {
      callback.calls++
    }
  }

  awaits(what: object): void {
    this.awaited.add(what)
  }

  settled(what: object): void {
    if (!this.awaited.delete(what)) this.fault('A stream has ended twice')
  }

  letGo(): void {
    this.opened?.letGo(this.opened.connection)
  }

  finish(): void {
    this.opened?.finish(this.opened.connection)
  }

  fault(text: string, cause?: unknown): void {
    if (this.faults.length < 5) this.faults.push(new Error(text, { cause }))
  }

  /** Notes what was not called back once. */
  checkCallbacks(): void {
    for (const { calls, by } of this.callbacks) {
      if (calls !== 1) this.fault(`The callback of ${by?.does} was called ${calls} times`)
    }
  }

  /** Does something, once in four times. */
  act(): void {
    const { random, opened } = this
    if (opened === null || !random.chance(4)) return
    const call = random.pick(opened.calls)
    if (call.isLast && !random.chance(10)) return
    random.pick(whens)(() => this.does(opened.connection, call))
  }

  private does(connection: unknown, call: Call<unknown>): void {
    const { length } = this.callbacks
    this.current = call
    try {
      call.does(connection, this.random, this)
    } catch (error) {
      // What has thrown does not call back.
      this.callbacks.length = length
      if (!call.throws?.test((error as Error).message)) this.fault(`A call has thrown: ${call.does}`, error)
    }
  }
}
