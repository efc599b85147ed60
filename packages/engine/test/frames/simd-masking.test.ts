import { afterEach, describe, expect, it, vi } from 'vitest'

const KEY = 0x81_02_7f_3c | 0

async function freshMasking() {
  vi.resetModules()
  const { simdMasker } = await import('../../src/frames/simd-masking.js')
  const masking = await import('../../src/frames/masking.js')
  return { simdMasker, ...masking }
}

function masked(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return bytes.map((byte, i) => (i < start || i >= end ? byte : byte ^ ((KEY >>> (((i - start) & 3) * 8)) & 0xff)))
}

function sample(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >>> 8)) & 0xff)
}

describe('SIMD masking', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is there on this platform', async () => {
    const { simdMasker } = await freshMasking()
    expect(simdMasker()).not.toBeNull()
  })

  for (const size of [1, 63, 64, 65, 2048, 65535, 65536, 65537, 200_003]) {
    it(`masks ${size} bytes in place, and leaves what is around them`, async () => {
      const { simdMasker } = await freshMasking()
      const bytes = sample(size + 9)
      const expected = masked(bytes, 5, 5 + size)
      simdMasker()?.(bytes.buffer, 5, size, bytes, 5, KEY)
      expect(Buffer.compare(bytes, expected)).toBe(0)
    })
  }

  it('masks on the way to another place', async () => {
    const { copyMasked } = await freshMasking()
    const source = sample(70_001)
    const target = new Uint8Array(70_010)
    copyMasked(source, 1, 70_001, target, 7, KEY)
    expect(Buffer.compare(target.subarray(7, 70_007), masked(source, 1, 70_001).subarray(1))).toBe(0)
    expect(target.subarray(0, 7).every((byte) => byte === 0)).toBe(true)
  })

  it('is done by words where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    const { simdMasker, maskInPlace } = await freshMasking()
    expect(simdMasker()).toBeNull()
    const bytes = sample(5000)
    const expected = masked(bytes, 3, 4999)
    maskInPlace(bytes, 3, 4999, KEY)
    expect(Buffer.compare(bytes, expected)).toBe(0)
  })
})
