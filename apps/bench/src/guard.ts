/** Decides whether a run of the guarded scenarios lets a change pass. Not what must hold (`scenarios/guard.ts`). */
import { type BenchOptions, runBench } from './bench.js'
import type { Results, ScenarioResult } from './results.js'
import type { Scenario } from './scenarios/scenario.js'

/** Rounds that a second look takes more than the first. */
const MORE_ROUNDS = 2

/** Runs the scenarios; what does not hold is looked at once more, for longer, before it counts. */
export async function runGuard(options: BenchOptions, run = runBench): Promise<Results> {
  const first = await run(options)
  const doubtful = options.scenarios.filter((_, index) => isShort(first.scenarios[index]))
  if (doubtful.length === 0) return first
  const second = await run({ ...options, scenarios: doubtful, rounds: options.rounds + MORE_ROUNDS })
  const scenarios = first.scenarios.map((old) => second.scenarios.find(({ name }) => name === old.name) ?? old)
  return { ...first, load: { ...first.load, end: second.load.end }, scenarios }
}

function isShort({ metrics }: ScenarioResult): boolean {
  return metrics.some(({ verdicts }) => verdicts.some(({ reached }) => reached === false))
}

/** A sentence for everything that does not hold, or was not measured. */
export function complaints(scenarios: Scenario[], results: Results): string[] {
  return scenarios.flatMap((scenario) => complaintsAbout(scenario, results))
}

function complaintsAbout(scenario: Scenario, results: Results): string[] {
  const result = results.scenarios.find(({ name }) => name === scenario.name)
  return scenario.metrics.flatMap(({ name, goals }) =>
    goals.flatMap((goal) => {
      const verdict = verdictsOf(result, name).find((each) => each.goal === goal)
      const claim = `${scenario.name} ${name}: ${goal.side}${goal.against ? ` against ${goal.against}` : ''}`
      if (!verdict) return [`${claim} was not measured${reasonFor(result, results, goal.side)}`]
      const bound = goal.timesLess === undefined ? `at most ${goal.atMost}` : `at least ${goal.timesLess}`
      return verdict.reached ? [] : [`${claim} is ${verdict.value.toFixed(2)}, and has to be ${bound}`]
    }),
  )
}

function verdictsOf(result: ScenarioResult | undefined, metric: string) {
  return result?.metrics.find(({ name }) => name === metric)?.verdicts ?? []
}

function reasonFor(result: ScenarioResult | undefined, { missing }: Results, side: string): string {
  const reason = missing[side] ?? result?.sides.find(({ failure }) => failure)?.failure
  return reason ? `: ${reason}` : ''
}
