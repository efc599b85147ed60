import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExtensionOffer, formatExtensions, parseExtensions } from '../../src/extensions/extension-header.js'
import { isHeaderFault } from '../../src/rfc/header-grammar.js'
import { adversarialHeaders, anyHeader, anyToken } from '../instruments/headers.js'

const anyOffers: fc.Arbitrary<ExtensionOffer[]> = fc.array(
  fc.record({
    name: anyToken,
    parameters: fc.array(fc.record({ name: anyToken, value: fc.oneof(fc.constant(true as const), anyToken) }), {
      maxLength: 4,
    }),
  }),
  { minLength: 1, maxLength: 4 },
)

describe('parseExtensions', () => {
  it.each<[string, ExtensionOffer[]]>([
    ['foo', [{ name: 'foo', parameters: [] }]],
    [
      'foo, bar',
      [
        { name: 'foo', parameters: [] },
        { name: 'bar', parameters: [] },
      ],
    ],
    [
      'foo,foo',
      [
        { name: 'foo', parameters: [] },
        { name: 'foo', parameters: [] },
      ],
    ],
    ['a;b', [{ name: 'a', parameters: [{ name: 'b', value: true }] }]],
    [
      'a \t; b=1;\tc="2" , d',
      [
        {
          name: 'a',
          parameters: [
            { name: 'b', value: '1' },
            { name: 'c', value: '2' },
          ],
        },
        { name: 'd', parameters: [] },
      ],
    ],
    ['a; b="x\\yz"', [{ name: 'a', parameters: [{ name: 'b', value: 'xyz' }] }]],
    [
      'a; b; b=1; b',
      [
        {
          name: 'a',
          parameters: [
            { name: 'b', value: true },
            { name: 'b', value: '1' },
            { name: 'b', value: true },
          ],
        },
      ],
    ],
    [
      '__proto__; constructor; __proto__=x',
      [
        {
          name: '__proto__',
          parameters: [
            { name: 'constructor', value: true },
            { name: '__proto__', value: 'x' },
          ],
        },
      ],
    ],
  ])('reads %j', (header, offers) => {
    expect(parseExtensions(header)).toEqual(offers)
  })

  it.each<[string, number | 'end']>([
    ['', 'end'],
    [' ', 0],
    [',', 0],
    ['foo,', 'end'],
    ['foo, ', 'end'],
    ['foo ', 'end'],
    ['foo bar', 4],
    ['foo;', 'end'],
    ['foo;;', 4],
    ['foo; bar=', 'end'],
    ['foo; bar =1', 9],
    ['foo; bar= 1', 9],
    ['foo; bar=1 2', 11],
    ['foo; =1', 5],
    ['foo; bar=""', 10],
    ['foo; bar="', 'end'],
    ['foo; bar="a', 'end'],
    ['foo; bar="a b"', 11],
    ['foo; bar="a\\', 'end'],
    ['foo; bar="a"b', 12],
    ['foo; bar="\\""', 11],
    ['föo', 1],
    ['foo\0', 3],
    ['foo,,bar', 4],
  ])('finds where %j breaks the grammar', (header, faultAt) => {
    expect(parseExtensions(header)).toEqual({ faultAt })
  })

  it('agrees with what formatExtensions writes', () => {
    fc.assert(
      fc.property(anyOffers, (offers) => {
        expect(parseExtensions(formatExtensions(offers))).toEqual(offers)
      }),
    )
  })

  it('answers any header with a list that can be written again, or with a fault inside it', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const offers = parseExtensions(header)
        if (isHeaderFault(offers)) {
          const { faultAt } = offers
          expect(faultAt === 'end' || (faultAt >= 0 && faultAt < header.length)).toBe(true)
        } else {
          expect(parseExtensions(formatExtensions(offers))).toEqual(offers)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each(Object.entries(adversarialHeaders))('reads a megabyte in linear time: %s', (_, header) => {
    const start = process.cpuUsage()
    parseExtensions(header)
    // A quadratic parser would need minutes.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000)
  })
})

describe('formatExtensions', () => {
  it('writes names, parameters and values', () => {
    const offers = [
      {
        name: 'a',
        parameters: [
          { name: 'b', value: true as const },
          { name: 'c', value: '1' },
        ],
      },
      { name: 'd', parameters: [] },
    ]
    expect(formatExtensions(offers)).toBe('a; b; c=1, d')
    expect(formatExtensions([])).toBe('')
  })
})
