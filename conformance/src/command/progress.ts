/**
 * Shows how far a run is: a bar on a terminal, a line per group elsewhere. Writes to stderr.
 */
import { Presets, SingleBar } from 'cli-progress'
import { type Case, groupOf } from '../cases/case.js'
import { isFailure } from '../judge/verdict.js'
import type { CaseResult } from '../run/run-case.js'

/** Told of each result; `stop` before anything else is printed. */
export interface Progress {
  onResult(result: CaseResult): void
  stop(): void
}

function bar(cases: Case[]): Progress {
  const format = '{bar} {value}/{total} cases, {failures} failures, {eta_formatted} left  {id}'
  const single = new SingleBar({ format, stream: process.stderr, hideCursor: true }, Presets.shades_classic)
  let failures = 0
  single.start(cases.length, 0, { failures, id: '' })
  return {
    onResult(result) {
      if (isFailure(result)) failures++
      single.increment({ failures, id: result.id })
    },
    stop: () => single.stop(),
  }
}

function lines(cases: Case[]): Progress {
  const left = new Map<string, { cases: number; left: number; failures: number }>()
  for (const one of cases) {
    const group = left.get(groupOf(one)) ?? { cases: 0, left: 0, failures: 0 }
    left.set(groupOf(one), { ...group, cases: group.cases + 1, left: group.left + 1 })
  }
  return {
    onResult(result) {
      const group = left.get(groupOf(result))!
      group.left--
      if (isFailure(result)) group.failures++
      if (group.left === 0)
        process.stderr.write(`${groupOf(result)}: ${group.cases} cases, ${group.failures} failures\n`)
    },
    stop() {},
  }
}

/** The form that suits the terminal. */
export function showProgress(cases: Case[]): Progress {
  return process.stderr.isTTY ? bar(cases) : lines(cases)
}
