/**
 * What a generator can be asked to do, and the clock of one run. Not any of the tasks.
 */
import type { RunOrder, Work } from '../../control/protocol.js'

/** One kind of work against a measured process. */
export interface Task {
  /**
   * Gets ready: connects to the port of a measured server, or listens for a measured client.
   * @returns the port it listens on, if it does
   */
  open(port: number): Promise<number | undefined>
  /** Works for the time, then waits until everything is answered and verified: before and after, nothing is under way. */
  run(order: RunOrder): Promise<Work>
}

const STALL = 30_000

/** Counts the units of a run; it ends when its time is up and all that was started is completed. */
export class TimedRun {
  /** Milliseconds the run took; rejects with the first failure. */
  readonly finished: Promise<number>
  units = 0
  #underWay = 0
  #timeUp = false
  readonly #minimum: number
  readonly #start = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #watchdog: NodeJS.Timeout
  #finish!: (elapsed: number) => void
  /** Ends the run as failed. */
  fail!: (error: Error) => void

  constructor({ milliseconds, minimum }: RunOrder) {
    this.#minimum = minimum
    let seen = -1
    this.#watchdog = setInterval(() => {
      if (seen === this.units)
        this.fail(new Error(`no reply for ${STALL} ms, after ${seen}; ${this.#underWay} under way`))
      seen = this.units
    }, STALL)
    this.#timer = setTimeout(() => {
      this.#timeUp = true
      this.#check()
    }, milliseconds)
    this.finished = new Promise<number>((resolve, reject) => {
      this.#finish = resolve
      this.fail = reject
    }).finally(() => {
      clearInterval(this.#watchdog)
      clearTimeout(this.#timer)
    })
  }

  /** Nothing more shall be started. */
  get over(): boolean {
    return this.#timeUp && this.units >= this.#minimum
  }

  started(units: number): void {
    this.#underWay += units
  }

  /** @throws if more is completed than was started */
  completed(units: number): void {
    this.units += units
    this.#underWay -= units
    if (this.#underWay < 0) throw new Error('more replies came than messages were sent')
    this.#check()
  }

  #check(): void {
    if (this.over && this.#underWay === 0) this.#finish(performance.now() - this.#start)
  }
}
