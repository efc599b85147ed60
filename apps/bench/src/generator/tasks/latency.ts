/**
 * Sends messages at a fixed rate, whatever comes back, and times each reply from when its message was due: a message that
 * this process sends late, because it was held up, counts as having waited. Not throughput (`echo.ts`).
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { quantile } from '../../report/statistics.js'
import { type MessageStream, prepareMessages, sendMessages } from '../message-stream.js'
import { openMany, type RawClient } from '../raw-client.js'
import { type ReplyVerifier, verifyReplies } from '../reply-verifier.js'
import { type Task, TimedRun } from './task.js'

interface Lane {
  client: RawClient
  verifier: ReplyVerifier
  /** When each message under way was due, oldest first. */
  times: number[]
  sent: number
}

/** A timer of Node can not do better, in milliseconds: what comes this late was on time. */
const PRECISION = 2

/** What a message is timed from: `now`, unless it is later than a timer can excuse. Times are in milliseconds. */
export function dueTime(planned: number, now: number): number {
  return now - planned > PRECISION ? planned : now
}

export class LatencyTask implements Task {
  readonly #order: TaskOrder
  #stream!: MessageStream
  #lanes: Lane[] = []
  #run: TimedRun | undefined
  #samples: number[] = []

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    this.#stream = await prepareMessages({ ...this.#order, from: 'client' })
    for (const client of await openMany(port, this.#order.connections)) {
      const lane: Lane = {
        client,
        verifier: verifyReplies(this.#stream, this.#order.mirror === true),
        times: [],
        sent: 0,
      }
      client.onBytes = (bytes) => this.#onBytes(lane, bytes)
      client.onFailure = (error) => this.#run?.fail(error)
      this.#lanes.push(lane)
    }
  }

  async run(order: RunOrder): Promise<Work> {
    const run = new TimedRun(order)
    this.#run = run
    this.#samples = []
    const ticking = this.#tick(run)
    const elapsed = await run.finished.finally(() => clearInterval(ticking))
    const sorted = Float64Array.from(this.#samples).sort()
    const [p50, p99, p999, max] = [0.5, 0.99, 0.999, 1].map((share) => quantile(sorted, share))
    return { units: run.units, bytes: run.units * this.#order.body.size, elapsed, latency: { p50, p99, p999, max } }
  }

  /** Each tick sends what is due, spread over the connections in turn. */
  #tick(run: TimedRun): NodeJS.Timeout {
    const { rate = 1000 } = this.#order
    const start = performance.now()
    let sent = 0
    return setInterval(() => {
      const now = performance.now()
      const due = run.over ? 0 : Math.floor(((now - start) / 1000) * rate)
      for (; sent < due; sent++) {
        this.#send(this.#lanes[sent % this.#lanes.length], dueTime(start + ((sent + 1) / rate) * 1000, now), run)
      }
    }, 1)
  }

  #send(lane: Lane, due: number, run: TimedRun): void {
    run.started(1)
    lane.times.push(due)
    sendMessages(this.#stream, lane.sent++, 1, (bytes) => lane.client.socket.write(bytes))
  }

  #onBytes(lane: Lane, bytes: Buffer): void {
    const replies = lane.verifier.take(bytes)
    const now = performance.now()
    for (let i = 0; i < replies; i++) this.#samples.push(now - lane.times.shift()!)
    this.#run!.completed(replies)
  }
}
