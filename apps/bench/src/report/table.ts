/** Figures, goals and load as Markdown tables that are readable in a terminal too. Not charts (`page.ts`). */
import type { MetricResult, Results, ScenarioResult, Verdict } from '../results.js'
import { alignColumns, formatFigure } from './columns.js'
import { median } from './statistics.js'

/** Machine, load, versions, and how it was measured. */
export function renderMachine({ machine, load, versions, rounds, pace, missing }: Results): string {
  return [
    `${machine.processor}, ${machine.cores} cores, ${Math.round(machine.memory / 2 ** 30)} GiB, ${machine.system}, Node ${machine.node}, ` +
      `${machine.date.slice(0, 10)}, commit ${machine.commit}.`,
    `Load average ${load.start[0].toFixed(2)} before and ${load.end[0].toFixed(2)} after.`,
    `${rounds} rounds, ${pace.warmUp} ms of warm-up and ${pace.run} ms timed in fresh processes; medians.`,
    `Sides: ${Object.entries(versions)
      .map(([side, version]) => `${side} (${version})`)
      .join(', ')}.`,
    ...Object.entries(missing).map(([side, reason]) => `Without ${side}: ${reason}.`),
  ].join('\n')
}

/** One row for each metric: the median of every side, then the ratios beside their goals. */
export function renderFigures({ scenarios }: Results): string {
  const sides = [...new Set(scenarios.flatMap((scenario) => scenario.sides.map(({ side }) => side)))]
  const rows = scenarios.flatMap((scenario) => scenario.metrics.map((metric) => figureRow(scenario, metric, sides)))
  return alignColumns([['scenario', 'unit', ...sides, 'ratios (goal)'], ...rows])
}

function figureRow(scenario: ScenarioResult, metric: MetricResult, sides: string[]): string[] {
  const figures = sides.map((side) => {
    if (scenario.sides.find((each) => each.side === side)?.failure) return 'FAILED'
    const figure = metric.figures[side]
    return figure ? formatFigure(figure.median) : ''
  })
  const name = scenario.metrics.length > 1 ? `${scenario.name} ${metric.name}` : scenario.name
  return [name, metric.unit, ...figures, metric.verdicts.map(formatVerdict).join('; ')]
}

/** "rosetta-ws 10.4 × ws (≥ 10 yes)". */
export function formatVerdict({ goal, value, reached }: Verdict): string {
  const { side, against, timesLess, atMost } = goal
  const bound = timesLess === undefined ? `≤ ${atMost}` : `≥ ${timesLess}`
  const judgement = reached === undefined ? '' : ` (${bound} ${reached ? 'yes' : 'NO'})`
  if (against === undefined) return `${side} ${formatFigure(value)}${judgement}`
  return `${side} ${value.toFixed(2)} ${timesLess === undefined ? '÷' : '×'} ${against}${judgement}`
}

/** How much each process worked: a generator near 100 % with a server far from it measures the generator. */
export function renderLoad({ scenarios }: Results): string {
  const rows = scenarios.flatMap(({ name, sides }) =>
    sides
      .filter(({ samples }) => samples.length)
      .map(({ side, samples }) => {
        const of = (figure: (sample: (typeof samples)[number]) => number) => median(samples.map(figure))
        const server = of(({ subject, work }) => (subject.user + subject.system) / work.elapsed / 10)
        const generator = of(({ generator: { user, system }, work }) => (user + system) / work.elapsed / 10)
        return [
          name,
          side,
          formatFigure(of(({ work }) => (work.units / work.elapsed) * 1000)),
          formatFigure(of(({ subject, work }) => subject.user / work.units)),
          formatFigure(of(({ subject, work }) => subject.system / work.units)),
          `${server.toFixed(0)} %`,
          `${generator.toFixed(0)} %`,
          formatFigure(of(({ generator: { user, system }, work }) => (user + system) / work.units)),
          (of(({ peak }) => peak) / 2 ** 20).toFixed(0),
          generator > 85 && server < 60 ? 'bound by the generator' : '',
        ]
      }),
  )
  return alignColumns([
    [
      'scenario',
      'side',
      'units/s',
      'user µs/unit',
      'system µs/unit',
      'CPU',
      'generator CPU',
      'generator µs/unit',
      'peak RSS MiB',
      '',
    ],
    ...rows,
  ])
}

/** How many goals are reached, and by how much the others are not. */
export function renderGoals({ scenarios }: Results): string {
  const judged = scenarios.flatMap(({ name, metrics }) =>
    metrics.flatMap((metric) =>
      metric.verdicts
        .filter(({ reached }) => reached !== undefined)
        .map((verdict) => ({ verdict, name: metrics.length > 1 ? `${name} ${metric.name}` : name })),
    ),
  )
  if (judged.length === 0) return ''
  const short = judged.filter(({ verdict }) => !verdict.reached)
  return [
    `${judged.length - short.length} of ${judged.length} goals reached.${short.length ? ' Short of them:' : ''}`,
    ...short.map(({ name, verdict }) => {
      return `- ${name}: ${formatVerdict(verdict)}, rounds from ${formatFigure(verdict.min)} to ${formatFigure(verdict.max)}`
    }),
  ].join('\n')
}

export function renderFailures({ scenarios }: Results): string {
  return scenarios
    .flatMap(({ name, sides }) =>
      sides.filter(({ failure }) => failure).map(({ side, failure }) => `FAILED ${name}, ${side}: ${failure}`),
    )
    .join('\n')
}
