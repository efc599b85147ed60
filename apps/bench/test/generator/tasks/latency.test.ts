import { describe, expect, it } from 'vitest'
import { dueTime } from '../../../src/generator/tasks/latency.js'

describe('dueTime', () => {
  it('is now for what a timer could not send earlier', () => {
    expect(dueTime(100, 100.4)).toBe(100.4)
    expect(dueTime(100, 101.9)).toBe(101.9)
  })

  it('is when it was planned for what is later than that: the wait counts', () => {
    expect(dueTime(100, 130)).toBe(100)
  })
})
