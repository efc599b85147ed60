/** What an outbox is busy with, and what waits behind it. Made when a payload takes time; it sends nothing. */

import type { OutboxWork } from './outbox.js'
import type { WrittenCallback } from './transport.js'

/** A send whose payload is being made ready. */
export interface Working {
  readonly work: OutboxWork
  readonly first: number
  readonly mask: boolean
  readonly size: number
  readonly onWritten: WrittenCallback | undefined
}

/** A send that waits for the one before it. */
interface Waiting {
  readonly size: number
  readonly start: () => void
  readonly onWritten: WrittenCallback | undefined
  /** The one behind it. */
  next: Waiting | null
}

export class OutboxQueue {
  /** What is being made ready, or null between two sends. */
  working: Working | null = null
  /** Payload bytes of all that is here. */
  bytes = 0
  /** Whether what waits is being started. */
  isStarting = false
  /** The first and the last of those that wait: a list, since a long array is slow to take from. */
  private first: Waiting | null = null
  private last: Waiting | null = null

  begin(job: Working): void {
    this.working = job
    this.bytes += job.size
  }

  finish(job: Working): void {
    this.working = null
    this.bytes -= job.size
  }

  add(size: number, start: () => void, onWritten: WrittenCallback | undefined): void {
    const waiting: Waiting = { size, start, onWritten, next: null }
    this.bytes += size
    if (this.last === null) this.first = waiting
    else this.last.next = waiting
    this.last = waiting
  }

  /** Takes the first of those that wait; null if there is none. */
  take(): Waiting | null {
    const { first } = this
    if (first === null) return null
    this.first = first.next
    if (first.next === null) this.last = null
    this.bytes -= first.size
    return first
  }

  /** Drops everything. Returns the callbacks, in the order of their sends. */
  empty(): (WrittenCallback | undefined)[] {
    const callbacks = [this.working?.onWritten]
    for (let waiting = this.first; waiting !== null; waiting = waiting.next) callbacks.push(waiting.onWritten)
    this.working = null
    this.first = null
    this.last = null
    this.bytes = 0
    return callbacks
  }
}
