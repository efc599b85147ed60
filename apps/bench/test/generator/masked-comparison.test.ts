import { describe, expect, it } from 'vitest'
import { makeBodies } from '../../src/bodies.js'
import { MaskedComparison } from '../../src/generator/masked-comparison.js'

const [body] = makeBodies({ kind: 'binary', size: 41, count: 1 })
const comparison = new MaskedComparison(body)
const maskingKey = Uint8Array.of(0x12, 0x9a, 0xff, 0x03)

/** Bytes of the body from `start` to `end`, masked as the part of a frame that begins at `frame`. */
function masked(frame: number, start: number, end: number): Uint8Array {
  return Uint8Array.from(body.subarray(start, end), (byte, at) => byte ^ maskingKey[(start - frame + at) & 3])
}

describe('MaskedComparison', () => {
  it('finds any span equal, wherever the frame and the span begin', () => {
    for (let frame = 0; frame < 9; frame++) {
      for (let start = frame; start < 20; start++) {
        for (const end of [start + 1, start + 3, start + 4, start + 13, 41]) {
          expect(comparison.matches(masked(frame, start, end), start, maskingKey, start - frame)).toBe(true)
        }
      }
    }
  })

  it('notices each wrong bit, and bytes beyond the body', () => {
    for (let at = 0; at < body.length; at++) {
      const wrong = masked(0, 0, 41)
      wrong[at] ^= 0x80
      expect(comparison.matches(wrong, 0, maskingKey, 0)).toBe(false)
    }
    expect(comparison.matches(masked(0, 0, 41), 1, maskingKey, 1)).toBe(false)
  })
})
