import { describe, expect, it } from 'vitest'
import { BUFFER_SIZES, borrowBuffer, returnBuffer } from '../../src/node/outgoing-buffer.js'

const [SMALL, USUAL, LARGE] = BUFFER_SIZES
const borrow = (count: number, size: number): Buffer[] => Array.from({ length: count }, () => borrowBuffer(size))

describe.each([
  ['small', 1, SMALL],
  ['usual', SMALL + 1, USUAL],
  ['large', USUAL + 1, LARGE],
])('outgoing buffers of %s size', (_, size, length) => {
  it('are large enough for what is reserved, and lent to one at a time', () => {
    const buffers = borrow(40, size)
    expect(new Set(buffers).size).toBe(40)
    for (const buffer of buffers) expect(buffer.length).toBe(length)
    for (const buffer of buffers) returnBuffer(buffer)
  })

  it('are used again, and only a few are kept', () => {
    const count = (8 * 1024 * 1024) / length
    const first = borrow(count, size)
    for (const buffer of first) returnBuffer(buffer)
    const again = new Set(borrow(count, size))
    const reused = first.filter((buffer) => again.has(buffer)).length
    expect(reused).toBe(count / 2)
  })
})
