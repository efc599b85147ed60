/** What a run of the bench found, as it is written to JSON and read by the reports; and the arithmetic on it. */
import { median } from './report/statistics.js'
import type { Sample } from './sample.js'
import type { Axis } from './scenarios/linearity.js'
import type { Goal, Metric, Scenario } from './scenarios/scenario.js'

export interface Results {
  /** What was typed to get them. */
  command: string
  machine: Machine
  /** Load averages of the last 1, 5 and 15 minutes, before and after. */
  load: { start: number[]; end: number[] }
  /** Side → version of its package. */
  versions: Record<string, string>
  rounds: number
  /** Milliseconds of warm-up and of a timed run. */
  pace: { warmUp: number; run: number }
  scenarios: ScenarioResult[]
  /** Side → why it is not in the comparison. */
  missing: Record<string, string>
}

export interface Machine {
  processor: string
  cores: number
  /** Bytes. */
  memory: number
  system: string
  node: string
  date: string
  commit: string
}

export interface ScenarioResult {
  name: string
  family: string
  title: string
  /** Payload bytes of a message. */
  size: number
  axis?: Axis
  sides: SideResult[]
  metrics: MetricResult[]
}

export interface SideResult {
  side: string
  /** One per round. */
  samples: Sample[]
  /** Why there are no figures. */
  failure?: string
}

export interface MetricResult {
  name: string
  unit: string
  figures: Record<string, Figure>
  verdicts: Verdict[]
}

export interface Figure {
  median: number
  min: number
  max: number
}

export interface Verdict {
  goal: Goal
  /** The ratio, or the figure itself for a goal that is absolute. */
  value: number
  /** Least and greatest of the rounds. */
  min: number
  max: number
  /** Absent where there is nothing to reach. */
  reached?: boolean
}

/** Medians of all sides, and the goals held against them. */
export function summarize(scenario: Scenario, sides: SideResult[]): ScenarioResult {
  const { name, family, title, task, axis } = scenario
  return {
    name,
    family,
    title,
    size: task.body.size,
    axis,
    sides,
    metrics: scenario.metrics.map((metric) => summarizeMetric(metric, sides)),
  }
}

function summarizeMetric(metric: Metric, sides: SideResult[]): MetricResult {
  const rounds = new Map(
    sides
      .filter(({ failure, samples }) => !failure && samples.length)
      .map(({ side, samples }) => [side, valuesOf(metric, samples)]),
  )
  const figures = Object.fromEntries([...rounds].map(([side, values]) => [side, figureOf(values)]))
  const verdicts = metric.goals.map((goal) => judge(goal, rounds)).filter((verdict) => verdict !== undefined)
  return { name: metric.name, unit: metric.unit, figures, verdicts }
}

/** One for each round, or that of the quietest round alone. */
function valuesOf(metric: Metric, samples: Sample[]): number[] {
  const values = samples.map(metric.of)
  return metric.quietest ? [Math.min(...values)] : values
}

function figureOf(values: number[]): Figure {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** Ratios are taken round by round: what slowed the machine down in a round did so to both sides. */
function judge(goal: Goal, rounds: Map<string, number[]>): Verdict | undefined {
  const own = rounds.get(goal.side)
  const other = goal.against === undefined ? own?.map(() => 1) : rounds.get(goal.against)
  if (!own || !other) return undefined
  const pairs = Math.min(own.length, other.length)
  const ratios = own
    .slice(0, pairs)
    .map((value, i) => (goal.timesLess === undefined ? value / other[i] : other[i] / value))
  const value = figureOf(ratios)
  return { goal, value: value.median, min: value.min, max: value.max, reached: isReached(goal, value.median) }
}

function isReached({ timesLess, atMost }: Goal, value: number): boolean | undefined {
  if (typeof timesLess === 'number') return value >= timesLess
  return typeof atMost === 'number' ? value <= atMost : undefined
}
