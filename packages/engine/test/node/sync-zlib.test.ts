import { constants, createDeflateRaw, createInflateRaw, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hasSyncZlib, SyncZlib } from '../../src/node/sync-zlib.js'

const UNLIMITED = Number.POSITIVE_INFINITY

describe('hasSyncZlib', () => {
  it('finds the driver on the Node versions that are supported', () => {
    expect(hasSyncZlib()).toBe(true)
  })
})

describe('SyncZlib', () => {
  it('flushes each input, and carries its window over', () => {
    const deflater = new SyncZlib(createDeflateRaw())
    const inflater = new SyncZlib(createInflateRaw())
    const text = Buffer.from('the same text over and over. '.repeat(20))
    const sizes = [1, 2, 3].map(() => {
      const wire: Uint8Array[] = []
      const back: Uint8Array[] = []
      deflater.run(text, 0, UNLIMITED, wire)
      const sent = Buffer.concat(wire)
      expect(sent.subarray(-4)).toEqual(Buffer.from([0, 0, 0xff, 0xff]))
      expect(inflater.run(sent, 0, UNLIMITED, back)).toBe(text.length)
      expect(Buffer.concat(back)).toEqual(text)
      return sent.length
    })
    expect(sizes[1]).toBeLessThan(sizes[0])
  })

  it('forgets its window when it is reset', () => {
    const deflater = new SyncZlib(createDeflateRaw())
    const first: Uint8Array[] = []
    const second: Uint8Array[] = []
    const text = Buffer.from('not a repetition of anything')
    deflater.run(text, 0, UNLIMITED, first)
    deflater.reset()
    deflater.run(text, 0, UNLIMITED, second)
    expect(Buffer.concat(second)).toEqual(Buffer.concat(first))
  })

  it('stops at a bound, tells so, and goes on from there', () => {
    const bomb: Uint8Array[] = []
    new SyncZlib(createDeflateRaw()).run(Buffer.alloc(1_000_000), 0, UNLIMITED, bomb)
    const wire = Buffer.concat(bomb)
    const inflater = new SyncZlib(createInflateRaw())
    let total = 0
    let offset = 0
    let runs = 0
    do {
      const parts: Uint8Array[] = []
      const size = inflater.run(wire, offset, 100_000, parts)
      expect(size).toBe(Buffer.concat(parts).length)
      expect(size).toBeLessThan(200_000)
      offset = wire.length - inflater.unread
      total += size
      runs++
    } while (inflater.isCut)
    expect(total).toBe(1_000_000)
    expect(runs).toBeGreaterThan(5)
  })

  it('throws the error of zlib, and not again for the next context', () => {
    const inflater = new SyncZlib(createInflateRaw())
    expect(() => inflater.run(Buffer.from([7, 0xff]), 0, UNLIMITED, [])).toThrow('invalid block type')
    expect(() => new SyncZlib(createInflateRaw()).run(Buffer.from([7, 0xff]), 0, UNLIMITED, [])).toThrow(
      expect.objectContaining({ code: 'Z_DATA_ERROR', errno: constants.Z_DATA_ERROR }),
    )
  })

  it('leaves unread what follows the end of the data', () => {
    const stream = createDeflateRaw()
    const wire = Buffer.from([0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x01])
    expect(`${inflateRawSync(wire.subarray(0, 7))}`).toBe('Hello')
    const inflater = new SyncZlib(createInflateRaw())
    const parts: Uint8Array[] = []
    inflater.run(wire, 0, UNLIMITED, parts)
    expect(`${Buffer.concat(parts)}`).toBe('Hello')
    expect(inflater.unread).toBe(2)
    stream.close()
  })

  it('hands out memory that later runs leave alone', () => {
    const deflater = new SyncZlib(createDeflateRaw())
    const first: Uint8Array[] = []
    deflater.run(Buffer.from('first'), 0, UNLIMITED, first)
    const copy = Buffer.concat(first)
    deflater.run(Buffer.alloc(200_000, 'second'), 0, UNLIMITED, [])
    expect(Buffer.concat(first)).toEqual(copy)
  })
})
