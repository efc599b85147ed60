import { describe, expect, it } from 'vitest'
import { renderAllocations } from '../../src/report/allocation-table.js'
import type { ScenarioResult } from '../../src/results.js'
import type { Sample } from '../../src/sample.js'

/** A sample of ten messages. */
function sample(sites: Record<string, number>): Sample {
  const allocated = {
    heap: 0,
    external: 0,
    sites: Object.entries(sites).map(([site, bytes]) => ({ site, bytes })),
  }
  const none = { user: 0, system: 0 }
  return { work: { units: 10, bytes: 0, elapsed: 1 }, subject: none, generator: none, peak: 0, allocated }
}

function scenario(...samples: Sample[]): ScenarioResult {
  return { name: 'a', family: 'a', title: 'echo', size: 1, metrics: [], sides: [{ side: 'ours', samples }] }
}

describe('renderAllocations', () => {
  it('gives bytes a message over all rounds, most first, the small ones summed up', () => {
    const results = [scenario(sample({ push: 200, view: 1000, clock: 10 }), sample({ view: 1000, timer: 30 }))]
    const rows = renderAllocations({ scenarios: results }).split('\n').slice(4)
    expect(rows.map((row) => row.split('|').map((cell) => cell.trim()))).toEqual([
      ['', 'ours', 'view', '100', ''],
      ['', 'ours', 'push', '10.0', ''],
      ['', 'ours', 'all others', '2.00', ''],
    ])
  })

  it('is empty where nothing was watched', () => {
    const { allocated, ...unwatched } = sample({ view: 1 })
    expect(allocated).toBeDefined()
    expect(renderAllocations({ scenarios: [scenario(unwatched)] })).toBe('')
  })
})
