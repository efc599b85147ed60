/**
 * Tells one sender that its bytes are out: once, in the asynchronous context of the send, and when Node would have told it had
 * the bytes been written by themselves. Writes nothing.
 */

import { AsyncResource } from 'node:async_hooks'
import type { WrittenCallback } from '../connection/transport.js'

/** Who writes the bytes. */
export interface NoticeWriter {
  flush(): void
}

export class WrittenNotice {
  /** Whether the bytes are with the operating system. */
  isOut = false
  private isGiven = false

  constructor(
    private readonly writer: NoticeWriter,
    private callback: WrittenCallback,
  ) {
    process.nextTick(giveIfOut, this)
  }

  /** Calls back, unless that was done. */
  give(result: Parameters<WrittenCallback>): void {
    if (this.isGiven) return
    this.isGiven = true
    const { callback } = this
    callback(...result)
  }

  /** @internal */
  settle(): void {
    if (this.isGiven) return
    this.writer.flush()
    if (this.isOut) this.give([null])
    else this.callback = AsyncResource.bind(this.callback)
  }
}

function giveIfOut(notice: WrittenNotice): void {
  notice.settle()
}

/** Gives several notices; one whose callback throws does not keep the others back. */
export function giveAll(notices: readonly WrittenNotice[], result: Parameters<WrittenCallback>): void {
  let next = 0
  try {
    while (next < notices.length) notices[next++].give(result)
  } finally {
    if (next < notices.length) process.nextTick(giveAll, notices.slice(next), result)
  }
}
