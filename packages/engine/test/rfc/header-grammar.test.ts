import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  faultAt,
  isHeaderFault,
  isToken,
  isTokenCode,
  separatorAfter,
  skipBlanks,
  tokenEnd,
} from '../../src/rfc/header-grammar.js'

/** RFC 7230 §3.2.6, as an expression. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

describe('isTokenCode', () => {
  it('agrees with RFC 7230 on all code units', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const expected = code < 128 && TOKEN.test(String.fromCharCode(code))
      if (isTokenCode(code) !== expected) expect({ code, token: !expected }).toEqual({ code, token: expected })
    }
  })

  it('takes the end of a string (NaN) for no token', () => {
    expect(isTokenCode(''.charCodeAt(0))).toBe(false)
  })
})

describe('isToken', () => {
  it('agrees with RFC 7230 on any string', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300)).map((codes) => String.fromCharCode(...codes)),
        (text) => isToken(text) === TOKEN.test(text),
      ),
    )
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => isToken(text) === TOKEN.test(text)))
  })

  it('refuses the empty string', () => {
    expect(isToken('')).toBe(false)
  })
})

describe('scanning', () => {
  it('skips spaces and tabs only', () => {
    expect(skipBlanks(' \t \ta', 0)).toBe(4)
    expect(skipBlanks('\u00a0a', 0)).toBe(0)
    expect(skipBlanks('a  ', 1)).toBe(3)
    expect(skipBlanks('', 0)).toBe(0)
  })

  it('finds where a token ends', () => {
    expect(tokenEnd('abc;d', 0)).toBe(3)
    expect(tokenEnd('abc;d', 3)).toBe(3)
    expect(tokenEnd('abc', 1)).toBe(3)
    expect(tokenEnd('', 0)).toBe(0)
  })

  it('finds the separator after an element, and no blanks at the end', () => {
    expect(separatorAfter('a  ,b', 1)).toBe(3)
    expect(separatorAfter('a', 1)).toBe(1)
    expect(separatorAfter('a ', 1)).toEqual({ faultAt: 'end' })
  })

  it('tells faults from values', () => {
    expect(faultAt('abc', 1)).toEqual({ faultAt: 1 })
    expect(faultAt('abc', 3)).toEqual({ faultAt: 'end' })
    expect(isHeaderFault(faultAt('abc', 1))).toBe(true)
    expect(isHeaderFault([])).toBe(false)
  })
})
