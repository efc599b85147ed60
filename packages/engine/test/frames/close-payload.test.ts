import { describe, expect, it } from 'vitest'
import { checkClosePayload, closeCodeOf, closePayload } from '../../src/frames/close-payload.js'
import { textCodec } from '../../src/node/text-codec.js'
import { closeBody, hex } from '../instruments/wire.js'

const isUtf8 = (body: Uint8Array, from: number): boolean => textCodec.isUtf8(body, from, body.length)

describe('closeCodeOf', () => {
  it('reads the code in network byte order, and 1005 from an empty body', () => {
    expect(closeCodeOf(hex('03e8'))).toBe(1000)
    expect(closeCodeOf(hex('1387 61'))).toBe(4999)
    expect(closeCodeOf(hex('ffff'))).toBe(65535)
    expect(closeCodeOf(hex(''))).toBe(1005)
  })
})

describe('checkClosePayload', () => {
  it('accepts an empty body, a code, and a code with a reason in UTF-8 up to 125 bytes', () => {
    expect(checkClosePayload(hex(''), isUtf8)).toBeNull()
    expect(checkClosePayload(closeBody(1000), isUtf8)).toBeNull()
    expect(checkClosePayload(closeBody(4999, 'καλά'), isUtf8)).toBeNull()
    expect(checkClosePayload(closeBody(3000, 'x'.repeat(123)), isUtf8)).toBeNull()
  })

  it('refuses codes that must not be on the wire', () => {
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535]) {
      expect(checkClosePayload(closeBody(code, 'reason'), isUtf8)).toBe('invalidCloseCode')
    }
  })

  it('refuses a reason that is not UTF-8', () => {
    expect(checkClosePayload(closeBody(1000, hex('ceba e1bdb9 cf83 cebc ceb5 eda080')), isUtf8)).toBe(
      'invalidCloseReason',
    )
    expect(checkClosePayload(closeBody(1000, hex('c3')), isUtf8)).toBe('invalidCloseReason')
  })

  it('judges the code before the reason', () => {
    expect(checkClosePayload(closeBody(1005, hex('ff')), isUtf8)).toBe('invalidCloseCode')
  })
})

describe('the body of a Close frame', () => {
  it.each(['', '03e8', '0bb8c3a4'])('is composed again of its code and reason: %s', (digits) => {
    const body = hex(digits)
    expect(Buffer.from(closePayload(closeCodeOf(body), body.subarray(2)))).toEqual(body)
  })
})
