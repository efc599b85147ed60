/** Runs at most so many jobs at a time. Knows nothing of what they do. */

export type LimitedJob = (done: () => void) => void

export class WorkLimiter {
  private running = 0
  private readonly waiting: LimitedJob[] = []

  /** @param concurrency jobs at a time; at least 1 */
  constructor(private readonly concurrency: number) {}

  add(job: LimitedJob): void {
    this.waiting.push(job)
    this.start()
  }

  private start(): void {
    while (this.running < this.concurrency && this.waiting.length > 0) {
      const job = this.waiting.shift() as LimitedJob
      this.running++
      job(() => {
        this.running--
        this.start()
      })
    }
  }
}
