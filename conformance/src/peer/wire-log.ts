/**
 * The record of what went over one connection, for reports and `replay`. Long exchanges keep their beginning and end.
 * It prints nothing (see report/trace.ts).
 */

/** One line of the record; `at` is milliseconds since the connection began. */
export interface WireEntry {
  at: number
  from: 'tester' | 'peer'
  kind: 'frame' | 'head' | 'octets' | 'note'
  /** Frames: as written in the header. */
  frame?: { opcode: number; fin: boolean; rsv: number; masked: boolean; length: number; header: string }
  /** The first octets of the payload (frames, unmasked), or of the octets, in hex. */
  octets?: string
  /** Heads and notes. */
  text?: string
}

const keptOctets = 64
const keptFirst = 200
const keptLast = 50

/** Appends entries; in the middle of a long exchange it only counts. */
export class WireLog {
  readonly #start = performance.now()
  readonly #first: WireEntry[] = []
  readonly #last: WireEntry[] = []
  #omitted = 0

  /** Milliseconds since the log began. */
  get now(): number {
    return Math.round((performance.now() - this.#start) * 100) / 100
  }

  add(entry: Omit<WireEntry, 'at' | 'octets'> & { octets?: Uint8Array }): void {
    const { octets, ...rest } = entry
    const line: WireEntry = { at: this.now, ...rest }
    if (octets) line.octets = Buffer.from(octets.subarray(0, keptOctets)).toString('hex')
    if (this.#first.length < keptFirst) this.#first.push(line)
    else {
      this.#last.push(line)
      if (this.#last.length > keptLast) {
        this.#last.shift()
        this.#omitted++
      }
    }
  }

  note(from: 'tester' | 'peer', text: string): void {
    this.add({ from, kind: 'note', text })
  }

  /** All kept entries in order. */
  entries(): WireEntry[] {
    const gap: WireEntry[] =
      this.#omitted > 0
        ? [{ at: this.#last[0]!.at, from: 'tester', kind: 'note', text: `${this.#omitted} entries left out` }]
        : []
    return [...this.#first, ...gap, ...this.#last]
  }
}
