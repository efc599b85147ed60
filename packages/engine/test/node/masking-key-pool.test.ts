import { describe, expect, it } from 'vitest'
import { nextMaskingKey } from '../../src/node/masking-key-pool.js'

describe('nextMaskingKey', () => {
  it('gives integers of 32 bits that do not repeat, over several fillings of the pool', () => {
    const keys = Array.from({ length: 10_000 }, nextMaskingKey)
    expect(keys.every((key) => key === (key | 0))).toBe(true)
    // Two equal keys among ten thousand happen once in ninety runs; four never.
    expect(new Set(keys).size).toBeGreaterThan(9996)
  })

  it('uses all bits', () => {
    const keys = Array.from({ length: 2000 }, nextMaskingKey)
    for (let bit = 0; bit < 32; bit++) {
      const set = keys.filter((key) => (key >>> bit) & 1).length
      expect(set).toBeGreaterThan(800)
      expect(set).toBeLessThan(1200)
    }
  })
})
