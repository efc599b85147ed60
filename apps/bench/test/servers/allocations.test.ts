import { describe, expect, it } from 'vitest'
import { allocatedBetween } from '../../src/servers/allocations.js'

const collection = (before: number, after: number) => ({
  beforeGC: { heapStatistics: { used: before } },
  afterGC: { heapStatistics: { used: after } },
})

describe('allocatedBetween', () => {
  it('sums what was added between one collection and the next, and nothing before the first', () => {
    expect(allocatedBetween([collection(900, 100), collection(350, 120), collection(125, 90)], 'used')).toBe(255)
  })

  it('is nothing without collections', () => {
    expect(allocatedBetween([], 'used')).toBe(0)
  })
})
