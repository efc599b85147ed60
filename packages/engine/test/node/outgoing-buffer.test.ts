import { describe, expect, it } from 'vitest'
import { MAX_RESERVE } from '../../src/connection/transport.js'
import { borrowBuffer, returnBuffer, USUAL_BYTES } from '../../src/node/outgoing-buffer.js'

const borrow = (count: number, size: number): Buffer[] => Array.from({ length: count }, () => borrowBuffer(size))

describe.each([
  ['usual', 1, USUAL_BYTES, 16],
  ['large', USUAL_BYTES + 1, MAX_RESERVE, 4],
])('outgoing buffers of %s size', (_, size, length, kept) => {
  it('are large enough for what is reserved, and lent to one at a time', () => {
    const buffers = borrow(40, size)
    expect(new Set(buffers).size).toBe(40)
    for (const buffer of buffers) expect(buffer.length).toBe(length)
    for (const buffer of buffers) returnBuffer(buffer)
  })

  it('are used again, and only a few are kept', () => {
    const first = borrow(40, size)
    for (const buffer of first) returnBuffer(buffer)
    const again = borrow(40, size)
    const reused = again.filter((buffer) => first.includes(buffer)).length
    expect(reused).toBe(kept)
  })
})
