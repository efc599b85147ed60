/**
 * Timers and turns that a test lets pass by hand. A piece of work is followed by what is to come `soon`, and then by what
 * waits for all that to be settled.
 */

import type { Timers } from '../../src/platform.js'

interface Timer {
  readonly due: number
  readonly callback: () => void
}

export class VirtualTime implements Timers {
  now = 0
  private readonly timers = new Set<Timer>()
  private turns: (() => void)[] = []
  private soonQueue: (() => void)[] = []
  private settleQueue: (() => void)[] = []
  private isWorking = false
  /** What was thrown out of a later turn: an uncaught exception on a platform. */
  readonly uncaught: unknown[] = []

  /** Timers that run. */
  get running(): number {
    return this.timers.size
  }

  get hasTurns(): boolean {
    return this.turns.length > 0
  }

  start(callback: () => void, milliseconds: number): unknown {
    const timer = { due: this.now + milliseconds, callback }
    this.timers.add(timer)
    return timer
  }

  stop(handle: unknown): void {
    this.timers.delete(handle as Timer)
  }

  soon(callback: () => void): void {
    this.soonQueue.push(callback)
  }

  settle(callback: () => void): void {
    this.settleQueue.push(callback)
  }

  defer(callback: () => void): void {
    this.turns.push(callback)
  }

  /** Runs a piece of work as a platform does: what it throws is noted, and its queues are emptied after it. */
  work(piece: () => void): void {
    if (this.isWorking) {
      piece()
      return
    }
    this.isWorking = true
    for (let next: (() => void) | undefined = piece; next !== undefined; ) {
      try {
        next()
      } catch (error) {
        this.uncaught.push(error)
      }
      next = this.soonQueue.shift() ?? this.settleQueue.shift()
    }
    this.isWorking = false
  }

  /** Runs one later turn; returns false if there is none. */
  turn(): boolean {
    const callback = this.turns.shift()
    if (callback === undefined) return false
    this.work(callback)
    return true
  }

  /** Runs later turns until there are none. */
  finish(): void {
    for (let count = 0; this.turn(); count++) {
      if (count > 1_000_000) throw new Error('The turns do not end')
    }
  }

  /** Lets time pass: timers that are due run, and then the later turns. */
  pass(milliseconds: number): void {
    this.finish()
    this.now += milliseconds
    for (const timer of [...this.timers]) {
      if (timer.due > this.now || !this.timers.delete(timer)) continue
      this.work(timer.callback)
      this.finish()
    }
  }
}
