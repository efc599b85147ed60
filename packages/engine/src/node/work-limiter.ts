/** Runs at most so many jobs at a time. Knows nothing of what they do. */

/** It must not throw: those that wait behind it would wait for the next job. */
export type LimitedJob = (done: () => void) => void

export class WorkLimiter {
  private running = 0
  private isStarting = false
  private readonly waiting: LimitedJob[] = []

  private readonly concurrency: number

  /** @param concurrency jobs at a time; less than 1, or no number, for no limit */
  constructor(concurrency: number) {
    this.concurrency = concurrency >= 1 ? concurrency : Number.POSITIVE_INFINITY
  }

  add(job: LimitedJob): void {
    this.waiting.push(job)
    this.start()
  }

  private start(): void {
    // A job that is done at once comes back here: the loop below goes on with the next.
    if (this.isStarting) return
    this.isStarting = true
    try {
      while (this.running < this.concurrency && this.waiting.length > 0) this.run(this.waiting.shift() as LimitedJob)
    } finally {
      this.isStarting = false
    }
  }

  private run(job: LimitedJob): void {
    let isDone = false
    const done = (): void => {
      if (isDone) return
      isDone = true
      this.running--
      this.start()
    }
    this.running++
    try {
      job(done)
    } catch (error) {
      done()
      throw error
    }
  }
}
