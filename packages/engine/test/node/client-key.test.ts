import { describe, expect, it } from 'vitest'
import { newKey } from '../../src/node/client-key.js'

describe('newKey', () => {
  it('gives sixteen random bytes in base64', () => {
    const keys = Array.from({ length: 100 }, newKey)
    for (const key of keys) {
      expect(key).toMatch(/^[+/0-9A-Za-z]{22}==$/)
      expect(Buffer.from(key, 'base64').length).toBe(16)
    }
    expect(new Set(keys).size).toBe(100)
  })
})
