import { describe, expect, it } from 'vitest'
import type { BenchOptions } from '../src/bench.js'
import { complaints, runGuard } from '../src/guard.js'
import { type Results, summarize } from '../src/results.js'
import type { Sample } from '../src/sample.js'
import { cpuPer, type Goal, type Scenario } from '../src/scenarios/scenario.js'
import { GUARDED } from '../src/scenarios/scenarios.js'
import { sideNamed } from '../src/sides/sides.js'

const goal: Goal = { side: 'rosetta-ws', against: 'ws', timesLess: 4 }

function scenario(name: string): Scenario {
  const task = { task: 'echo', body: { kind: 'binary', size: 16, count: 1 }, connections: 1, depth: 1 } as const
  return { name, family: 'a', title: 'a', role: 'echo', task, metrics: [{ ...cpuPer('message'), goals: [goal] }] }
}

function sample(cost: number): Sample {
  const subject = { user: cost, system: 0 }
  return { work: { units: 1, bytes: 16, elapsed: 1 }, subject, generator: subject, peak: 0 }
}

/** Results in which ours costs 1, and ws what is given by scenario. */
function resultsOf(costs: Record<string, number>, missing: Record<string, string> = {}): Results {
  const machine = { processor: '', cores: 2, memory: 0, system: '', node: '', date: '', commit: '' }
  const scenarios = Object.entries(costs).map(([name, cost]) =>
    summarize(scenario(name), [
      { side: 'rosetta-ws', samples: 'rosetta-ws' in missing ? [] : [sample(1)] },
      { side: 'ws', samples: [sample(cost)] },
    ]),
  )
  const load = { start: [0], end: [0] }
  return { command: '', machine, load, versions: {}, rounds: 1, pace: { warmUp: 1, run: 1 }, scenarios, missing }
}

describe('complaints', () => {
  // The goal that a verdict is for is the very object, as in a run.
  const scenarios = [scenario('fast'), scenario('slow')]

  it('says what does not hold, and nothing else', () => {
    expect(complaints(scenarios, resultsOf({ fast: 5, slow: 3 }))).toEqual([
      'slow CPU: rosetta-ws against ws is 3.00, and has to be at least 4',
    ])
  })

  it('does not take what was not measured for good', () => {
    expect(complaints([scenarios[0]], resultsOf({ fast: 5 }, { 'rosetta-ws': 'it does not build' }))).toEqual([
      'fast CPU: rosetta-ws against ws was not measured: it does not build',
    ])
    expect(complaints(scenarios, resultsOf({ fast: 5 }))).toEqual(['slow CPU: rosetta-ws against ws was not measured'])
  })
})

describe('runGuard', () => {
  const options: BenchOptions = {
    scenarios: [scenario('fast'), scenario('slow')],
    sides: [sideNamed('ws')],
    rounds: 3,
    pace: { warmUp: 1, run: 1 },
  }

  it('looks once more, for longer, at what does not hold, and only at that', async () => {
    const runs: [string[], number][] = []
    const results = await runGuard(options, async ({ scenarios, rounds }) => {
      runs.push([scenarios.map(({ name }) => name), rounds])
      return runs.length === 1 ? resultsOf({ fast: 5, slow: 3 }) : resultsOf({ slow: 4.5 })
    })
    expect(runs).toEqual([
      [['fast', 'slow'], 3],
      [['slow'], 5],
    ])
    expect(complaints(options.scenarios, results)).toEqual([])
  })

  it('keeps what did not hold twice', async () => {
    const results = await runGuard(options, async () => resultsOf({ fast: 5, slow: 3 }))
    expect(complaints(options.scenarios, results)).toHaveLength(1)
  })
})

describe('GUARDED', () => {
  it('has something to hold in every scenario', () => {
    for (const { name, metrics } of GUARDED)
      expect(metrics.flatMap(({ goals }) => goals).length, name).toBeGreaterThan(0)
  })
})
