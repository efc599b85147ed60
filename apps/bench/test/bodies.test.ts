import { describe, expect, it } from 'vitest'
import { makeBodies } from '../src/bodies.js'

describe('makeBodies', () => {
  it.each(['binary', 'ascii', 'mixed', 'json'] as const)(
    '%s: of the size, different, and the same every time',
    (kind) => {
      const bodies = makeBodies({ kind, size: 500, count: 4 })
      expect(bodies.map((body) => body.length)).toEqual([500, 500, 500, 500])
      expect(new Set(bodies.map((body) => body.toString('latin1'))).size).toBe(4)
      expect(makeBodies({ kind, size: 500, count: 4 })).toEqual(bodies)
      if (kind === 'binary') return
      for (const body of bodies) expect(Buffer.from(body.toString())).toEqual(body)
    },
  )

  it('mixed has bytes of several scripts', () => {
    expect(makeBodies({ kind: 'mixed', size: 500, count: 1 })[0].toString()).toMatch(
      /[а-я].*[\u4e00-\u9fff]|[\u4e00-\u9fff].*[а-я]/,
    )
  })
})
