import { describe, expect, it } from 'vitest'
import { compare, formatDifference } from '../../src/diff/index.js'

const recorded = (...lines: string[]) => ({
  entries: lines.map((line) => {
    const [lane, text] = line.split('|')
    return { lane, text }
  }),
})

describe('compare', () => {
  it('finds equal traces equal, whatever the order between lanes', () => {
    expect(compare(recorded('a|1', 'b|1', 'a|2'), recorded('b|1', 'a|1', 'a|2'))).toBeUndefined()
    expect(compare(recorded(), recorded())).toBeUndefined()
  })

  it('finds a changed line', () => {
    const difference = compare(recorded('a|1', 'a|2', 'a|3'), recorded('a|1', 'a|x', 'a|3'))
    expect(difference).toMatchObject({ lane: 'a', index: 1, original: '2', candidate: 'x', before: ['1'] })
  })

  it('finds a missing line, an additional line and a swap', () => {
    expect(compare(recorded('a|1', 'a|2'), recorded('a|1'))).toMatchObject({ original: '2', candidate: undefined })
    expect(compare(recorded('a|1'), recorded('a|1', 'a|2'))).toMatchObject({ original: undefined, candidate: '2' })
    expect(compare(recorded('a|1', 'a|2'), recorded('a|2', 'a|1'))).toMatchObject({ index: 0 })
  })

  it('finds a missing and an additional lane', () => {
    expect(compare(recorded('a|1', 'b|1'), recorded('a|1'))).toMatchObject({ lane: 'b', candidate: undefined })
    expect(compare(recorded('a|1'), recorded('a|1', 'b|1'))).toMatchObject({ lane: 'b', original: undefined })
  })

  it('gives the difference that comes first in the original', () => {
    const difference = compare(recorded('a|1', 'b|1', 'a|2'), recorded('a|1', 'a|x', 'b|x'))
    expect(difference).toMatchObject({ lane: 'b', index: 0 })
  })

  it('shows the difference with what came before and after', () => {
    const difference = compare(recorded('a|1', 'a|2', 'a|3'), recorded('a|1', 'a|x'))!
    expect(formatDifference(difference)).toBe(
      ['first difference in lane "a", line 2', '    1', '  - 2', '  - 3', '  + x'].join('\n'),
    )
    expect(formatDifference(compare(recorded('a|1'), recorded())!)).toContain('+ (nothing more)')
  })
})
