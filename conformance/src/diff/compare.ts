/**
 * Finds the first difference of two traces and shows it with what came before.
 * Lanes are compared one by one: the order between lanes is the kernel's and means nothing.
 */
import type { TraceEntry } from './trace.js'

/** The first line at which two traces part; a line is undefined where that trace has ended. */
export interface Difference {
  readonly lane: string
  /** Index of the line within its lane, from 0. */
  readonly index: number
  readonly original: string | undefined
  readonly candidate: string | undefined
  /** Lines that both share, just before the difference. */
  readonly before: readonly string[]
  /** Lines that follow in each trace. */
  readonly after: { readonly original: readonly string[]; readonly candidate: readonly string[] }
}

/** Anything that holds recorded lines: a `Trace`, or what was read back from a file. */
export interface Recorded {
  readonly entries: readonly TraceEntry[]
}

const CONTEXT = 4

/** The first difference of two traces, or undefined if they are equal. The lane that parts earliest in the original comes first. */
export function compare(original: Recorded, candidate: Recorded): Difference | undefined {
  const ours = byLane(candidate)
  const theirs = byLane(original)
  let first: { position: number; difference: Difference } | undefined
  for (const lane of new Set([...theirs.keys(), ...ours.keys()])) {
    const left = theirs.get(lane) ?? EMPTY
    const right = ours.get(lane) ?? EMPTY
    const index = firstDifferentIndex(left.lines, right.lines)
    if (index === undefined) continue
    const position = left.positions[index] ?? original.entries.length + index
    if (first === undefined || position < first.position) {
      first = { position, difference: differenceAt(lane, index, left.lines, right.lines) }
    }
  }
  return first?.difference
}

/** A difference as readable lines: shared context, then `-` what the original did and `+` what the candidate did. */
export function formatDifference(difference: Difference): string {
  const { lane, index, before, original, candidate, after } = difference
  const end = '(nothing more)'
  return [
    `first difference in lane "${lane}", line ${index + 1}`,
    ...before.map((line) => `    ${line}`),
    `  - ${original ?? end}`,
    ...after.original.map((line) => `  - ${line}`),
    `  + ${candidate ?? end}`,
    ...after.candidate.map((line) => `  + ${line}`),
  ].join('\n')
}

interface LaneLines {
  readonly lines: string[]
  /** For each line its position in the whole trace. */
  readonly positions: number[]
}

const EMPTY: LaneLines = { lines: [], positions: [] }

function byLane(recorded: Recorded): Map<string, LaneLines> {
  const lanes = new Map<string, LaneLines>()
  recorded.entries.forEach(({ lane, text }, position) => {
    const found = lanes.get(lane) ?? { lines: [], positions: [] }
    lanes.set(lane, found)
    found.lines.push(text)
    found.positions.push(position)
  })
  return lanes
}

function firstDifferentIndex(left: readonly string[], right: readonly string[]): number | undefined {
  const length = Math.max(left.length, right.length)
  for (let index = 0; index < length; index++) if (left[index] !== right[index]) return index
  return undefined
}

function differenceAt(lane: string, index: number, left: readonly string[], right: readonly string[]): Difference {
  return {
    lane,
    index,
    original: left[index],
    candidate: right[index],
    before: left.slice(Math.max(0, index - CONTEXT), index),
    after: { original: left.slice(index + 1, index + 3), candidate: right.slice(index + 1, index + 3) },
  }
}
