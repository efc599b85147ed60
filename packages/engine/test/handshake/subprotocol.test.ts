import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSubprotocols } from '../../src/handshake/subprotocol.js'
import { adversarialHeaders, anyHeader, anyToken } from '../instruments/headers.js'

describe('parseSubprotocols', () => {
  it.each<[string, string[]]>([
    ['chat', ['chat']],
    ['chat, superchat', ['chat', 'superchat']],
    ['b,a ,\tc', ['b', 'a', 'c']],
    ['__proto__, constructor', ['__proto__', 'constructor']],
    ['Chat,chat', ['Chat', 'chat']],
  ])('reads %j in the order of preference', (header, subprotocols) => {
    expect(parseSubprotocols(header)).toEqual(subprotocols)
  })

  it.each<[string, unknown]>([
    ['', { faultAt: 'end' }],
    [' ', { faultAt: 0 }],
    [',chat', { faultAt: 0 }],
    ['chat,', { faultAt: 'end' }],
    ['chat,,chat', { faultAt: 5 }],
    ['chat ', { faultAt: 'end' }],
    ['super chat', { faultAt: 6 }],
    ['chat;v=1', { faultAt: 4 }],
    ['"chat"', { faultAt: 0 }],
    ['chät', { faultAt: 2 }],
    ['chat, chat', { repeated: 'chat' }],
    ['a,b,a', { repeated: 'a' }],
  ])('refuses %j', (header, verdict) => {
    expect(parseSubprotocols(header)).toEqual(verdict)
  })

  it('agrees with any list of different tokens', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyToken, { minLength: 1 }), (names) => {
        expect(parseSubprotocols(names.join(', '))).toEqual(names)
      }),
    )
  })

  it('answers any header with a list or with why it is none', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const verdict = parseSubprotocols(header)
        if (Array.isArray(verdict)) expect(parseSubprotocols(verdict.join())).toEqual(verdict)
        else if ('repeated' in verdict) expect(header.split(verdict.repeated).length).toBeGreaterThan(2)
        else expect(verdict.faultAt === 'end' || verdict.faultAt < header.length).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(Object.entries(adversarialHeaders))('reads a megabyte in linear time: %s', (_, header) => {
    const start = process.cpuUsage()
    parseSubprotocols(header)
    // A quadratic parser would need minutes.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
  })
})
