/** All scenarios, in the order of the report, with their goals. */
import { ALLOCATION } from './allocation.js'
import { BROADCAST } from './broadcast.js'
import { CLIENT } from './client.js'
import { CONNECTIONS } from './connections.js'
import { DEFLATE } from './deflate.js'
import { ECHO } from './echo.js'
import { FRAGMENTS } from './fragments.js'
import { guarded } from './guard.js'
import { FAIRNESS, LATENCY } from './latency.js'
import { LINEARITY } from './linearity.js'
import { RECEIVE } from './receive.js'
import type { Measure, Scenario } from './scenario.js'
import { goalsOf, isTarget } from './targets.js'
import { TEXT } from './text.js'

const MEASURED: Scenario<Measure>[] = [
  ...ECHO,
  ...TEXT,
  ...RECEIVE,
  ...BROADCAST,
  ...FRAGMENTS,
  ...DEFLATE,
  ...CLIENT,
  ...CONNECTIONS,
  ...LATENCY,
  ...FAIRNESS,
]

export const SCENARIOS: Scenario[] = MEASURED.map(withGoals)

/** Not part of a usual run. */
export const ALLOCATIONS: Scenario[] = ALLOCATION.map(withGoals)

/** Not part of a usual run. */
export const LINEAR: Scenario[] = LINEARITY.map(withGoals)

/** Few and quick, with what no change may lose. */
export const GUARDED: Scenario[] = guarded([...SCENARIOS, ...ALLOCATIONS])

/** The scenarios that have something to reach, with nothing but that to reach. */
export const TARGETED: Scenario[] = SCENARIOS.map((scenario) => ({
  ...scenario,
  extra: [],
  metrics: scenario.metrics.map((metric) => ({ ...metric, goals: metric.goals.filter(isTarget) })),
})).filter(({ metrics }) => metrics.some(({ goals }) => goals.length > 0))

function withGoals(scenario: Scenario<Measure>): Scenario {
  return { ...scenario, metrics: scenario.metrics.map((metric) => ({ ...metric, goals: goalsOf(scenario, metric) })) }
}

/**
 * Scenarios by name, family or beginning of a name.
 * @throws Error if one of the names fits nothing
 */
export function scenariosNamed(names: string[], among = SCENARIOS): Scenario[] {
  if (names.length === 0) return among
  const chosen = new Set<Scenario>()
  for (const name of names) {
    const exact = among.filter((each) => each.name === name || each.family === name)
    const fitting = exact.length ? exact : among.filter((each) => each.name.startsWith(name))
    if (fitting.length === 0)
      throw new Error(`no scenario "${name}"; known:\n  ${among.map((each) => each.name).join('\n  ')}`)
    for (const each of fitting) chosen.add(each)
  }
  return among.filter((each) => chosen.has(each))
}
