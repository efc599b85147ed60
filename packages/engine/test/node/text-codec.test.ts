import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textCodec } from '../../src/node/text-codec.js'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** Text and nearly text, of lengths on both sides of where the codec changes its way. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 60, size: 'max' }),
  fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }).map((text) => Uint8Array.from(Buffer.from(text))),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60, size: 'max' }).map((text) => Uint8Array.from(Buffer.from(text))),
  fc
    .tuple(fc.constantFrom(100, 1000, 3000), fc.string({ unit: 'grapheme', maxLength: 10 }), fc.nat(255))
    .map(([repeat, text, last]) =>
      Uint8Array.from(Buffer.concat([Buffer.from(text.repeat(repeat)), Buffer.from([last & 127])])),
    ),
)

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }),
  fc.array(fc.nat(0xffff), { maxLength: 60, size: 'max' }).map((codes) => String.fromCharCode(...codes)),
)

/** A span in the middle of other memory, once as a `Buffer` and once as a plain array. */
function placed(span: Uint8Array): [Uint8Array, number, number][] {
  const memory = Buffer.concat([Buffer.from([0xff, 0x80]), span, Buffer.from([0x80, 0xff])])
  return [
    [memory, 2, 2 + span.length],
    [Uint8Array.from(memory), 2, 2 + span.length],
  ]
}

describe('textCodec', () => {
  it('agrees with TextDecoder about what is UTF-8 and what it says', () => {
    fc.assert(
      fc.property(bytes, (span) => {
        const expected = decoded(span)
        for (const [memory, start, end] of placed(span)) {
          expect(textCodec.isUtf8(memory, start, end)).toBe(expected !== null)
          expect(textCodec.decodeChecked(memory, start, end)).toBe(expected)
          if (expected === null) continue
          expect(textCodec.decode(memory, start, end)).toBe(expected)
          expect(textCodec.decodeValid(memory, start, end)).toBe(expected)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('decodes a byte order mark as a character', () => {
    for (const text of ['\ufeffa', `\ufeff${'ä'.repeat(2000)}`]) {
      const mark = Buffer.from(text)
      expect(textCodec.decode(mark, 0, mark.length)).toBe(text)
      expect(textCodec.decodeValid(mark, 0, mark.length)).toBe(text)
      expect(textCodec.decodeChecked(mark, 0, mark.length)).toBe(text)
    }
  })

  it('writes and encodes any string as Buffer does, lone surrogates as U+FFFD', () => {
    fc.assert(
      fc.property(text, fc.nat(5), (given, at) => {
        const expected = Buffer.from(given)
        expect(textCodec.byteLength(given)).toBe(expected.length)
        expect(Buffer.compare(textCodec.encode(given), expected)).toBe(0)
        for (const target of [
          Buffer.alloc(200 + given.length * 3, 0xaa),
          new Uint8Array(200 + given.length * 3).fill(0xaa),
        ]) {
          expect(textCodec.write(target, at, given)).toBe(expected.length)
          expect(Buffer.compare(target.subarray(at, at + expected.length), expected)).toBe(0)
          expect(target.subarray(0, at).every((byte) => byte === 0xaa)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
