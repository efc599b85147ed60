import { describe, expect, it } from 'vitest'
import { Flow } from '../../src/frames/flow.js'

describe('Flow', () => {
  it('goes on by default: its zero is Continue, and the three signals differ', () => {
    expect(Flow.Continue).toBe(0)
    expect(new Set(Object.values(Flow)).size).toBe(3)
  })
})
