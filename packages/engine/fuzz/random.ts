/** Pseudo-random numbers that begin with a seed, so that a run can be repeated. Not for keys. */

export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** An integer from 0 to `below` - 1. */
  below(below: number): number {
    // Mulberry32.
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * below)
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)]
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let i = 0; i < length; i++) bytes[i] = this.below(256)
    return bytes
  }
}
