import { describe, expect, it } from 'vitest'
import { MAX_RESERVE } from '../../src/connection/transport.js'
import { borrowBuffer, returnBuffer } from '../../src/node/outgoing-buffer.js'

describe('outgoing buffers', () => {
  it('are large enough for what may be reserved, and lent to one at a time', () => {
    const buffers = Array.from({ length: 40 }, borrowBuffer)
    expect(new Set(buffers).size).toBe(40)
    for (const buffer of buffers) expect(buffer.length).toBe(MAX_RESERVE)
    for (const buffer of buffers) returnBuffer(buffer)
  })

  it('are used again, and only a few are kept', () => {
    const first = Array.from({ length: 40 }, borrowBuffer)
    for (const buffer of first) returnBuffer(buffer)
    const again = Array.from({ length: 40 }, borrowBuffer)
    const reused = again.filter((buffer) => first.includes(buffer)).length
    expect(reused).toBeGreaterThan(0)
    expect(reused).toBeLessThanOrEqual(16)
  })
})
