/**
 * One connection publishes, the server relays to all, every delivery is verified; then the next turn. Not echo.
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type MessageStream, prepareMessages, sendMessages } from '../message-stream.js'
import { openMany, type RawClient } from '../raw-client.js'
import { verifyReplies } from '../reply-verifier.js'
import { type Task, TimedRun } from './task.js'

export class BroadcastTask implements Task {
  readonly #order: TaskOrder
  #stream!: MessageStream
  #publisher!: RawClient
  #published = 0
  #leftInTurn = 0
  #run: TimedRun | undefined

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    this.#stream = await prepareMessages({ ...this.#order, from: 'client' })
    const clients = await openMany(port, this.#order.connections)
    this.#publisher = clients[0]
    for (const client of clients) {
      const verifier = verifyReplies(this.#stream, this.#order.mirror === true)
      client.onBytes = (bytes) => this.#onDeliveries(verifier.take(bytes))
      client.onFailure = (error) => this.#run?.fail(error)
    }
  }

  async run(order: RunOrder): Promise<Work> {
    const run = new TimedRun(order)
    this.#run = run
    this.#publish()
    const elapsed = await run.finished
    return { units: run.units, bytes: run.units * this.#order.body.size, elapsed }
  }

  #onDeliveries(count: number): void {
    this.#leftInTurn -= count
    if (this.#leftInTurn === 0 && !this.#run!.over) this.#publish()
    this.#run!.completed(count)
  }

  #publish(): void {
    const { connections, depth } = this.#order
    this.#leftInTurn = connections * depth
    this.#run!.started(this.#leftInTurn)
    sendMessages(this.#stream, this.#published, depth, (bytes) => this.#publisher.socket.write(bytes))
    this.#published += depth
  }
}
