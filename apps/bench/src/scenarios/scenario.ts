/** What a scenario is. The scenarios themselves are data in the other files of this folder. */
import type { RoleName, TaskOrder } from '../control/protocol.js'
import type { Sample } from '../sample.js'

export interface Scenario {
  /** Short, for the command line. */
  name: string
  /** Scenarios that are drawn together. */
  family: string
  title: string
  /** What the measured process does. */
  role: RoleName
  /** What the generator does. */
  task: TaskOrder
  /** What a second generator does at the same time, unmeasured. */
  neighbour?: TaskOrder
  /** Weigh the memory of the measured process before and after, instead of timing it. */
  weigh?: boolean
  /** Multiplies the time of warm-up and run: for what the compiler takes longer to get used to. */
  stretch?: number
  /** A run lasts until this many units are done. */
  minimum?: number
  /** Sides that take part whether or not a goal names them. */
  extra?: string[]
  metrics: Metric[]
}

/** A figure that a scenario yields; smaller is better, always. */
export interface Metric {
  name: string
  unit: string
  of(sample: Sample): number
  goals: Goal[]
}

/** In place of a bound: the ratio is shown, and nothing has to be reached. */
export const SHOWN = 'shown'

/** What the figure of one side shall be. */
export interface Goal {
  side: string
  /** The side it is compared with; none for an absolute goal. */
  against?: string
  /** `against` divided by `side` is at least this. */
  timesLess?: number | typeof SHOWN
  /** `side` divided by `against` is at most this; without `against`, the figure itself. */
  atMost?: number | typeof SHOWN
}

/** Processor time of the measured process for each unit, in microseconds. */
export function cpuPer(unit: string, goals: Goal[]): Metric {
  const asideRaw: Goal[] = goals.some(({ against }) => against === 'raw')
    ? [{ side: 'rosetta-ws', against: 'raw', atMost: SHOWN }]
    : []
  return {
    name: 'CPU',
    unit: `µs/${unit}`,
    of: ({ subject, work }) => (subject.user + subject.system) / work.units,
    goals: [...goals, ...asideRaw],
  }
}

/** The goal that most scenarios have: so many times less than `ws`. */
export function timesLessThanWs(timesLess: number | typeof SHOWN): Goal {
  return { side: 'rosetta-ws', against: 'ws', timesLess }
}

/** How near to bare sockets the engine without a facade shall be. */
export function engineOverRaw(atMost: number | typeof SHOWN): Goal {
  return { side: 'engine', against: 'raw', atMost }
}

/** Without a native addon, ours shall not be behind one. */
export const NOT_BEHIND_ADDON: Goal = { side: 'rosetta-ws', against: 'ws+bufferutil', timesLess: 1 }

/** Facade → the original that it stands in for. */
const STANDS_IN_FOR = {
  'rosetta-websocket': 'websocket',
  'rosetta-nodejs-websocket': 'nodejs-websocket',
  'rosetta-wsd': 'ws1',
}

/** The other facades cost less than what they stand in for. */
export const FASTER_THAN_ORIGINALS: Goal[] = Object.entries(STANDS_IN_FOR).map(([side, against]) => ({
  side,
  against,
  timesLess: 1,
}))

/** And hardly more than our `ws`. */
export const OTHER_FACADES: Goal[] = [
  ...Object.keys(STANDS_IN_FOR).map((side) => ({ side, against: 'rosetta-ws', atMost: 1.3 })),
  ...FASTER_THAN_ORIGINALS,
]

/** "128 B", "16 KiB", "1 MiB". */
export function sizeLabel(bytes: number): string {
  if (bytes >= 1 << 20) return `${bytes / (1 << 20)} MiB`
  return bytes >= 1024 ? `${bytes / 1024} KiB` : `${bytes} B`
}

/** "128b", "16k", "1m": for names. */
export function sizeName(bytes: number): string {
  if (bytes >= 1 << 20) return `${bytes / (1 << 20)}m`
  return bytes >= 1024 ? `${bytes / 1024}k` : `${bytes}b`
}

export const KIB = 1024
export const MIB = 1024 * 1024
