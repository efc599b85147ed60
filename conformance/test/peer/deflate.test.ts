import { randomBytes } from 'node:crypto'
import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { InflateFailure, MessageDeflater, MessageInflater } from '../../src/peer/deflate.js'
import { DeflateScanner } from '../../src/peer/deflate-scanner.js'

const compress = (octets: Buffer, windowBits = 15, level = 6) =>
  deflateRawSync(octets, { windowBits, level, finishFlush: constants.Z_SYNC_FLUSH })

/** Random octets, repeated once after `distance`. */
const repeatedAfter = (distance: number) => {
  const block = randomBytes(distance)
  return Buffer.concat([block, block.subarray(0, 100)])
}

describe('DeflateScanner', () => {
  it.each([
    ['stored', randomBytes(3000), 0],
    ['fixed codes', Buffer.from('a short text'), 6],
    ['dynamic codes', Buffer.from('to be or not to be, that is the question '.repeat(200)), 9],
    ['nothing', Buffer.alloc(0), 6],
  ])('counts the inflated length: %s', (_name, octets, level) => {
    const scan = new DeflateScanner(15, false).scan(compress(octets, 15, level))
    expect(scan).toMatchObject({ inflatedLength: octets.length, distanceBeyondWindow: 0, finalBlock: false })
  })

  it.each([500, 1000, 5000, 30_000])('sees a match %i octets back, beyond a window of 256', (distance) => {
    const data = compress(repeatedAfter(distance))
    expect(new DeflateScanner(8, true).scan(data).distanceBeyondWindow).toBe(distance)
    expect(new DeflateScanner(15, true).scan(data)).toMatchObject({ distanceBeyondWindow: 0, maxDistance: distance })
  })

  it('accepts data made for its window', () => {
    const text = Buffer.from('to be or not to be, that is the question '.repeat(500))
    expect(new DeflateScanner(9, true).scan(compress(text, 9)).distanceBeyondWindow).toBe(0)
  })

  it('sees a match that reaches before the beginning', () => {
    const dictionary = Buffer.from('a dictionary that no one else has')
    const data = deflateRawSync(dictionary, { dictionary, finishFlush: constants.Z_SYNC_FLUSH })
    expect(new DeflateScanner(15, false).scan(data).distanceBeyondWindow).toBeGreaterThan(0)
  })

  it('carries the history over only where the context is taken over', async () => {
    const deflater = new MessageDeflater({ contextTakeover: true, maxWindowBits: 15 })
    const tail = Buffer.from('0000ffff', 'hex')
    const messages = [
      await deflater.deflate(Buffer.from('once and again')),
      await deflater.deflate(Buffer.from('once and again')),
    ]
    deflater.close()
    const scan = (takeover: boolean) => {
      const scanner = new DeflateScanner(15, takeover)
      return messages.map((message) => scanner.scan(Buffer.concat([message, tail])).distanceBeyondWindow)
    }
    expect(scan(true)).toEqual([0, 0])
    expect(scan(false)[1]).toBeGreaterThan(0)
  })

  it('names what is not deflate data', () => {
    expect(new DeflateScanner(15, true).scan(Buffer.from('ffff', 'hex')).malformed).toBe('a block of type 3')
  })
})

describe('MessageInflater', () => {
  it('gives back what MessageDeflater made', async () => {
    const parameters = { contextTakeover: true, maxWindowBits: 9 }
    const [deflater, inflater] = [new MessageDeflater(parameters), new MessageInflater(parameters)]
    for (const text of ['', 'one', 'one two', 'x'.repeat(100_000)]) {
      expect((await inflater.inflate(await deflater.deflate(Buffer.from(text)))).toString()).toBe(text)
    }
    deflater.close()
    inflater.close()
  })

  it('refuses a distance beyond the window, and data that is none', async () => {
    const inflater = new MessageInflater({ contextTakeover: false, maxWindowBits: 9 })
    await expect(inflater.inflate(compress(repeatedAfter(2000)).subarray(0, -4))).rejects.toThrow(
      'looks back 2000 bytes',
    )
    await expect(inflater.inflate(Buffer.from('ffffff', 'hex'))).rejects.toThrow(InflateFailure)
    inflater.close()
  })
})
