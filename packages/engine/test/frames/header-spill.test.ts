import { describe, expect, it } from 'vitest'
import { HeaderSpill } from '../../src/frames/header-spill.js'

describe('HeaderSpill', () => {
  it('holds the longest header and starts anew after it is cleared', () => {
    const spill = new HeaderSpill()
    for (let byte = 1; byte <= 14; byte++) spill.push(byte)
    expect([...spill.bytes]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
    expect(spill.length).toBe(14)
    spill.clear()
    expect(spill.length).toBe(0)
    spill.push(99)
    expect(spill.bytes[0]).toBe(99)
    expect(spill.length).toBe(1)
  })
})
