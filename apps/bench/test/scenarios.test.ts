import { describe, expect, it } from 'vitest'
import { SCENARIOS, scenariosNamed, TARGETED } from '../src/scenarios/scenarios.js'
import { SHOWN, TARGETS } from '../src/scenarios/targets.js'
import { SIDES } from '../src/sides/sides.js'

const goals = SCENARIOS.flatMap(({ metrics }) => metrics.flatMap((metric) => metric.goals))

describe('SCENARIOS', () => {
  it('have names of their own, and goals for sides that exist', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length)
    const known = SIDES.map(({ name }) => name)
    for (const { side, against = side } of goals) expect(known).toEqual(expect.arrayContaining([side, against]))
  })

  it.each([
    ['echo-128b-c1-d64', 'CPU', { side: 'rosetta-ws', against: 'ws', timesLess: 10 }],
    ['echo-128b-c100-d1', 'CPU', { side: 'engine', against: 'raw', atMost: 1.1 }],
    ['echo-1m-c1-d1', 'CPU', { side: 'rosetta-ws', against: 'ws+bufferutil', timesLess: 1 }],
    ['client-receive-4k', 'CPU', { side: 'rosetta-ws', against: 'undici', timesLess: 3 }],
    ['idle', 'heap', { side: 'rosetta-ws', atMost: 1400 }],
    ['latency-beside-bulk', 'p99', { side: 'rosetta-ws', against: 'ws', timesLess: 1 }],
    ['echo-16b-c1-d1', 'CPU', { side: 'rosetta-ws', against: 'ws', timesLess: 'shown' }],
    ['echo-64k-c1-d1', 'CPU', { side: 'rosetta-websocket', against: 'rosetta-ws', atMost: 1.3 }],
  ])('%s, %s: %j', (name, metric, goal) => {
    const [scenario] = scenariosNamed([name])
    expect(scenario.metrics.find((each) => each.name === metric)!.goals).toContainEqual(expect.objectContaining(goal))
  })
})

describe('TARGETED', () => {
  it('has every scenario that a target names, with the metric that it names', () => {
    for (const { scenarios, metric = 'CPU' } of TARGETS) {
      for (const name of scenarios) {
        const named = TARGETED.find((each) => each.name === name)?.metrics.find((each) => each.name === metric)
        expect(named?.goals.length, `${name} ${metric}`).toBeGreaterThan(0)
      }
    }
  })

  it('has nothing that is only shown', () => {
    for (const { goals } of TARGETED.flatMap(({ metrics }) => metrics))
      for (const { timesLess, atMost } of goals) expect([timesLess, atMost]).not.toContain(SHOWN)
  })
})
