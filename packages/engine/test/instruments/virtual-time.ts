/** Timers and later turns that a test lets pass by hand. */

import type { Timers } from '../../src/platform.js'

interface Timer {
  readonly due: number
  readonly callback: () => void
}

export class VirtualTime implements Timers {
  now = 0
  private readonly timers = new Set<Timer>()
  private turns: (() => void)[] = []
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

  defer(callback: () => void): void {
    this.turns.push(callback)
  }

  /** Runs one later turn; returns false if there is none. */
  turn(): boolean {
    const callback = this.turns.shift()
    if (callback === undefined) return false
    try {
      callback()
    } catch (error) {
      this.uncaught.push(error)
    }
    return true
  }

  /** Runs later turns until there are none. */
  settle(): void {
    for (let count = 0; this.turn(); count++) {
      if (count > 1_000_000) throw new Error('The turns do not end')
    }
  }

  /** Lets time pass: timers that are due run, and then the later turns. */
  pass(milliseconds: number): void {
    this.settle()
    this.now += milliseconds
    for (const timer of [...this.timers]) {
      if (timer.due > this.now || !this.timers.delete(timer)) continue
      timer.callback()
      this.settle()
    }
  }
}
