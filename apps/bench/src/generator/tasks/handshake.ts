/**
 * Opens connections one after the other on a few lanes and leaves each as soon as its handshake is verified. Not
 * connections that stay (`idle.ts`).
 */
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { RawClient } from '../raw-client.js'
import { type Task, TimedRun } from './task.js'

/**
 * A port that was left stays taken for a minute, so one address is soon out of ports and the kernel searches long for the
 * last of them. All of 127.0.0.0/8 is this machine on Linux.
 */
const ADDRESSES =
  process.platform === 'linux' ? Array.from({ length: 32 }, (_, at) => `127.0.0.${at + 2}`) : [undefined]

export class HandshakeTask implements Task {
  readonly #order: TaskOrder
  #port = 0
  #opened = 0

  constructor(order: TaskOrder) {
    this.#order = order
  }

  async open(port: number): Promise<undefined> {
    this.#port = port
  }

  async run(order: RunOrder): Promise<Work> {
    const run = new TimedRun(order)
    for (let lane = 0; lane < this.#order.connections; lane++) this.#work(run).catch(run.fail)
    return { elapsed: await run.finished, units: run.units, bytes: 0 }
  }

  async #work(run: TimedRun): Promise<void> {
    while (!run.over) {
      run.started(1)
      const client = await RawClient.open(this.#port, undefined, ADDRESSES[this.#opened++ % ADDRESSES.length])
      client.leave()
      run.completed(1)
    }
  }
}
