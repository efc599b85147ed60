import { describe, expect, it } from 'vitest'
import { renderDocument, renderText } from '../src/report/document.js'
import { type Results, summarize } from '../src/results.js'
import type { Sample } from '../src/sample.js'
import { cpuPer, type Goal, type Scenario } from '../src/scenarios/scenario.js'
import { SHOWN } from '../src/scenarios/targets.js'

/** A sample that cost so many microseconds for each of ten messages. */
function sample(cost: number): Sample {
  return {
    work: { units: 10, bytes: 160, elapsed: 100 },
    subject: { user: cost * 6, system: cost * 4 },
    generator: { user: 1, system: 1 },
    peak: 2 ** 26,
  }
}

function scenario(goals: Goal[]): Scenario {
  const task = { task: 'echo', body: { kind: 'binary', size: 16, count: 1 }, connections: 1, depth: 1 } as const
  return { name: 'a', family: 'a', title: 'a', role: 'echo', task, metrics: [{ ...cpuPer('message'), goals }] }
}

const sides = [
  { side: 'rosetta-ws', samples: [1, 2, 5].map(sample) },
  { side: 'ws', samples: [10, 40, 15].map(sample) },
  { side: 'broken', samples: [sample(1)], failure: 'reply 3 differs' },
]

describe('summarize', () => {
  it('takes ratios round by round, and their median', () => {
    const { metrics } = summarize(scenario([{ side: 'rosetta-ws', against: 'ws', timesLess: 10 }]), sides)
    expect(metrics[0].figures).toEqual({
      'rosetta-ws': { median: 2, min: 1, max: 5 },
      ws: { median: 15, min: 10, max: 40 },
    })
    expect(metrics[0].verdicts).toMatchObject([{ value: 10, min: 3, max: 20, reached: true }])
  })

  it.each<[Goal, number, boolean | undefined]>([
    [{ side: 'rosetta-ws', against: 'ws', timesLess: 10.1 }, 10, false],
    [{ side: 'ws', against: 'rosetta-ws', atMost: 10 }, 10, true],
    [{ side: 'ws', against: 'rosetta-ws', atMost: 9 }, 10, false],
    [{ side: 'ws', against: 'rosetta-ws', atMost: SHOWN }, 10, undefined],
    [{ side: 'ws', atMost: 15 }, 15, true],
    [{ side: 'ws', atMost: 14 }, 15, false],
  ])('judges %j', (goal, value, reached) => {
    expect(summarize(scenario([goal]), sides).metrics[0].verdicts).toMatchObject([{ value, reached }])
  })

  it('takes what can only be added to from the quietest round of each side', () => {
    const [metric] = scenario([{ side: 'rosetta-ws', against: 'ws', timesLess: 10 }]).metrics
    const quietest = { ...scenario([]), metrics: [{ ...metric, quietest: true }] }
    const [{ figures, verdicts }] = summarize(quietest, sides).metrics
    expect(figures).toMatchObject({ 'rosetta-ws': { median: 1 }, ws: { median: 10 } })
    expect(verdicts).toMatchObject([{ value: 10, reached: true }])
  })

  it('has no verdict where a side is absent or failed', () => {
    const goals = ['absent', 'broken'].map((against) => ({ side: 'rosetta-ws', against, timesLess: 1 }))
    expect(summarize(scenario(goals), sides).metrics[0].verdicts).toEqual([])
  })
})

describe('renderText', () => {
  it('shows figures beside goals, and failures as failures', () => {
    const results: Results = {
      command: 'pnpm bench --quick',
      machine: { processor: 'p', cores: 2, memory: 2 ** 34, system: 's', node: 'v20', date: '2026-01-01', commit: 'c' },
      load: { start: [1, 1, 1], end: [2.5, 1, 1] },
      versions: { ws: 'ws@8' },
      rounds: 3,
      pace: { warmUp: 1, run: 1 },
      missing: { engine: 'not built' },
      scenarios: [summarize(scenario([{ side: 'rosetta-ws', against: 'ws', timesLess: 11 }]), sides)],
    }
    const text = renderText(results)
    expect(text).toContain('rosetta-ws 10.00 × ws (≥ 11 NO)')
    expect(text).toMatch(/\| a +\| µs\/message \| 2\.00 +\| 15\.0 \| FAILED \|/)
    expect(renderDocument(results)).toMatch(
      /written by `pnpm bench --quick`[\s\S]*## Targets[\s\S]*## Figures[\s\S]*## Load[\s\S]*## Failures/,
    )
    expect(text).toContain('FAILED a, broken: reply 3 differs')
    expect(text).toContain('Without engine: not built.')
    expect(text).toContain('Load average 1.00 before and 2.50 after.')
    expect(text).toMatch(/\| a +\| µs\/message \| 15\.0 \| 2\.00 \| 10\.00 \(≥ 11\) \|.*\| \*\*short\*\* \|/)
  })
})
