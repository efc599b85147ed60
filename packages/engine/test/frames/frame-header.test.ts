import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFrameHeader, frameHeaderSize, writeFrameHeader } from '../../src/frames/frame-header.js'
import type { Violation } from '../../src/rfc/violation.js'
import { frame } from '../instruments/wire.js'

interface Case {
  readonly first: number
  readonly second?: number
  readonly masked?: boolean | null
  readonly rsv1Allowed?: boolean
  readonly insideMessage?: boolean
  readonly violation: Violation | null
}

const cases: Readonly<Record<string, Case>> = {
  'a text frame': { first: 0x81, violation: null },
  'a binary frame': { first: 0x82, violation: null },
  'the first fragment': { first: 0x01, violation: null },
  'a continuation inside a message': { first: 0x80, insideMessage: true, violation: null },
  'a ping inside a message': { first: 0x89, insideMessage: true, violation: null },
  'a close of 125 bytes': { first: 0x88, second: 125, violation: null },
  'an empty close': { first: 0x88, second: 0, violation: null },
  'a close of two bytes': { first: 0x88, second: 2, violation: null },
  'a masked frame at a server': { first: 0x81, second: 0x80, masked: true, violation: null },
  'RSV1 on the first frame with permessage-deflate': { first: 0xc1, rsv1Allowed: true, violation: null },
  'RSV1 on the first fragment with permessage-deflate': { first: 0x42, rsv1Allowed: true, violation: null },
  RSV2: { first: 0xa1, violation: 'reservedBits' },
  RSV3: { first: 0x91, violation: 'reservedBits' },
  'RSV2 with permessage-deflate': { first: 0xe1, rsv1Allowed: true, violation: 'reservedBits' },
  'RSV1 without permessage-deflate': { first: 0xc1, violation: 'unexpectedRsv1' },
  'RSV1 on a continuation': { first: 0xc0, rsv1Allowed: true, insideMessage: true, violation: 'unexpectedRsv1' },
  'RSV1 on a ping': { first: 0xc9, rsv1Allowed: true, violation: 'unexpectedRsv1' },
  'RSV1 on a close': { first: 0xc8, rsv1Allowed: true, violation: 'unexpectedRsv1' },
  'a continuation outside a message': { first: 0x80, violation: 'unexpectedContinuation' },
  'a text frame inside a message': { first: 0x81, insideMessage: true, violation: 'expectedContinuation' },
  'a binary frame inside a message': { first: 0x02, insideMessage: true, violation: 'expectedContinuation' },
  'a fragmented ping': { first: 0x09, violation: 'fragmentedControl' },
  'a fragmented close': { first: 0x08, violation: 'fragmentedControl' },
  'a ping of 126 bytes': { first: 0x89, second: 126, violation: 'controlTooLong' },
  'a pong with a 64-bit length': { first: 0x8a, second: 127, violation: 'controlTooLong' },
  'a close of one byte': { first: 0x88, second: 1, violation: 'closeBodyTooShort' },
  'a ping of one byte': { first: 0x89, second: 1, violation: null },
  'no mask at a server': { first: 0x81, masked: true, violation: 'expectedMask' },
  'no mask on a control frame at a server': { first: 0x8a, masked: true, violation: 'expectedMask' },
  'a mask where frames of both roles are read': { first: 0x81, second: 0x80, masked: null, violation: null },
  'no mask where frames of both roles are read': { first: 0x81, masked: null, violation: null },
  'a mask at a client': { first: 0x81, second: 0x80, violation: 'unexpectedMask' },
}

describe('checkFrameHeader', () => {
  it.each(Object.entries(cases))('judges %s', (_, given) => {
    const { first, second = 0, masked = false, rsv1Allowed = false, insideMessage = false, violation } = given
    expect(checkFrameHeader(first, second, { masked, rsv1Allowed, insideMessage })).toBe(violation)
  })

  it.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('refuses the reserved opcode %i', (opcode) => {
    for (const insideMessage of [false, true]) {
      for (const fin of [0, 0x80]) {
        const expected = { masked: false, rsv1Allowed: false, insideMessage }
        expect(checkFrameHeader(fin | opcode, 0, expected)).toBe('reservedOpcode')
      }
    }
  })

  it('says something about every pair of bytes, and accepts exactly the frames that RFC 6455 and 7692 allow', () => {
    for (const masked of [false, true]) {
      for (const rsv1Allowed of [false, true]) {
        for (const insideMessage of [false, true]) {
          for (let pair = 0; pair <= 0xffff; pair++) {
            const verdict = checkFrameHeader(pair >> 8, pair & 0xff, { masked, rsv1Allowed, insideMessage })
            const allowed = isAllowed(pair >> 8, pair & 0xff, masked, rsv1Allowed, insideMessage)
            if ((verdict === null) !== allowed) {
              expect({ pair: pair.toString(16), masked, rsv1Allowed, insideMessage, verdict }).toEqual({ allowed })
            }
          }
        }
      }
    }
  })
})

/** The rules once more, as one expression. */
function isAllowed(first: number, second: number, masked: boolean, deflate: boolean, inside: boolean): boolean {
  const fin = first >= 0x80
  const rsv = (first >> 4) & 7
  const opcode = first & 15
  const length = second & 127
  const isFirst = (opcode === 1 || opcode === 2) && !inside
  const isLater = opcode === 0 && inside
  const isControl = opcode >= 8 && opcode <= 10 && fin && length <= 125 && !(opcode === 8 && length === 1)
  return (
    second >= 0x80 === masked && (isFirst || isLater || isControl) && (rsv === 0 || (rsv === 4 && deflate && isFirst))
  )
}

describe('writeFrameHeader', () => {
  const lengths = [0, 1, 125, 126, 127, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]

  it.each(lengths)('writes the shortest form of the length %i', (length) => {
    for (const key of [null, [1, 2, 3, 4], [0xff, 0xfe, 0xfd, 0xfc], [0, 0, 0, 0]]) {
      const target = Buffer.alloc(20, 0xaa)
      const number = key === null ? 0 : Buffer.from(key).readInt32LE()
      const end = writeFrameHeader(target, 3, 0x82, length, key !== null, number)
      expect(end - 3).toBe(frameHeaderSize(length, key !== null))
      expect(target.subarray(3, end)).toEqual(frame({ opcode: 2, key, declared: length }))
      expect([...target.subarray(0, 3), ...target.subarray(end)].every((byte) => byte === 0xaa)).toBe(true)
    }
  })

  it('writes any first byte as it stands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (first) => {
        const target = new Uint8Array(2)
        writeFrameHeader(target, 0, first, 0, false, 0)
        return target[0] === first && target[1] === 0
      }),
    )
  })
})
