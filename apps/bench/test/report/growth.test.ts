import { describe, expect, it } from 'vitest'
import { findCliffs, renderGrowth } from '../../src/report/growth.js'
import type { ScenarioResult } from '../../src/results.js'

type Costs = Record<string, number>

/** A point of a line. */
function point(at: number, exponent: 0 | 1, costs: Costs): ScenarioResult {
  const figures = Object.fromEntries(
    Object.entries(costs).map(([side, median]) => [side, { median, min: median, max: median }]),
  )
  const axis = { line: 'echo', of: 'bytes', at, label: `${at} B`, exponent }
  const metrics = [{ name: 'CPU', unit: 'µs', figures, verdicts: [] }]
  return { name: `${at}`, family: 'f', title: 't', size: at, sides: [], axis, metrics }
}

const cliffsIn = (exponent: 0 | 1, ...points: [number, Costs][]) =>
  findCliffs({ scenarios: points.map(([at, costs]) => point(at, exponent, costs)) })

describe('findCliffs', () => {
  it('finds none where the cost grows with the size, or slower', () => {
    expect(cliffsIn(1, [100, { ours: 1 }], [1000, { ours: 4 }], [10_000, { ours: 42 }])).toEqual([])
  })

  it('finds a step that is steeper than the size, in whatever order the points come', () => {
    expect(cliffsIn(1, [10_000, { ours: 90 }], [100, { ours: 1 }], [1000, { ours: 4 }])).toMatchObject([
      { side: 'ours', from: '1000 B', to: '10000 B', growth: 22.5, fair: 10 },
    ])
  })

  it('on connections, a message must not cost more', () => {
    expect(cliffsIn(0, [1, { ours: 4, ws: 4 }], [10, { ours: 5, ws: 7 }])).toMatchObject([{ side: 'ws', growth: 1.75 }])
  })

  it('does not blame anybody for what bare sockets cost too', () => {
    expect(cliffsIn(0, [1, { ours: 4, raw: 2 }], [10, { ours: 8, raw: 4 }])).toEqual([])
  })

  it('passes over what was not measured', () => {
    expect(cliffsIn(1, [1, {}], [10, { ours: 8 }])).toEqual([])
  })
})

describe('renderGrowth', () => {
  it('is silent without lines, and says either way with them', () => {
    expect(renderGrowth({ scenarios: [] })).toBe('')
    const steep = [point(1, 1, { ours: 1 }), point(2, 1, { ours: 9 })]
    expect(renderGrowth({ scenarios: steep.slice(0, 1) })).toContain('No step')
    expect(renderGrowth({ scenarios: steep })).toContain('from 1 B to 2 B a message costs 9.00 times as much')
  })
})
