import { describe, expect, it } from 'vitest'
import { type Dialect, dialectRegistry, registerDialect } from '../../src/node/dialect-registry.js'

const place = globalThis as unknown as Record<symbol, unknown>

describe('the registry of dialects', () => {
  it('is one for the process, wherever the engine was loaded from', async () => {
    const registry = dialectRegistry()
    expect(dialectRegistry()).toBe(registry)
    expect(place[Symbol.for('rosetta.dialects.1')]).toBe(registry)
    expect(Object.keys(globalThis)).not.toContain('rosetta.dialects.1')
    expect(Object.getOwnPropertyDescriptor(globalThis, Symbol.for('rosetta.dialects.1'))?.enumerable).toBe(false)
  })

  it('keeps dialects in the order in which they were loaded', () => {
    const before = dialectRegistry().dialects.length
    const [one, two] = ['ws', 'wsd'].map((name) => ({ name }) as Dialect)
    registerDialect(one)
    registerDialect(two)
    expect(dialectRegistry().dialects.slice(before)).toEqual([one, two])
    dialectRegistry().dialects.length = before
  })
})
