/** Finds where a cost grows faster than what it depends on. Not the measuring of it. */
import type { Results, ScenarioResult } from '../results.js'

/** A step on a line of points that is steeper than it may be. */
export interface Cliff {
  line: string
  side: string
  /** Labels of the points. */
  from: string
  to: string
  /** The cost after the step divided by that before. */
  growth: number
  /** What the step could have cost: linear, or what bare sockets cost where that is more. */
  fair: number
}

/** A step may cost so many times what is fair: neighbours on the machine, caches, and the allocator's mood. */
const TOLERANCE = 1.5
/** The side that shows what the operating system's part of it is. */
const FLOOR = 'raw'

type Point = ScenarioResult & { axis: NonNullable<ScenarioResult['axis']> }

/** The steps of all lines and sides that are too steep. */
export function findCliffs({ scenarios }: Pick<Results, 'scenarios'>): Cliff[] {
  const lines = new Map<string, Point[]>()
  for (const scenario of scenarios) {
    if (!scenario.axis) continue
    const { line } = scenario.axis
    lines.set(line, [...(lines.get(line) ?? []), scenario as Point])
  }
  return [...lines.values()].flatMap(cliffsOfLine)
}

function cliffsOfLine(points: Point[]): Cliff[] {
  const sorted = [...points].sort((a, b) => a.axis.at - b.axis.at)
  return sorted.slice(1).flatMap((to, index) => cliffsOfStep(sorted[index], to))
}

function cliffsOfStep(from: Point, to: Point): Cliff[] {
  const linear = (to.axis.at / from.axis.at) ** to.axis.exponent
  const fair = Math.max(linear, growthOf(FLOOR, from, to) || 0)
  return Object.keys(to.metrics[0].figures)
    .filter((side) => side !== FLOOR)
    .map((side) => ({
      line: to.axis.line,
      side,
      from: from.axis.label,
      to: to.axis.label,
      growth: growthOf(side, from, to),
      fair,
    }))
    .filter(({ growth }) => growth > fair * TOLERANCE)
}

/** By the quietest rounds, since noise looks like a step; NaN where one of the two was not measured. */
function growthOf(side: string, from: ScenarioResult, to: ScenarioResult): number {
  const [before, after] = [from, to].map(({ metrics }) => metrics[0].figures[side]?.min)
  return (after ?? Number.NaN) / (before ?? Number.NaN)
}

/** A sentence for each cliff; empty if no line of points was measured. */
export function renderGrowth(results: Pick<Results, 'scenarios'>): string {
  if (!results.scenarios.some(({ axis }) => axis)) return ''
  const cliffs = findCliffs(results)
  if (cliffs.length === 0)
    return 'No step costs more than it should: the cost grows linearly, or as that of bare sockets.'
  return [
    'Steps that cost more than they should:',
    ...cliffs.map(
      ({ line, side, from, to, growth, fair }) =>
        `- ${line}, ${side}: from ${from} to ${to} a message costs ${growth.toFixed(2)} times as much; ${fair.toFixed(2)} would be fair`,
    ),
  ].join('\n')
}
