/** What a transport has gathered and not written yet. All transports share these; one with nothing to write has none. */

import { borrowBuffer } from './outgoing-buffer.js'
import { type ExitListener, NOWHERE } from './turn.js'
import type { NoticeWriter, WrittenNotice } from './written-notice.js'

/** Free batches that are kept at most. */
const MAX_FREE = 1024
const free: OutgoingBatch[] = []

export class OutgoingBatch implements ExitListener {
  /** How much of `bytes` is to be written. */
  length = 0
  /** Whom to tell when that is done, or null for nobody. */
  notices: WrittenNotice[] | null = null
  /** @internal */
  exitPlace: number = NOWHERE

  private constructor(
    private writer: NoticeWriter | null,
    /** Of `borrowBuffer`; whoever ends the batch gives it back. */
    public bytes: Buffer,
  ) {}

  /** A batch with room for `size` bytes. Give it back with `end`. */
  static begin(writer: NoticeWriter, size: number): OutgoingBatch {
    const batch = free.pop()
    if (batch === undefined) return new OutgoingBatch(writer, borrowBuffer(size))
    batch.writer = writer
    batch.bytes = borrowBuffer(size)
    return batch
  }

  addNotice(notice: WrittenNotice): void {
    if (this.notices === null) this.notices = [notice]
    else this.notices.push(notice)
  }

  /** Its bytes and notices are the caller's; nothing else refers to it any more. */
  end(): void {
    this.length = 0
    this.notices = null
    this.writer = null
    this.bytes = none
    if (free.length < MAX_FREE) free.push(this)
  }

  /** The process exits. */
  onTurnEnd(): void {
    this.writer?.flush()
  }
}

const none = Buffer.alloc(0)
