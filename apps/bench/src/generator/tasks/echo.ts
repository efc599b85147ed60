/**
 * Sends messages to a server that sends each back, keeping a number of them under way on each connection. Not fixed
 * rates (`latency.ts`).
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type MessageStream, prepareMessages, sendMessages } from '../message-stream.js'
import { openMany, type RawClient } from '../raw-client.js'
import { type ReplyVerifier, verifyReplies } from '../reply-verifier.js'
import { type Task, TimedRun } from './task.js'

interface Lane {
  client: RawClient
  verifier: ReplyVerifier
  /** Messages sent so far. */
  sent: number
}

export class EchoTask implements Task {
  readonly #order: TaskOrder
  #stream!: MessageStream
  #lanes: Lane[] = []
  #run: TimedRun | undefined

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    const { deflate, mirror = false, connections } = this.#order
    this.#stream = await prepareMessages({ ...this.#order, from: 'client' })
    for (const client of await openMany(port, connections, deflate)) {
      const lane: Lane = { client, verifier: verifyReplies(this.#stream, mirror, deflate), sent: 0 }
      client.onBytes = (bytes) => this.#onBytes(lane, bytes)
      client.onFailure = (error) => this.#run?.fail(error)
      this.#lanes.push(lane)
    }
  }

  async run(order: RunOrder): Promise<Work> {
    const run = new TimedRun(order)
    this.#run = run
    for (const lane of this.#lanes) this.#send(lane, this.#order.depth)
    const elapsed = await run.finished
    await Promise.all(this.#lanes.map(({ verifier }) => verifier.settled()))
    return { units: run.units, bytes: run.units * this.#order.body.size, elapsed }
  }

  #onBytes(lane: Lane, bytes: Buffer): void {
    const replies = lane.verifier.take(bytes)
    if (replies === 0) return
    if (!this.#run!.over) this.#send(lane, replies)
    this.#run!.completed(replies)
  }

  #send(lane: Lane, count: number): void {
    const { socket } = lane.client
    this.#run!.started(count)
    sendMessages(this.#stream, lane.sent, count, (bytes) => socket.write(bytes))
    lane.sent += count
  }
}
