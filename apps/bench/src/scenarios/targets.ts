/**
 * What has to be reached, as data: the rows are those of the project's table of targets. Not the scenarios (the files
 * beside this one), nor the verdicts (`results.ts`).
 */
import type { Goal, Measure, Scenario } from './scenario.js'

/** In place of a bound: the ratio is shown, and nothing has to be reached. */
export const SHOWN = 'shown'

type Bound = number | typeof SHOWN

/** Bounds of some scenarios. Ratios are of processor time, unless the row names another metric. */
export interface TargetRow {
  scenarios: string[]
  /** CPU if absent. */
  metric?: string
  /** `ws` divided by our `ws`: at least. */
  timesWs?: Bound
  /** `ws` with its native addon divided by our `ws`, which has none: at least. */
  timesAddon?: Bound
  /** `undici` divided by our `ws`: at least. */
  timesUndici?: Bound
  /** Our engine without a facade, divided by bare sockets: at most. */
  overRaw?: Bound
  /** The figure itself, of our `ws`: at most. */
  atMost?: number
}

export const TARGETS: TargetRow[] = [
  { scenarios: ['echo-16b-c1-d64', 'echo-128b-c1-d64'], timesWs: 10, overRaw: 1.5 },
  { scenarios: ['echo-16b-c100-d64', 'echo-128b-c100-d64'], timesWs: 10, overRaw: 1.8 },
  { scenarios: ['echo-16b-c100-d1', 'echo-128b-c100-d1'], timesWs: 1.15, overRaw: 1.1 },
  { scenarios: ['echo-1k-c1-d64', 'echo-1k-c100-d64'], timesWs: 7, overRaw: 1.4 },
  { scenarios: ['echo-16k-c1-d64'], timesWs: 4, overRaw: 1.3 },
  { scenarios: ['echo-64k-c1-d1', 'echo-64k-c1-d64', 'echo-64k-c100-d1'], timesWs: 3, timesAddon: 1, overRaw: 1.3 },
  { scenarios: ['echo-1m-c1-d1', 'echo-1m-c1-d4', 'echo-16m-c1-d1'], timesWs: 3, timesAddon: 1, overRaw: 1.3 },
  { scenarios: ['text-ascii-64k'], timesWs: 4.5, timesAddon: 1, overRaw: 1.9 },
  { scenarios: ['text-mixed-64k-bytes'], timesWs: 3.5, timesAddon: 1, overRaw: 1.9 },
  // Most of it is the user's own `toString()`, which the API of ws asks for and no facade can make faster.
  { scenarios: ['text-mixed-64k'], timesWs: SHOWN, timesAddon: 1, overRaw: 1.9 },
  { scenarios: ['receive-16b', 'receive-128b'], timesWs: 3 },
  { scenarios: ['receive-1k'], timesWs: 4 },
  { scenarios: ['receive-16k', 'receive-64k', 'receive-1m'], timesWs: 5 },
  { scenarios: ['broadcast-128b', 'broadcast-4k'], timesWs: 2.2, overRaw: 1.2 },
  { scenarios: ['broadcast-128b-x8'], timesWs: 15, overRaw: 1.3 },
  { scenarios: ['fragments-1m'], timesWs: 2.2, overRaw: 1.6 },
  { scenarios: ['deflate-takeover-128b'], timesWs: 10 },
  { scenarios: ['deflate-takeover-1k'], timesWs: 4 },
  { scenarios: ['deflate-takeover-16k'], timesWs: 1.8 },
  { scenarios: ['deflate-no-takeover-128b'], timesWs: 7 },
  { scenarios: ['deflate-no-takeover-1k'], timesWs: 3.5 },
  { scenarios: ['deflate-no-takeover-16k'], timesWs: 1.7 },
  { scenarios: ['client-send-128b'], timesWs: 10 },
  { scenarios: ['client-send-4k'], timesWs: 6 },
  { scenarios: ['client-send-64k'], timesWs: 3.5 },
  { scenarios: ['client-receive-16b', 'client-receive-128b', 'client-receive-4k'], timesWs: 1.4, timesUndici: 3 },
  { scenarios: ['handshake'], timesWs: 1.1 },
  { scenarios: ['idle'], metric: 'heap', timesWs: 1, atMost: 1400 },
  { scenarios: ['idle', 'deflate-memory-idle', 'deflate-memory-used'], metric: 'RSS', timesWs: 1 },
  { scenarios: ['latency', 'latency-beside-bulk'], metric: 'p99', timesWs: 1 },
]

