/** The targets beside what was measured, as Markdown tables: one for our `ws` and the engine, one for the other facades. */
import type { MetricResult, Results, ScenarioResult, Verdict } from '../results.js'
import { alignColumns, formatFigure } from './columns.js'

interface Row {
  scenario: ScenarioResult
  metric: MetricResult
  verdicts: Verdict[]
}

/** Sides that the first table is about. */
const MAIN = new Set(['rosetta-ws', 'engine'])

/** Both tables; empty if nothing that was measured has a target. */
export function renderTargets({ scenarios }: Results): string {
  const judged = scenarios.flatMap((scenario) =>
    scenario.metrics.map((metric) => ({
      scenario,
      metric,
      verdicts: metric.verdicts.filter(({ reached }) => reached !== undefined),
    })),
  )
  const main = judged.map((row) => only(row, (side) => MAIN.has(side))).filter(hasVerdicts)
  const facades = judged
    .flatMap((row) => row.scenario.sides.map(({ side }) => only(row, (each) => each === side && !MAIN.has(each))))
    .filter(hasVerdicts)
  return [
    main.length ? alignColumns([MAIN_HEAD, ...main.map(mainRow)]) : '',
    facades.length ? alignColumns([FACADE_HEAD, ...facades.map(facadeRow)]) : '',
  ]
    .filter(Boolean)
    .join('\n\n')
}

const MAIN_HEAD = ['scenario', 'unit', 'ws', 'ours', '× ws', 'engine ÷ raw', 'raw × ws', 'others', 'verdict']

function mainRow({ scenario, metric, verdicts }: Row): string[] {
  const { figures } = metric
  const timesWs = verdicts.find(({ goal }) => goal.against === 'ws')
  const overRaw = verdicts.find(({ goal }) => goal.against === 'raw')
  const others = verdicts.filter((each) => each !== timesWs && each !== overRaw)
  return [
    titleOf(scenario, metric),
    metric.unit,
    figures.ws ? formatFigure(figures.ws.median) : '',
    figures['rosetta-ws'] ? formatFigure(figures['rosetta-ws'].median) : '',
    cell(timesWs),
    cell(overRaw),
    // What bare sockets would reach: the most that there is.
    figures.raw && figures.ws ? (figures.ws.median / figures.raw.median).toFixed(2) : '',
    others.map((each) => `${each.goal.against ? `× ${each.goal.against} ` : ''}${cell(each)}`).join('; '),
    verdictOf(verdicts),
  ]
}

const FACADE_HEAD = ['scenario', 'unit', 'facade', 'its cost', '÷ our ws', '× its original', 'verdict']

function facadeRow({ scenario, metric, verdicts }: Row): string[] {
  const { side } = verdicts[0].goal
  return [
    titleOf(scenario, metric),
    metric.unit,
    side,
    formatFigure(metric.figures[side].median),
    cell(verdicts.find(({ goal }) => goal.atMost !== undefined)),
    cell(verdicts.find(({ goal }) => goal.timesLess !== undefined)),
    verdictOf(verdicts),
  ]
}

function only(row: Row, wanted: (side: string) => boolean): Row {
  return { ...row, verdicts: row.verdicts.filter(({ goal }) => wanted(goal.side)) }
}

function hasVerdicts({ verdicts }: Row): boolean {
  return verdicts.length > 0
}

function titleOf({ title, metrics }: ScenarioResult, { name }: MetricResult): string {
  return metrics.length > 1 ? `${title}: ${name}` : title
}

/** "10.4 (≥ 10)". */
function cell(verdict: Verdict | undefined): string {
  if (!verdict) return ''
  const { goal, value } = verdict
  const figure = goal.against === undefined ? formatFigure(value) : value.toFixed(2)
  return `${figure} (${goal.timesLess === undefined ? `≤ ${goal.atMost}` : `≥ ${goal.timesLess}`})`
}

function verdictOf(verdicts: Verdict[]): string {
  return verdicts.every(({ reached }) => reached) ? 'met' : '**short**'
}
