/**
 * A slow sender of large messages: piece by piece at a fixed pace, verifying the echo. It is the neighbour in the latency
 * scenarios, not a measurement of its own.
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type MessageStream, prepareMessages } from '../message-stream.js'
import { RawClient } from '../raw-client.js'
import { verifyReplies } from '../reply-verifier.js'
import { type Task, TimedRun } from './task.js'

const PIECE = 64 * 1024
const PACE = 4

export class TrickleTask implements Task {
  readonly #order: TaskOrder
  #stream!: MessageStream
  #client!: RawClient
  #run: TimedRun | undefined
  /** Pieces sent so far. */
  #sent = 0

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    this.#stream = await prepareMessages({ ...this.#order, from: 'client' })
    this.#client = await RawClient.open(port)
    const verifier = verifyReplies(this.#stream, this.#order.mirror === true)
    this.#client.onBytes = (bytes) => this.#run!.completed(verifier.take(bytes))
    this.#client.onFailure = (error) => this.#run?.fail(error)
  }

  async run(order: RunOrder): Promise<Work> {
    const run = new TimedRun(order)
    this.#run = run
    const message = this.#stream.bytes.subarray(0, this.#stream.starts[1])
    const pieces = Math.ceil(message.length / PIECE)
    const pacing = setInterval(() => {
      const at = this.#sent % pieces
      if (at === 0 && run.over) return
      if (at === 0) run.started(1)
      this.#client.socket.write(message.subarray(at * PIECE, (at + 1) * PIECE))
      this.#sent++
    }, PACE)
    const elapsed = await run.finished.finally(() => clearInterval(pacing))
    return { units: run.units, bytes: run.units * this.#order.body.size, elapsed }
  }
}