/** Facade → the original that it stands in for. */
const STANDS_IN_FOR = {
  'rosetta-websocket': 'websocket',
  'rosetta-nodejs-websocket': 'nodejs-websocket',
  'rosetta-wsd': 'ws1',
}

/** The other facades cost less than what they stand in for, in these families and metrics. */
const FASTER_THAN_ORIGINALS = new Set(
  ['echo', 'text', 'receive', 'broadcast', 'fragments', 'deflate', 'handshake', 'memory'].flatMap((family) => [
    `${family} CPU`,
    `${family} RSS`,
  ]),
)

/** And, in these, at most so many times what our `ws` costs. */
const TIMES_OUR_WS = 1.3
const NEAR_OUR_WS = new Set(['echo CPU', 'text CPU', 'broadcast CPU', 'fragments CPU'])

/** The scenarios in which the other facades take part in a run of the targets alone: one of each kind. */
const FACADE_SAMPLE = [
  'echo-128b-c1-d64',
  'echo-128b-c100-d1',
  'echo-64k-c1-d1',
  'text-mixed-64k',
  'receive-1k',
  'broadcast-128b',
  'fragments-1m',
  'deflate-takeover-1k',
  'handshake',
  'idle',
]

/** The goals of one metric of a scenario. */
export function goalsOf(scenario: Scenario<Measure>, { name: metric }: Measure): Goal[] {
  const rows = TARGETS.filter((each) => each.scenarios.includes(scenario.name) && (each.metric ?? 'CPU') === metric)
  const bounds: Omit<TargetRow, 'scenarios'> = Object.assign(shownOf(scenario, metric), ...rows)
  const own = { side: 'rosetta-ws' }
  const goals: Goal[] = [
    { ...own, against: 'ws', timesLess: bounds.timesWs },
    { ...own, against: 'ws+bufferutil', timesLess: bounds.timesAddon },
    { ...own, against: 'undici', timesLess: bounds.timesUndici },
    { side: 'engine', against: 'raw', atMost: bounds.overRaw },
    { ...own, against: 'raw', atMost: bounds.overRaw && SHOWN },
    { ...own, atMost: bounds.atMost },
  ]
  return [...goals, ...goalsOfFacades(scenario, metric)].filter(
    ({ timesLess, atMost }) => timesLess !== undefined || atMost !== undefined,
  )
}

/** The ratios that are shown even where no target is set. */
function shownOf({ role, task }: Scenario<Measure>, metric: string): Pick<TargetRow, 'timesWs' | 'overRaw'> {
  const sendsBytesBack = ['echo', 'relay', 'broadcast'].includes(role) && !task.deflate
  // Mostly nothing for everybody: no ratio says anything.
  if (metric === 'external') return {}
  return { timesWs: SHOWN, overRaw: metric === 'CPU' && sendsBytesBack ? SHOWN : undefined }
}

function goalsOfFacades({ name, family }: Scenario<Measure>, metric: string): Goal[] {
  const sampled = FACADE_SAMPLE.includes(name)
  const kind = `${family} ${metric}`
  return Object.entries(STANDS_IN_FOR).flatMap(([side, original]) => [
    ...(NEAR_OUR_WS.has(kind) ? [{ side, against: 'rosetta-ws', atMost: TIMES_OUR_WS, sampled }] : []),
    ...(FASTER_THAN_ORIGINALS.has(kind) ? [{ side, against: original, timesLess: 1, sampled }] : []),
  ])
}

/** True if the goal has a bound and takes part in a run of the targets alone. */
export function isTarget({ timesLess, atMost, sampled = true }: Goal): boolean {
  return sampled && (typeof timesLess === 'number' || typeof atMost === 'number')
}
