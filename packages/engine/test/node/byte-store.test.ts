import { describe, expect, it } from 'vitest'
import { byteStore } from '../../src/node/byte-store.js'

function chunkOf(size: number): Buffer {
  const chunk = Buffer.allocUnsafeSlow(size)
  for (let i = 0; i < size; i++) chunk[i] = (i * 7 + (i >>> 8)) & 0xff
  return chunk
}

describe('byteStore.keep', () => {
  it('copies every small span of a large chunk, at every alignment, to the byte', () => {
    const chunk = chunkOf(65_537)
    const kept: [Buffer, Buffer][] = []
    for (let start = 0; start < 9; start++) {
      for (const size of [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 127, 128, 1023, 1024]) {
        for (const at of [start, 65_537 - 1024 - start, 65_537 - size]) {
          const span = byteStore.keep(chunk, at, at + size) as Buffer
          expect(span.buffer).not.toBe(chunk.buffer)
          kept.push([span, Buffer.from(chunk.subarray(at, at + size))])
        }
      }
    }
    for (const [span, expected] of kept) expect(span.equals(expected)).toBe(true)
  })

  it('reads the right bytes of a chunk that is itself a view', () => {
    const chunk = chunkOf(65_536).subarray(13, 65_000)
    const span = byteStore.keep(chunk, 101, 301) as Buffer
    expect(span.equals(chunk.subarray(101, 301))).toBe(true)
  })

  it('keeps at most four times the size of a span alive, or a small chunk or slab', () => {
    const chunk = chunkOf(65_536)
    for (const size of [1, 100, 1024, 1025, 4096, 16_383, 16_384, 60_000]) {
      const span = byteStore.keep(chunk, 3, 3 + size)
      expect(span.length).toBe(size)
      expect(span.buffer.byteLength).toBeLessThanOrEqual(Math.max(size * 4, 8192))
    }
  })

  it('gives a view where the span uses much of its chunk, or the chunk is small', () => {
    const large = chunkOf(4000)
    expect(byteStore.keep(large, 0, 1000).buffer).toBe(large.buffer)
    const small = chunkOf(1024)
    expect(byteStore.keep(small, 5, 6).buffer).toBe(small.buffer)
  })

  it('keeps nothing alive for no bytes', () => {
    expect(byteStore.keep(chunkOf(65_536), 5, 5)).toBe(byteStore.empty)
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
