import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Utf8Validator } from '../../src/messages/utf8-validator.js'
import { textCodec } from '../../src/node/text-codec.js'
import { cutAt, hex } from '../instruments/wire.js'

const strict = new TextDecoder('utf-8', { fatal: true })

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Whether some text begins with these bytes: what follows a cut character is tried out. A cut character needs one to three
 * bytes more, of which only the first is bounded other than by 80 to BF.
 */
function mayBecomeUtf8(bytes: Uint8Array): boolean {
  if (isUtf8(bytes)) return true
  const tails = [0x80, 0x90, 0xa0, 0xbf].flatMap((first) => [[first], [first, 0x80], [first, 0x80, 0x80]])
  return tails.some((tail) => isUtf8(Buffer.concat([bytes, Buffer.from(tail)])))
}

/** Bytes that are nearly text. */
const nearText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom(
          'c0',
          'c1',
          'c2',
          'df',
          'e0',
          'e080',
          'e0a0',
          'ed9f',
          'eda0',
          'ef',
          'f0',
          'f08f',
          'f090',
          'f48f',
          'f490',
          'f5',
          'ff',
          '80',
          'bf',
          '8080',
        )
        .map(hex),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts))

const bytes = fc.oneof(nearText, fc.uint8Array({ maxLength: 40, size: 'max' }))

/** Feeds pieces; returns how many bytes had come when it failed, or -1. */
function failsAfter(pieces: readonly Uint8Array[]): number {
  const validator = new Utf8Validator(textCodec)
  let fed = 0
  for (const piece of pieces) {
    // In the middle of other memory, so that a wrong bound shows.
    const memory = Buffer.concat([hex('ff'), piece, hex('ff')])
    fed += piece.length
    if (!validator.push(memory, 1, 1 + piece.length)) return fed
  }
  return validator.isComplete ? -1 : fed + 1
}

describe('Utf8Validator', () => {
  it('agrees with TextDecoder on any bytes and any cuts', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat(60), { maxLength: 6 }), (text, cuts) => {
        expect(failsAfter(cutAt(text, cuts)) === -1).toBe(isUtf8(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('fails at the first byte after which the text can no longer become UTF-8', () => {
    fc.assert(
      fc.property(bytes, (text) => {
        const single = cutAt(
          text,
          Array.from({ length: text.length }, (_, i) => i),
        )
        const wrong = Array.from({ length: text.length }, (_, i) => i + 1).find(
          (end) => !mayBecomeUtf8(text.subarray(0, end)),
        )
        const failed = failsAfter(text.length === 0 ? [] : single)
        if (wrong !== undefined) expect(failed).toBe(wrong)
        else expect(failed).toBe(isUtf8(text) ? -1 : text.length + 1)
      }),
      { numRuns: 1000 },
    )
  })

  it('fails in the piece that is wrong, whatever its size', () => {
    const long = Buffer.alloc(1000, 'a')
    for (const at of [0, 1, 500, 998, 999]) {
      const piece = Buffer.from(long)
      piece[at] = 0xff
      const validator = new Utf8Validator(textCodec)
      expect(validator.push(long, 0, long.length)).toBe(true)
      expect(validator.push(piece, 0, piece.length)).toBe(false)
    }
  })

  it('follows every two-byte and three-byte beginning in two pieces as in one', () => {
    for (let lead = 0x7f; lead < 256; lead++) {
      for (let second = 0x7f; second < 0xc2; second++) {
        const text = Uint8Array.of(lead, second, 0x80, 0x80)
        for (const end of [2, 3, 4]) {
          const part = text.subarray(0, end)
          const verdict = failsAfter([part.subarray(0, 1), part.subarray(1)]) === -1
          if (verdict !== isUtf8(part)) expect({ part, verdict }).toEqual({ part, verdict: !verdict })
        }
      }
    }
  })

  it('may end only between characters, and starts anew after a reset', () => {
    const validator = new Utf8Validator(textCodec)
    expect(validator.isComplete).toBe(true)
    expect(validator.push(hex('e2 82'), 0, 2)).toBe(true)
    expect(validator.isComplete).toBe(false)
    expect(validator.push(hex(''), 0, 0)).toBe(true)
    expect(validator.isComplete).toBe(false)
    validator.reset()
    expect(validator.isComplete).toBe(true)
    expect(validator.push(hex('61'), 0, 1)).toBe(true)
  })

  it('forgets the bounds of a cut character at a reset', () => {
    const validator = new Utf8Validator(textCodec)
    validator.push(hex('ed'), 0, 1)
    validator.reset()
    validator.push(hex('e1'), 0, 1)
    expect(validator.push(hex('bf bf'), 0, 2)).toBe(true)
  })
})
