import { describe, expect, it } from 'vitest'
import { playEncounter, type Tally } from '../../fuzz/encounter.js'

describe('fuzzing', () => {
  it('finds nothing in two seconds', async () => {
    const tally: Tally = { bytes: 0, connections: 0, messages: 0, violations: 0 }
    const firstSeed = Date.now() % 0x7fffffff
    const end = performance.now() + 2000
    for (let seed = firstSeed; performance.now() < end; seed++) {
      await playEncounter(seed, tally).catch((error) => {
        throw new Error(`Repeat it by: tsx fuzz/fuzz.ts 0 ${seed}`, { cause: error })
      })
    }
    expect(tally.connections).toBeGreaterThan(10)
    expect(tally.messages).toBeGreaterThan(0)
    expect(tally.violations).toBeGreaterThan(0)
  })

  it('repeats what a seed did', async () => {
    const run = async (): Promise<Tally> => {
      const tally: Tally = { bytes: 0, connections: 0, messages: 0, violations: 0 }
      await playEncounter(7, tally)
      return tally
    }
    expect(await run()).toEqual(await run())
  })
})
