import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyMasked, maskInPlace, releaseMemory, rotateMaskingKey } from '../../src/frames/masking.js'

function keyOf(key: readonly number[]): number {
  return Buffer.from(key).readInt32LE()
}

/** The definition. @rfc 6455 §5.3 */
function reference(bytes: Uint8Array, start: number, end: number, key: readonly number[], phase = 0): Uint8Array {
  const masked = Uint8Array.from(bytes)
  for (let i = start; i < end; i++) masked[i] ^= key[(i - start + phase) % 4]
  return masked
}

const keys = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))

/** Bytes at an offset of a larger buffer, and a span of them. */
const spans = fc
  .record({ bytes: fc.uint8Array({ maxLength: 300, size: 'max' }), offset: fc.nat(7), tail: fc.nat(5) })
  .chain(({ bytes, offset, tail }) =>
    fc.tuple(
      fc.constant({ bytes, offset, tail }),
      fc.tuple(fc.nat(bytes.length), fc.nat(bytes.length)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    ),
  )

function place(bytes: Uint8Array, offset: number, tail: number): Uint8Array {
  const memory = new Uint8Array(offset + bytes.length + tail).fill(0x5a)
  memory.set(bytes, offset)
  return memory.subarray(offset, offset + bytes.length)
}

describe('maskInPlace', () => {
  it('is the XOR of RFC 6455 on any span at any offset, and touches nothing beside it', () => {
    fc.assert(
      fc.property(spans, keys, ([{ bytes, offset, tail }, [start, end]], key) => {
        const view = place(bytes, offset, tail)
        maskInPlace(view, start, end, keyOf(key))
        expect(view).toEqual(reference(bytes, start, end, key))
        const around = new Uint8Array(view.buffer)
        const isWhole = [...around.subarray(0, offset), ...around.subarray(offset + bytes.length)]
        expect(isWhole.every((byte) => byte === 0x5a)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('undoes itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200, size: 'max' }), keys, (bytes, key) => {
        const view = bytes.slice()
        maskInPlace(view, 0, view.length, keyOf(key))
        maskInPlace(view, 0, view.length, keyOf(key))
        expect(view).toEqual(bytes)
      }),
    )
  })

  it('works where the memory has no whole number of words', () => {
    for (let size = 48; size < 60; size++) {
      const bytes = new Uint8Array(size).fill(1)
      maskInPlace(bytes, 0, size, keyOf([1, 2, 3, 4]))
      expect(bytes).toEqual(reference(new Uint8Array(size).fill(1), 0, size, [1, 2, 3, 4]))
    }
  })

  it('goes on with other memory after the view was released', () => {
    for (let round = 0; round < 3; round++) {
      const bytes = new Uint8Array(64)
      maskInPlace(bytes, 0, 64, keyOf([9, 8, 7, 6]))
      expect(bytes).toEqual(reference(new Uint8Array(64), 0, 64, [9, 8, 7, 6]))
      releaseMemory()
    }
  })
})

describe('copyMasked', () => {
  it('copies and masks any span to any place, and leaves the source as it was', () => {
    fc.assert(
      fc.property(spans, keys, fc.nat(9), ([{ bytes, offset, tail }, [start, end]], key, at) => {
        const source = place(bytes, offset, tail)
        const target = new Uint8Array(at + end - start + 3).fill(0x77)
        copyMasked(source, start, end, target, at, keyOf(key))
        expect(source).toEqual(bytes)
        expect(target.subarray(at, at + end - start)).toEqual(reference(bytes, start, end, key).subarray(start, end))
        expect([...target.subarray(0, at), ...target.subarray(at + end - start)].every((b) => b === 0x77)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('copies plainly with the key 0', () => {
    const source = Uint8Array.from({ length: 100 }, (_, i) => i)
    const target = new Uint8Array(100)
    copyMasked(source, 0, 100, target, 0, 0)
    expect(target).toEqual(source)
  })
})

describe('rotateMaskingKey', () => {
  it('lets a span be masked in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), keys, fc.array(fc.nat(300)), (bytes, key, cuts) => {
        const view = bytes.slice()
        let number = keyOf(key)
        let at = 0
        for (const cut of [...cuts.map((c) => Math.min(c, bytes.length)).sort((a, b) => a - b), bytes.length]) {
          maskInPlace(view, at, cut, number)
          number = rotateMaskingKey(number, cut - at)
          at = cut
        }
        expect(view).toEqual(reference(bytes, 0, bytes.length, key))
      }),
    )
  })

  it('keeps the phase over lengths beyond 32 bits', () => {
    const key = keyOf([1, 2, 3, 4])
    expect(rotateMaskingKey(key, 2 ** 33)).toBe(key)
    expect(rotateMaskingKey(key, 2 ** 33 + 1)).toBe(rotateMaskingKey(key, 1))
  })
})
