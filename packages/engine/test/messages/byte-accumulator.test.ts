import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteAccumulator, UNKNOWN } from '../../src/messages/byte-accumulator.js'
import { byteStore } from '../../src/node/byte-store.js'
import type { ByteStore } from '../../src/platform.js'

/** A store that counts what is allocated. */
function counting(): { store: ByteStore; sizes: number[] } {
  const sizes: number[] = []
  const allocate = (size: number): Uint8Array => {
    sizes.push(size)
    return byteStore.allocate(size)
  }
  return { store: { ...byteStore, allocate }, sizes }
}

describe('ByteAccumulator', () => {
  it('joins any spans, unmasked on the way', () => {
    const span = fc.record({
      bytes: fc.uint8Array({ maxLength: 200, size: 'max' }),
      key: fc.integer(),
      toCome: fc.nat(10_000),
    })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20, size: 'max' }), (spans) => {
        const accumulator = new ByteAccumulator(byteStore)
        const plain: Uint8Array[] = []
        for (const { bytes, key, toCome } of spans) {
          const memory = Buffer.concat([Buffer.from('--'), bytes, Buffer.from('--')])
          const at = accumulator.append(memory, 2, 2 + bytes.length, key, toCome)
          expect(at).toBe(plain.reduce((sum, part) => sum + part.length, 0))
          plain.push(bytes.map((byte, i) => byte ^ ((key >>> ((i & 3) * 8)) & 255)))
        }
        expect(Buffer.compare(accumulator.take(), Buffer.concat(plain))).toBe(0)
        expect(accumulator.length).toBe(0)
      }),
    )
  })

  it('joins any spans that are added, held or copied, and looks at some of them on the way', () => {
    const span = fc.record({
      size: fc.oneof(fc.nat(200), fc.integer({ min: 16_000, max: 70_000 })),
      key: fc.integer(),
      looks: fc.boolean(),
      toCome: fc.oneof(fc.nat(1_000_000), fc.constant(UNKNOWN)),
    })
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12, size: 'max' }), (spans) => {
        const accumulator = new ByteAccumulator(byteStore)
        const plain: Uint8Array[] = []
        for (const { size, key, looks, toCome } of spans) {
          const memory = Buffer.from(Array.from({ length: size + 4 }, (_, i) => i * 7 + size))
          const bytes = memory.subarray(2, 2 + size).map((byte, i) => byte ^ ((key >>> ((i & 3) * 8)) & 255))
          if (looks) {
            const at = accumulator.append(memory, 2, 2 + size, key, toCome)
            expect(Buffer.compare(accumulator.bytes!.subarray(at, at + size), bytes)).toBe(0)
          } else {
            accumulator.add(memory, 2, 2 + size, key, toCome)
          }
          plain.push(bytes)
          expect(accumulator.length).toBe(plain.reduce((sum, part) => sum + part.length, 0))
        }
        expect(Buffer.compare(accumulator.take(), Buffer.concat(plain))).toBe(0)
        expect(accumulator.take().length).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  for (const total of [128 * 1024, 1024 * 1024, 4 * 1024 * 1024]) {
    it(`allocates once for ${total} bytes that come in large spans`, () => {
      const { store, sizes } = counting()
      const accumulator = new ByteAccumulator(store)
      const piece = 64 * 1024
      for (let arrived = piece; arrived <= total; arrived += piece) {
        accumulator.add(Buffer.alloc(piece, arrived >>> 16), 0, piece, 0, total - arrived)
        // Up to 1 MiB when all has come; beyond, when a quarter has.
        const isTime = total <= 1024 * 1024 ? arrived === total : arrived * 4 >= total
        expect(sizes).toEqual(isTime ? [total] : [])
      }
      expect(sizes).toEqual([total])
      const joined = accumulator.take()
      expect(joined.length).toBe(total)
      for (let at = 0; at < total; at += piece) {
        const number = (at / piece + 1) & 255
        expect([joined[at], joined[at + piece - 1]]).toEqual([number, number])
      }
    })
  }

  it('holds no span that uses little of the memory under it', () => {
    const { store, sizes } = counting()
    const accumulator = new ByteAccumulator(store)
    accumulator.add(Buffer.alloc(1024 * 1024), 0, 20_000, 0, 10_000_000)
    expect(sizes).toEqual([80_000])
  })

  it('takes no more than what ends the message', () => {
    const { store, sizes } = counting()
    const accumulator = new ByteAccumulator(store)
    accumulator.add(Buffer.alloc(1000), 0, 1000, 0, 64_000)
    accumulator.add(Buffer.alloc(64_000), 0, 64_000, 0, 0)
    expect(sizes).toEqual([4000, 65_000])
  })

  it('hands over memory of its own and starts anew', () => {
    const accumulator = new ByteAccumulator(byteStore)
    accumulator.append(Buffer.from('abc'), 0, 3, 0, 0)
    const first = accumulator.take()
    accumulator.append(Buffer.from('xyz'), 0, 3, 0, 0)
    const second = accumulator.take()
    expect(Buffer.from(first).toString()).toBe('abc')
    expect(Buffer.from(second).toString()).toBe('xyz')
  })

  it('hands over no bytes where none came', () => {
    expect(new ByteAccumulator(byteStore).take().length).toBe(0)
  })

  it('drops what it has when it is cleared', () => {
    const accumulator = new ByteAccumulator(byteStore)
    accumulator.append(Buffer.from('abc'), 0, 3, 0, 0)
    accumulator.clear()
    expect(accumulator.take().length).toBe(0)
  })

  it('takes memory for what has come, not for what is announced', () => {
    const { store, sizes } = counting()
    const accumulator = new ByteAccumulator(store)
    let arrived = 0
    for (const size of [1, 1, 100, 1000, 60_000, 60_000]) {
      accumulator.append(Buffer.alloc(size), 0, size, 0, 100 * 1024 * 1024)
      arrived += size
      expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.max(4 * arrived, 1024))
    }
  })

  it('takes exactly what is announced where little is to come', () => {
    const { store, sizes } = counting()
    const accumulator = new ByteAccumulator(store)
    accumulator.append(Buffer.alloc(65_000), 0, 65_000, 0, 536)
    accumulator.append(Buffer.alloc(536), 0, 536, 0, 0)
    expect(sizes).toEqual([65_536])
    expect(accumulator.take().length).toBe(65_536)
  })

  it('copies each byte a bounded number of times over a million pieces of one byte', () => {
    const { store, sizes } = counting()
    const accumulator = new ByteAccumulator(store)
    const byte = Buffer.from([1])
    for (let i = 0; i < 1_000_000; i++) accumulator.append(byte, 0, 1, 0, UNKNOWN)
    expect(accumulator.length).toBe(1_000_000)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_000_000)
  })

  it('hands over at most four times the memory of the bytes', () => {
    for (const size of [1, 3, 1000, 5000, 100_000]) {
      const accumulator = new ByteAccumulator(byteStore)
      for (let i = 0; i < size; i += 1) accumulator.append(Buffer.from([1]), 0, 1, 0, UNKNOWN)
      const { buffer } = accumulator.take()
      expect(buffer.byteLength).toBeLessThanOrEqual(Math.max(4 * size, 16_384))
    }
  })
})
