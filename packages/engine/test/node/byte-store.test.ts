import { describe, expect, it } from 'vitest'
import { byteStore } from '../../src/node/byte-store.js'

function chunkOf(size: number): Buffer {
  const chunk = Buffer.allocUnsafeSlow(size)
  for (let i = 0; i < size; i++) chunk[i] = (i * 7 + (i >>> 8)) & 0xff
  return chunk
}

const KEY = 0x81c23f04 | 0

/** A copy, masked byte by byte. */
function masked(bytes: Uint8Array, key: number): Buffer {
  return Buffer.from(bytes.map((byte, i) => byte ^ ((key >>> ((i & 3) * 8)) & 0xff)))
}

describe('byteStore.keep', () => {
  it('copies every small span of a large chunk, at every alignment, to the byte, masked or not', () => {
    const chunk = chunkOf(65_537)
    const kept: [Buffer, Buffer][] = []
    for (let start = 0; start < 9; start++) {
      for (const size of [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 127, 128, 1023, 1024, 1025, 2048, 2049, 4096, 4097]) {
        for (const at of [start, 65_537 - 4097 - start, 65_537 - size]) {
          for (const key of [0, KEY]) {
            const span = byteStore.keep(chunk, at, at + size, key) as Buffer
            expect(span.buffer).not.toBe(chunk.buffer)
            kept.push([span, masked(chunk.subarray(at, at + size), key)])
          }
        }
      }
    }
    for (const [span, expected] of kept) expect(span.equals(expected)).toBe(true)
  })

  it('reads the right bytes of a chunk that is itself a view', () => {
    const chunk = chunkOf(65_536).subarray(13, 65_000)
    const span = byteStore.keep(chunk, 101, 301, 0) as Buffer
    expect(span.equals(chunk.subarray(101, 301))).toBe(true)
  })

  it('keeps at most four times the size of a span alive, or a small chunk or slab', () => {
    const chunk = chunkOf(65_536)
    for (const size of [1, 100, 1024, 1025, 4096, 16_383, 16_384, 60_000]) {
      const span = byteStore.keep(chunk, 3, 3 + size, KEY)
      expect(span.length).toBe(size)
      expect(span.buffer.byteLength).toBeLessThanOrEqual(Math.max(size * 4, size > 1024 ? 32_768 : 16_384))
    }
  })

  it('gives a view where the span uses much of its chunk, or the chunk is small', () => {
    const large = chunkOf(4000)
    expect(byteStore.keep(large, 0, 1000, 0).buffer).toBe(large.buffer)
    const small = chunkOf(1024)
    expect(byteStore.keep(small, 5, 6, 0).buffer).toBe(small.buffer)
  })

  it('unmasks a view where it is', () => {
    const chunk = chunkOf(4001)
    const expected = masked(chunk.subarray(7, 3990), KEY)
    const span = byteStore.keep(chunk, 7, 3990, KEY) as Buffer
    expect(span.buffer).toBe(chunk.buffer)
    expect(span.equals(expected)).toBe(true)
  })

  it('keeps nothing alive for no bytes', () => {
    expect(byteStore.keep(chunkOf(65_536), 5, 5, KEY)).toBe(byteStore.empty)
  })
})

describe('byteStore', () => {
  it('allocates buffers that share memory with nobody', () => {
    for (const size of [0, 1, 100, 5000]) {
      const bytes = byteStore.allocate(size)
      expect(Buffer.isBuffer(bytes)).toBe(true)
      expect(bytes.buffer.byteLength).toBe(size)
    }
  })

  it('views the same memory, as a buffer', () => {
    const bytes = Buffer.from('0123456789').subarray(2)
    const view = byteStore.view(bytes, 1, 4)
    expect(`${view}`).toBe('345')
    view[0] = 0x78
    expect(`${bytes}`).toBe('2x456789')
  })
})

describe('byteStore.copy', () => {
  it('gives the same bytes in memory that nothing else writes to', () => {
    for (const size of [1, 3, 700, 1024, 1025, 4096, 4097, 70_000]) {
      const bytes = chunkOf(size)
      const first = byteStore.copy(bytes) as Buffer
      const second = byteStore.copy(bytes.subarray(1)) as Buffer
      bytes.fill(1)
      second.fill(2)
      expect(Buffer.isBuffer(first)).toBe(true)
      expect(first.equals(chunkOf(size))).toBe(true)
    }
    expect(Buffer.isBuffer(byteStore.copy(new Uint8Array(0)))).toBe(true)
  })
})
