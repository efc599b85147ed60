/**
 * Runs scenarios: each side once a round, side after side, round after round. Not a single measurement (`sample.ts`).
 */
import { loadavg } from 'node:os'
import type { RoleName } from './control/protocol.js'
import { describeMachine, versionOf } from './machine.js'
import { type Results, type ScenarioResult, type SideResult, summarize } from './results.js'
import { type Pace, takeSample } from './sample.js'
import { deflateOf, type Scenario } from './scenarios/scenario.js'
import { SHOWN } from './scenarios/targets.js'
import type { Side } from './sides/side.js'
import { locateSide } from './sides/sides.js'

/**
 * In which scenarios a side takes part, of those that it is able to: in all; in those where a goal names it; or, as usual,
 * in all, but those that stand beside the others (the engine, bare sockets) only where a goal names them.
 */
export type Attendance = 'everywhere' | 'where goals name it' | 'as usual'

export interface BenchOptions {
  /** For the report. */
  command?: string
  scenarios: Scenario[]
  sides: Side[]
  rounds: number
  pace: Pace
  /** In which scenarios a side takes part; as usual if absent. */
  attendance?: Attendance
  /** Side → why it can not be measured, as far as that is known before. */
  unusable?: Record<string, string>
  /** A folder for CPU profiles of the measured processes. */
  profile?: string
  /** Told of each measurement. */
  say?(line: string): void
}

/** Sides that stand beside the others. */
const BESIDE = new Set(['engine', 'ws+bufferutil', 'undici', 'raw', 'upgrade'])

interface Participant {
  side: Side
  /** Where its code is. */
  module: string
}

/** Runs everything. A side that fails in a scenario is reported as failed there, and the rest goes on. */
export async function runBench(options: BenchOptions): Promise<Results> {
  const { scenarios, sides, rounds, pace, command = 'runBench' } = options
  const missing = { ...options.unusable }
  const found: Participant[] = []
  for (const side of sides) {
    const place = side.name in missing ? { missing: missing[side.name] } : locateSide(side)
    if ('module' in place) found.push({ side, module: place.module })
    else missing[side.name] = place.missing
  }
  const load = { start: loadavg(), end: loadavg() }
  const results: ScenarioResult[] = []
  for (const [index, scenario] of scenarios.entries()) {
    results.push(await runScenario(scenario, found, `[${index + 1}/${scenarios.length}]`, options))
  }
  const present = new Set(results.flatMap(({ sides }) => sides.map(({ side }) => side)))
  const versions = Object.fromEntries(
    found
      .filter(({ side }) => present.has(side.name))
      .map(({ side, module }) => [side.name, module ? versionOf(module) : `node ${process.version}`]),
  )
  load.end = loadavg()
  return { command, machine: describeMachine(), load, versions, rounds, pace, scenarios: results, missing }
}

async function runScenario(
  scenario: Scenario,
  found: Participant[],
  place: string,
  { sides, rounds, pace, attendance = 'as usual', profile, say = () => {} }: BenchOptions,
): Promise<ScenarioResult> {
  const participants = found.filter(({ side }) => isAble(side, scenario) && attends(side, scenario, sides, attendance))
  const tallies: SideResult[] = participants.map(({ side }) => ({ side: side.name, samples: [] }))
  for (let round = 1; round <= rounds; round++) {
    for (const [at, { side, module }] of participants.entries()) {
      const label = `${place} ${scenario.name}, round ${round}: ${side.name}`
      await measure(tallies[at], label, say, scenario, () => takeSample(scenario, side, module, pace, profile))
    }
  }
  return summarize(withOthers(scenario, tallies), tallies)
}

/** Ours is compared also with sides that no goal knows: of other packages, and from the command line. */
function withOthers(scenario: Scenario, tallies: SideResult[]): Scenario {
  const metrics = scenario.metrics.map((metric) => {
    if (metric.goals.length === 0) return metric
    const known = new Set(metric.goals.flatMap(({ side, against }) => [side, against]))
    const others = tallies.filter(({ side }) => !known.has(side) && !BESIDE.has(side) && !side.startsWith('rosetta-'))
    const shown = others.map(({ side }) => ({ side: 'rosetta-ws', against: side, timesLess: SHOWN }) as const)
    return { ...metric, goals: [...metric.goals, ...shown] }
  })
  return { ...scenario, metrics }
}

async function measure(
  tally: SideResult,
  label: string,
  say: (line: string) => void,
  scenario: Scenario,
  take: () => ReturnType<typeof takeSample>,
): Promise<void> {
  if (tally.failure) return
  try {
    const sample = await take()
    tally.samples.push(sample)
    say(
      `${label}: ${scenario.metrics.map((metric) => `${metric.of(sample).toPrecision(4)} ${metric.unit}`).join(', ')}`,
    )
  } catch (error) {
    tally.failure = (error as Error).message
    say(`${label}: FAILED, ${tally.failure}`)
  }
}

/** What the bench's own sides can do: bytes without messages, or connections without bytes. */
const ROLES_OF_OWN: Record<string, RoleName[]> = { raw: ['echo', 'relay', 'broadcast'], upgrade: ['idle'] }

function isAble(side: Side, scenario: Scenario): boolean {
  const { role } = scenario
  if (!(role.startsWith('client') ? side.client : side.server)) return false
  if (deflateOf(scenario) && !side.deflate) return false
  return ROLES_OF_OWN[side.dialect]?.includes(role) ?? true
}

function attends(side: Side, scenario: Scenario, chosen: Side[], attendance: Attendance): boolean {
  if (attendance === 'everywhere' || scenario.extra?.includes(side.name)) return true
  return (attendance === 'as usual' && !BESIDE.has(side.name)) || isNamed(side, scenario, chosen)
}

/** A goal of the scenario names the side: as its own, or as what a chosen side is compared with. */
function isNamed(side: Side, scenario: Scenario, chosen: Side[]): boolean {
  const goals = scenario.metrics.flatMap((metric) => metric.goals)
  return goals.some(
    (goal) => goal.side === side.name || (goal.against === side.name && chosen.some(({ name }) => name === goal.side)),
  )
}

/** True if a side gave wrong answers, or none. */
export function hasFailures(results: Results): boolean {
  return results.scenarios.some(({ sides }) => sides.some(({ failure }) => failure !== undefined))
}

export { ALLOCATIONS, SCENARIOS } from './scenarios/scenarios.js'
export { sideNamed } from './sides/sides.js'
