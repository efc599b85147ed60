/** Brings records to a page in batches, and leaves some out rather than let them pile up. */

import type { WebSocket } from '@rosetta-ws/ws'
import type { WireRecord, WireRecords } from './messages.js'

const FLUSH_INTERVAL = 20
const MAX_WAITING = 1000
/** Bytes that may be on their way to the page. */
const MAX_UNREAD = 4 * 1024 * 1024

export class RecordFeed {
  private waiting: WireRecord[] = []
  private dropped = 0
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly socket: WebSocket) {}

  add(record: WireRecord): void {
    if (this.waiting.length < MAX_WAITING) this.waiting.push(record)
    else this.dropped++
    this.timer ??= setTimeout(() => this.flush(), FLUSH_INTERVAL)
  }

  /** Call it when the page is gone. */
  close(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.waiting = []
  }

  private flush(): void {
    this.timer = null
    if (this.socket.readyState !== this.socket.OPEN) return
    if (this.socket.bufferedAmount > MAX_UNREAD) {
      this.timer = setTimeout(() => this.flush(), FLUSH_INTERVAL)
      return
    }
    const message: WireRecords = { type: 'records', records: this.waiting, dropped: this.dropped }
    this.waiting = []
    this.dropped = 0
    this.socket.send(JSON.stringify(message))
  }
}
