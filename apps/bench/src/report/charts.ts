/**
 * Draws the charts of the results page, in the browser. It is built into one script with its plotting library, and reads
 * the results from the page. Not the page around it (`page.ts`).
 */
import * as Plot from '@observablehq/plot'
import type { Results, ScenarioResult } from '../results.js'

/** As much of the browser's document as is used: the workspace is typed for Node. */
interface Page {
  getElementById(id: string): { textContent: string; append(node: unknown): void }
  createElement(name: string): { textContent: string; append(node: unknown): void }
}
const page = (globalThis as unknown as { document: Page }).document
const results: Results = JSON.parse(page.getElementById('results').textContent)
const charts = page.getElementById('charts')

interface Cost {
  scenario: string
  side: string
  median: number
  min: number
  max: number
  size: number
}

function draw(title: string, note: string, options: Plot.PlotOptions): void {
  const heading = page.createElement('h2')
  heading.textContent = title
  const paragraph = page.createElement('p')
  paragraph.textContent = note
  charts.append(heading)
  charts.append(paragraph)
  charts.append(Plot.plot({ width: 1080, marginBottom: 45, insetRight: 12, style: { fontSize: '12px' }, ...options }))
}

function costsOf(scenarios: ScenarioResult[], metric = 0): Cost[] {
  return scenarios.flatMap(({ name, size, metrics }) =>
    Object.entries(metrics[metric]?.figures ?? {}).map(([side, figure]) => ({ scenario: name, side, size, ...figure })),
  )
}

const sides = [...new Set(results.scenarios.flatMap((scenario) => scenario.sides.map(({ side }) => side)))]
const color: Plot.ScaleOptions = { type: 'categorical', domain: sides, legend: true, scheme: 'tableau10' }

function drawGoals(): void {
  const goals = results.scenarios.flatMap(({ name, metrics }) =>
    metrics.flatMap((metric) =>
      metric.verdicts
        .filter(({ reached }) => reached !== undefined)
        .map(({ goal, value, reached }) => ({
          name: `${metrics.length > 1 ? `${name} ${metric.name}` : name}: ${goal.side}${goal.against ? ` / ${goal.against}` : ''}`,
          reserve: typeof goal.timesLess === 'number' ? value / goal.timesLess : Number(goal.atMost) / value,
          outcome: reached ? 'reached' : 'short of it',
        })),
    ),
  )
  if (goals.length === 0) return
  draw('Goals', 'How far each goal is surpassed: right of 1 it is reached.', {
    marginLeft: 380,
    height: 60 + goals.length * 16,
    x: { type: 'log', grid: true, tickFormat: '~r', label: 'goal surpassed by this factor' },
    y: { label: null, domain: goals.map(({ name }) => name) },
    color: { domain: ['reached', 'short of it'], range: ['#2a9d5c', '#d1495b'], legend: true },
    marks: [Plot.ruleX([1]), Plot.dot(goals, { x: 'reserve', y: 'name', fill: 'outcome', r: 4, tip: true })],
  })
}

function drawFamily(family: string, scenarios: ScenarioResult[]): void {
  const { metrics } = scenarios[0]
  for (const [index, { name, unit }] of metrics.entries()) {
    const costs = costsOf(scenarios, index)
    if (costs.length === 0) continue
    draw(
      metrics.length > 1 ? `${family}: ${name}` : family,
      `${name}, ${unit}: further left is better. Lines span the rounds.`,
      {
        marginLeft: 220,
        height: 60 + scenarios.length * 34,
        x: { type: 'log', grid: true, tickFormat: '~r', label: unit },
        y: { label: null, domain: scenarios.map((scenario) => scenario.name) },
        color,
        marks: [
          Plot.ruleY(costs, { x1: 'min', x2: 'max', y: 'scenario', stroke: 'side', strokeOpacity: 0.5 }),
          Plot.dot(costs, { x: 'median', y: 'scenario', fill: 'side', r: 5, tip: true }),
        ],
      },
    )
  }
}

/** Cost over size on two logarithmic axes: a cliff shows as a step. */
function drawSizes(title: string, scenarios: ScenarioResult[]): void {
  const costs = costsOf(scenarios)
  if (new Set(costs.map(({ size }) => size)).size < 3) return
  draw(`Cost over size: ${title}`, 'Both axes are logarithmic: a straight line means no cliff.', {
    height: 420,
    marginLeft: 70,
    x: { type: 'log', base: 2, grid: true, label: 'bytes a message' },
    y: { type: 'log', grid: true, tickFormat: '~r', label: 'µs a message' },
    color,
    marks: [
      Plot.lineY(costs, { x: 'size', y: 'median', stroke: 'side', sort: 'size' }),
      Plot.dot(costs, { x: 'size', y: 'median', fill: 'side', tip: true }),
    ],
  })
}

/** Cost over what a line of points differs in. */
function drawLine(line: string): void {
  const scenarios = results.scenarios.filter(({ axis }) => axis?.line === line)
  const points = scenarios.flatMap((scenario) =>
    costsOf([scenario]).map((cost) => ({ ...cost, at: scenario.axis!.at })),
  )
  const { of } = scenarios[0].axis!
  const labels = new Map(scenarios.map(({ axis }) => [axis!.at, axis!.label]))
  draw(`Cost of a message over ${of}: ${line}`, 'Both axes are logarithmic: a cliff is a step. Bars span the rounds.', {
    height: 420,
    marginLeft: 70,
    x: {
      type: 'log',
      grid: true,
      label: of,
      ticks: [...labels.keys()],
      tickFormat: (at: number) => labels.get(at) ?? '',
    },
    y: { type: 'log', grid: true, tickFormat: '~r', label: 'µs a message' },
    color,
    marks: [
      Plot.lineY(points, { x: 'at', y: 'median', stroke: 'side', sort: 'at' }),
      Plot.ruleX(points, { x: 'at', y1: 'min', y2: 'max', stroke: 'side', strokeOpacity: 0.5 }),
      Plot.dot(points, { x: 'at', y: 'median', fill: 'side', tip: true }),
    ],
  })
}

const named = (pattern: RegExp): ScenarioResult[] => results.scenarios.filter(({ name }) => pattern.test(name))

drawGoals()
for (const line of new Set(results.scenarios.flatMap(({ axis }) => axis?.line ?? []))) drawLine(line)
for (const family of new Set(results.scenarios.map((scenario) => scenario.family))) {
  drawFamily(
    family,
    results.scenarios.filter((scenario) => scenario.family === family),
  )
}
drawSizes('echo, one at a time', named(/^echo-.*-c1-d1$/))
drawSizes('echo, pipelined', named(/^echo-.*-c1-d(?!1$)/))
drawSizes('receive', named(/^receive-/))
