/** All scenarios, in the order of the report. */
import { BROADCAST } from './broadcast.js'
import { CLIENT } from './client.js'
import { CONNECTIONS } from './connections.js'
import { DEFLATE } from './deflate.js'
import { ECHO } from './echo.js'
import { FRAGMENTS } from './fragments.js'
import { LATENCY } from './latency.js'
import { RECEIVE } from './receive.js'
import type { Scenario } from './scenario.js'
import { TEXT } from './text.js'

export const SCENARIOS: Scenario[] = [
  ...ECHO,
  ...TEXT,
  ...RECEIVE,
  ...BROADCAST,
  ...FRAGMENTS,
  ...DEFLATE,
  ...CLIENT,
  ...CONNECTIONS,
  ...LATENCY,
]

/**
 * Scenarios by name, family or beginning of a name.
 * @throws Error if one of the names fits nothing
 */
export function scenariosNamed(names: string[]): Scenario[] {
  if (names.length === 0) return SCENARIOS
  const chosen = new Set<Scenario>()
  for (const name of names) {
    const exact = SCENARIOS.filter((each) => each.name === name || each.family === name)
    const fitting = exact.length ? exact : SCENARIOS.filter((each) => each.name.startsWith(name))
    if (fitting.length === 0)
      throw new Error(`no scenario "${name}"; known:\n  ${SCENARIOS.map((each) => each.name).join('\n  ')}`)
    for (const each of fitting) chosen.add(each)
  }
  return SCENARIOS.filter((each) => chosen.has(each))
}
