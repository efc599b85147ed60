/**
 * Tests a server: runs the selected cases side by side, each on a connection of its own.
 */
import type { Case } from '../cases/case.js'
import type { Target } from '../peer/transport.js'
import { dialling } from './encounter.js'
import { type CaseResult, runCase } from './run-case.js'
import type { Timing } from './timing.js'

/** What to run against a server. */
export interface ServerRun {
  target: Target
  cases: Case[]
  /** Connections at a time. */
  concurrency: number
  timing: Timing
  /** Called as each case ends. */
  onResult?: (result: CaseResult) => void
}

/** Runs all cases; the results are in the order of the cases. */
export async function runAgainstServer(run: ServerRun): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  let next = 0
  const worker = async () => {
    while (next < run.cases.length) {
      const index = next++
      const result = await runCase(run.cases[index]!, dialling(run.target, run.timing), run.timing)
      results[index] = result
      run.onResult?.(result)
    }
  }
  await Promise.all(Array.from({ length: Math.min(run.concurrency, run.cases.length) }, worker))
  return results
}
