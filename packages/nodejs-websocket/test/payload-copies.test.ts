/** Copies of payloads are copies, and their memory is used again, but not too much of it is kept. */
import { expect, it } from 'vitest'
import { giveBack, lendCopy } from '../src/payload-copies.js'

const MIB = 1024 * 1024

/** Takes all memory that is kept for copies of a size. */
function drain(size: number): Buffer[] {
  return Array.from({ length: 6 * (MIB / size) }, () => lendCopy(Buffer.alloc(size)))
}

it.each([20_000, 32 * 1024, 64 * 1024, 64 * 1024 + 1, MIB, MIB + 1])('a copy of %i bytes', (size) => {
  const bytes = Buffer.alloc(size, 1)
  const copy = lendCopy(bytes)
  expect(copy.equals(bytes)).toBe(true)
  bytes.fill(2)
  expect(copy.every((byte) => byte === 1)).toBe(true)
  expect(copy.buffer.byteLength).toBeLessThan(size < 32 * 1024 ? 32 * 1024 + 1 : size * 2)
  giveBack(copy)
})

it('memory that was given back is lent again, and no other', () => {
  drain(64 * 1024)
  const first = lendCopy(Buffer.alloc(60_000, 1))
  const second = lendCopy(Buffer.alloc(60_000, 2))
  expect(second.buffer === first.buffer).toBe(false)
  giveBack(first)
  const third = lendCopy(Buffer.alloc(50_000, 3))
  expect(third.buffer === first.buffer).toBe(true)
  expect(second.every((byte) => byte === 2)).toBe(true)
  expect(lendCopy(Buffer.alloc(60_000)).buffer === first.buffer).toBe(false)
})

it('4 MiB are kept at most, and nothing of what is larger than 1 MiB', () => {
  drain(MIB)
  const lent = Array.from({ length: 8 }, () => lendCopy(Buffer.alloc(MIB)))
  const memories = new Set(lent.map(({ buffer }) => buffer))
  lent.forEach(giveBack)
  const again = Array.from({ length: 8 }, () => lendCopy(Buffer.alloc(MIB)))
  expect(again.filter(({ buffer }) => memories.has(buffer)).length).toBeLessThanOrEqual(4)
  expect(again.some(({ buffer }) => memories.has(buffer))).toBe(true)
  const large = lendCopy(Buffer.alloc(2 * MIB))
  giveBack(large)
  expect(lendCopy(Buffer.alloc(2 * MIB)).buffer === large.buffer).toBe(false)
})
