import { describe, expect, it } from 'vitest'
import { CloseCode, isCloseCodeOnWire } from '../../src/rfc/close-code.js'

/** RFC 6455 §7.4.1, §7.4.2 and IANA's registry, written as ranges. */
const allowed: readonly (readonly [number, number])[] = [
  [1000, 1003],
  [1007, 1014],
  [3000, 4999],
]

describe('isCloseCodeOnWire', () => {
  it('allows the registered codes and the ranges for libraries and applications, and no other', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const expected = allowed.some(([first, last]) => code >= first && code <= last)
      if (isCloseCodeOnWire(code) !== expected)
        expect({ code, allowed: !expected }).toEqual({ code, allowed: expected })
    }
  })

  it('refuses what is no integer of 16 bits', () => {
    for (const code of [-1, Number.NaN, 65536, 1e9, Number.POSITIVE_INFINITY])
      expect(isCloseCodeOnWire(code)).toBe(false)
  })
})

describe('CloseCode', () => {
  it('names the codes that the engine uses', () => {
    expect(CloseCode).toEqual({
      Normal: 1000,
      GoingAway: 1001,
      ProtocolError: 1002,
      UnsupportedData: 1003,
      NoStatus: 1005,
      Abnormal: 1006,
      InvalidPayload: 1007,
      PolicyViolation: 1008,
      MessageTooBig: 1009,
      MandatoryExtension: 1010,
      InternalError: 1011,
    })
  })
})
