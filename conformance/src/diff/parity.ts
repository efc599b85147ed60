/**
 * Vitest tests out of scenarios: one test for each, which runs it against the original and against ours and fails at the
 * first difference. Runs five side by side (vitest's `maxConcurrency`).
 *
 * `PARITY_SELF=1` runs the original against itself, which finds scenarios whose trace is not stable.
 * `PARITY_REPORT=file` appends each difference to that file. `PARITY_SHOW=1` prints the original's traces,
 * and ours where it differs.
 */
import { appendFileSync } from 'node:fs'
import { beforeAll, describe, it } from 'vitest'
import { compare, formatDifference, type Recorded } from './compare.js'
import { flawOf, runScenario, type Scenario } from './scenario.js'

export interface Parity<Api> {
  /** Loads the original, the reference. */
  original: () => Promise<unknown>
  /** Loads our implementation. */
  ours: () => Promise<unknown>
  scenarios: readonly Scenario<Api>[]
  /** Title of the group of tests; `parity` by default. */
  title?: string
  /** Compare the original with itself; the environment variable PARITY_SELF by default. */
  self?: boolean
}

/** Milliseconds a test may take; each run within has its own, shorter limit. */
const TEST_LIMIT = 60_000

/** Declares one test for each scenario. */
// biome-ignore lint/suspicious/noExplicitAny: as `scenario`
export function parity<Api = any>({ original, ours, scenarios, title, self }: Parity<Api>): void {
  const alike = self ?? Boolean(process.env.PARITY_SELF)
  rejectRepeatedNames(scenarios)
  describe.concurrent(`${title ?? 'parity'}${alike ? ' (original against itself)' : ''}`, () => {
    let reference: Api
    let candidate: Api
    beforeAll(async () => {
      reference = (await original()) as Api
      candidate = alike ? reference : ((await ours()) as Api)
    }, TEST_LIMIT)
    for (const scenario of scenarios) {
      const test = scenario.skip ? it.skip : it
      test(nameOf(scenario, alike), { timeout: TEST_LIMIT }, () => checkScenario(scenario, reference, candidate, alike))
    }
  })
}

function nameOf(scenario: Scenario<never>, alike: boolean): string {
  if (scenario.skip) return `${scenario.name} (skipped: ${scenario.skip})`
  return scenario.differs && !alike ? `${scenario.name} (differs: ${scenario.differs})` : scenario.name
}

/** Runs a scenario on both and throws an error that shows the first difference, or a listed difference that is gone. */
export async function checkScenario<Api>(
  scenario: Scenario<Api>,
  original: Api,
  candidate: Api,
  alike = original === candidate,
): Promise<void> {
  const reference = await runScenario(scenario, original)
  const flaw = flawOf(reference)
  if (process.env.PARITY_SHOW) console.log(showTrace(scenario.name, reference))
  if (flaw !== undefined) {
    throw new ParityError(`the scenario fails against the original: ${flaw}\n${showTrace(scenario.name, reference)}`)
  }
  const trace = await runScenario(scenario, candidate)
  const difference = compare(reference, trace)
  if (process.env.PARITY_SHOW && difference) console.log(showTrace(`${scenario.name}, ours`, trace))
  const listed = scenario.differs !== undefined && !alike
  if (listed && difference === undefined) {
    throw new ParityError(`listed as different (${scenario.differs}), but the traces are equal: drop it from the list`)
  }
  if (difference === undefined || listed) return
  const shown = formatDifference(difference)
  if (process.env.PARITY_REPORT) appendFileSync(process.env.PARITY_REPORT, `## ${scenario.name}\n\n${shown}\n\n`)
  throw new ParityError(shown)
}

function showTrace(title: string, { entries }: Recorded): string {
  return [`— ${title}`, ...entries.map(({ lane, text }) => `  ${lane.padEnd(12)} ${text}`)].join('\n')
}

/** A failed comparison. Its message is the whole story, so it carries no stack. */
class ParityError extends Error {
  constructor(message: string) {
    super(message)
    this.stack = message
  }
}

function rejectRepeatedNames(scenarios: readonly Scenario<never>[]): void {
  const names = scenarios.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw new Error(`two scenarios are named "${repeated}"`)
}
