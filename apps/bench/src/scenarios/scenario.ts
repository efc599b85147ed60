/** What a scenario is. The scenarios themselves are data in the other files of this folder. */
import type { RoleName, TaskOrder } from '../control/protocol.js'
import type { Sample } from '../sample.js'
import type { Axis } from './linearity.js'
import type { SHOWN } from './targets.js'

export interface Scenario<Figure = Metric> {
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
  /** Count what the measured process allocates in the run; it costs time, so processor time is no result. */
  watch?: boolean
  /** Multiplies the time of warm-up and run: for what the compiler takes longer to get used to. */
  stretch?: number
  /** A run lasts until this many units are done. */
  minimum?: number
  /** Sides that take part whether or not a goal names them. */
  extra?: string[]
  /** Its place among scenarios that differ only in size or number. */
  axis?: Axis
  metrics: Figure[]
}

/** A figure that a scenario yields; smaller is better, always. */
export interface Measure {
  name: string
  unit: string
  of(sample: Sample): number
  /** Taken from the quietest round in place of the median: whatever else the machine does can only add to the figure. */
  quietest?: boolean
}

/** A figure with what it shall be (`targets.ts`). */
export interface Metric extends Measure {
  goals: Goal[]
}

/** What the figure of one side shall be. */
export interface Goal {
  side: string
  /** The side it is compared with; none for an absolute goal. */
  against?: string
  /** `against` divided by `side` is at least this. */
  timesLess?: number | typeof SHOWN
  /** `side` divided by `against` is at most this; without `against`, the figure itself. */
  atMost?: number | typeof SHOWN
  /** False if a run of the targets alone leaves it out. */
  sampled?: boolean
}

/** What the measured process has to agree to: the neighbour may need it where the others do not. */
export function deflateOf({ task, neighbour }: Pick<Scenario, 'task' | 'neighbour'>): TaskOrder['deflate'] {
  return task.deflate ?? neighbour?.deflate
}

/** Processor time of the measured process for each unit, in microseconds. */
export function cpuPer(unit: string): Measure {
  return {
    name: 'CPU',
    unit: `µs/${unit}`,
    of: ({ subject, work }) => (subject.user + subject.system) / work.units,
  }
}

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
