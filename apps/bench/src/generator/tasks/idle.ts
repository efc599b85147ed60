/**
 * Opens connections that stay, each of which may exchange a few messages first. The first run opens the few that bring
 * the server's code and caches to life; the next opens those that are weighed.
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type MessageStream, prepareMessages, sendMessages } from '../message-stream.js'
import { openMany, type RawClient } from '../raw-client.js'
import { verifyReplies } from '../reply-verifier.js'
import type { Task } from './task.js'

const WARM = 200

export class IdleTask implements Task {
  readonly #order: TaskOrder
  /** Keeps the connections alive. */
  readonly #clients: RawClient[] = []
  #stream!: MessageStream
  #port = 0
  #runs = 0

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    this.#port = port
    this.#stream = await prepareMessages({ ...this.#order, from: 'client' })
  }

  async run(_: RunOrder): Promise<Work> {
    const count = this.#runs++ === 0 ? Math.min(WARM, this.#order.connections) : this.#order.connections
    const start = performance.now()
    const clients = await openMany(this.#port, count, this.#order.deflate)
    if (this.#order.depth > 0) for (const client of clients) await this.#exchange(client)
    this.#clients.push(...clients)
    return { units: count, bytes: 0, elapsed: performance.now() - start }
  }

  #exchange(client: RawClient): Promise<void> {
    const { depth, deflate } = this.#order
    const verifier = verifyReplies(this.#stream, false, deflate)
    let missing = depth
    const answered = new Promise<void>((resolve, reject) => {
      client.onFailure = reject
      client.onBytes = (bytes) => {
        missing -= verifier.take(bytes)
        if (missing === 0) resolve()
      }
    })
    sendMessages(this.#stream, 0, depth, (bytes) => client.socket.write(bytes))
    return answered.then(() => verifier.settled())
  }
}
