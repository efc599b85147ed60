/**
 * Group `utf8`: text messages at the borders of UTF-8. Whether a sequence is right is computed, not written down.
 */
import { checkUtf8 } from '../peer/utf8.js'
import type { Case, ExpectedClosing, Step } from './case.js'
import { type ExchangeParts, exchange, frame, message, violation } from './exchange.js'
import { hex, text } from './payload.js'

const rfc = ['6455 §8.1', '3629 §3']

/** Bad UTF-8 must be found by the peer itself. */
const badText: ExpectedClosing = { by: 'peer', codes: [1007], clean: false, wrongSideFails: true }

/** A text case whose ending follows from its octets. */
function utf8Case(parts: Pick<ExchangeParts, 'id' | 'autobahn' | 'purpose' | 'steps'>, octets: Uint8Array): Case {
  const { kind } = checkUtf8(octets)
  if (kind === 'valid') {
    return exchange({ rfc, expectation: 'The same text comes back.', strict: [[message('text', octets)]], ...parts })
  }
  return violation({ rfc, expectation: 'The connection is failed with 1007.', ...parts, closing: badText })
}

/** Its second letter takes three octets. */
const greek = text('κ\u1f79σμε')
const surrogate = hex('ed a0 80')
const tooHigh = hex('f4 90 80 80')
const tail = text('edited')

// 6.1: empty frames
const emptyFrames: Case[] = [
  { name: 'empty', parts: [''] },
  { name: 'three-empty-frames', parts: ['', '', ''] },
  { name: 'empty-frames-around', parts: ['', 'between two empty ones', ''] },
].map(({ name, parts }, i) =>
  utf8Case(
    {
      id: `utf8/${name}`,
      autobahn: `6.1.${i + 1}`,
      purpose: `Send a text message of ${parts.length} frame(s), payloads: ${parts.map((p) => `"${p}"`).join(', ')}.`,
      steps: parts.map((part, k) => frame(k === 0 ? 1 : 0, text(part), { fin: k === parts.length - 1 })),
    },
    text(parts.join('')),
  ),
)

// 6.2, 6.3: whole and cut
const mixed = text('Hallo-µ@ßöäüàá-UTF-8!!')
const byOctet = (payload: Uint8Array): Step[] => [
  { do: 'message', type: 'text', payload, fragment: 1, emptyLast: true },
]
const wholeMessage = (payload: Uint8Array): Step[] => [{ do: 'message', type: 'text', payload }]
const broken = Buffer.concat([greek, surrogate, tail])
const cut: [name: string, autobahn: string, octets: Uint8Array, steps: Step[], how: string][] = [
  ['valid-whole', '6.2.1', mixed, wholeMessage(mixed), 'a valid text in one frame'],
  [
    'valid-two-frames',
    '6.2.2',
    mixed,
    [frame(1, mixed.subarray(0, 15), { fin: false }), frame(0, mixed.subarray(15))],
    'a valid text cut between two characters',
  ],
  ['valid-octet-frames', '6.2.3', mixed, byOctet(mixed), 'a valid text in frames of one octet'],
  ['greek-octet-frames', '6.2.4', greek, byOctet(greek), 'a Greek text in frames of one octet'],
  ['surrogate-inside-whole', '6.3.1', broken, wholeMessage(broken), 'a text with a surrogate inside, in one frame'],
  ['surrogate-inside-octet-frames', '6.3.2', broken, byOctet(broken), 'the same in frames of one octet'],
]
const cutCases = cut.map(([name, autobahn, octets, steps, how]) =>
  utf8Case({ id: `utf8/${name}`, autobahn, purpose: `Send ${how}.`, steps }, octets),
)

// 6.4: fail-fast
const failFast = (['frames', 'one-frame'] as const).flatMap((way, w) =>
  [0, 1].map((split, s): Case => {
    const all = Buffer.concat([greek, tooHigh, tail])
    const pieces = [
      all.subarray(0, greek.length + split),
      all.subarray(greek.length + split, greek.length + (split ? 2 : 4)),
      all.subarray(greek.length + (split ? 2 : 4)),
    ]
    const pause = (tag: string): Step => ({ do: 'pause', seconds: 1, tag, continueIf: 'open' })
    const send = (k: number): Step =>
      way === 'frames' ? frame(k === 0 ? 1 : 0, pieces[k]!, { fin: k === 2 }) : { do: 'data', payload: pieces[k]! }
    const body: Step[] = [send(0), pause('good octets only'), send(1), pause('bad octet'), send(2)]
    return violation({
      id: `utf8/fail-fast-${way}${split ? '-inside-character' : ''}`,
      autobahn: `6.4.${2 * w + s + 1}`,
      rfc,
      purpose: `Send good octets, wait, send an octet that no character can have there${split ? ' (inside a character)' : ''}, wait, send the rest: ${way === 'frames' ? 'three frames' : 'one frame in three parts'}.`,
      expectation: 'The connection is failed with 1007 as soon as the bad octet arrives; at the end is non-strict.',
      steps: way === 'frames' ? body : [{ do: 'header', opcode: 1, fin: false, length: all.length }, ...body, frame(0)],
      strict: [[{ kind: 'timeout', tag: 'good octets only' }]],
      nonStrict: [
        [
          { kind: 'timeout', tag: 'good octets only' },
          { kind: 'timeout', tag: 'bad octet' },
        ],
      ],
      closing: badText,
    })
  }),
)

/** One to six octets that begin like a character of that length: the smallest and the largest of the pattern. */
const leads = [0x00, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc]
const patternLow = (length: number) => Buffer.from([leads[length - 1]!, ...Array(length - 1).fill(0x80)])
const patternHigh = (length: number) => {
  const lead = [0x7f, 0xdf, 0xef, 0xf7, 0xfb, 0xfd][length - 1]!
  return Buffer.from([lead, ...Array(length - 1).fill(0xbf)])
}
const withoutLast = (octets: Buffer) => octets.subarray(0, octets.length - 1)
const codePoint = (point: number) => Buffer.from(String.fromCodePoint(point))
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const eachFollowedBySpace = (from: number, to: number) => Buffer.from(span(from, to).flatMap((lead) => [lead, 0x20]))
/** The three octets that would stand for a surrogate. */
const surrogateOctets = (unit: number) =>
  Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)])
const alternating = (count: number) => Buffer.from(span(0, count - 1).map((i) => (i % 2 ? 0xbf : 0x80)))
/** A code point written in more octets than it needs. */
function overlong(point: number, length: number): Buffer {
  const continuation = span(1, length - 1).map((k) => 0x80 | (Math.floor(point / 64 ** (length - 1 - k)) & 0x3f))
  return Buffer.from([leads[length - 1]! | Math.floor(point / 64 ** (length - 1)), ...continuation])
}
const highSurrogates = [0xd800, 0xdb7f, 0xdb80, 0xdbff]
const incomplete = [
  ...span(2, 6).map((n) => withoutLast(patternLow(n))),
  ...span(2, 6).map((n) => withoutLast(patternHigh(n))),
]
const nonCharacters = [0x0, ...span(1, 16)].flatMap((plane) => [plane * 0x10000 + 0xfffe, plane * 0x10000 + 0xffff])

/** Sections 6.5 to 6.23: a name, what it is, and the octets of each case. */
const sections: [name: string, about: string, octets: Uint8Array[]][] = [
  [
    'characters',
    'characters of one to four octets inside a text',
    ['hello$world', 'hello¢world', 'hello€world', 'hello𤭢world'].map(text).concat(greek),
  ],
  ['prefix', 'the first octets of a Greek word', span(1, greek.length).map((n) => greek.subarray(0, n))],
  ['shortest', 'the first character of each length', [0x00, 0x80, 0x800, 0x10000].map(codePoint)],
  [
    'first-of-five-and-six',
    'the first sequence of five and six octets',
    [overlong(0x200000, 5), overlong(0x4000000, 6)],
  ],
  ['longest', 'the last character of each length', [0x7f, 0x7ff, 0xffff, 0x10ffff].map(codePoint)],
  ['beyond-last', 'the last sequence of four, five and six octets', span(4, 6).map(patternHigh)],
  [
    'border',
    'characters at the borders of what is allowed',
    [...[0xd7ff, 0xe000, 0xfffd, 0x10ffff].map(codePoint), tooHigh],
  ],
  [
    'stray-continuation',
    'continuation octets without a lead',
    [hex('80'), hex('bf'), ...span(2, 6).map(alternating), Buffer.from(span(0x80, 0xbe))],
  ],
  [
    'lone-lead',
    'lead octets, each followed by a space',
    [
      eachFollowedBySpace(0xc0, 0xde),
      eachFollowedBySpace(0xe0, 0xee),
      eachFollowedBySpace(0xf0, 0xf6),
      eachFollowedBySpace(0xf8, 0xfa),
      eachFollowedBySpace(0xfc, 0xfc),
    ],
  ],
  ['last-octet-missing', 'a sequence without its last octet', incomplete],
  ['last-octets-missing', 'ten sequences without their last octets, joined', [Buffer.concat(incomplete)]],
  ['impossible', 'octets that UTF-8 never uses', [hex('fe'), hex('ff'), hex('fe fe ff ff')]],
  ['overlong-slash', 'an overlong form of a slash', span(2, 6).map((n) => overlong(0x2f, n))],
  [
    'overlong-largest',
    'the largest overlong form',
    [0x7f, 0x7ff, 0xffff, 0x1fffff, 0x3ffffff].map((p, i) => overlong(p, i + 2)),
  ],
  ['overlong-nul', 'an overlong form of NUL', span(2, 6).map((n) => overlong(0, n))],
  ['lone-surrogate', 'a single surrogate', [...highSurrogates, 0xdc00, 0xdf80, 0xdfff].map(surrogateOctets)],
  [
    'surrogate-pair',
    'a pair of surrogates',
    highSurrogates.flatMap((high) =>
      [0xdc00, 0xdfff].map((low) => Buffer.concat([surrogateOctets(high), surrogateOctets(low)])),
    ),
  ],
  ['noncharacter', 'a noncharacter, which is allowed', nonCharacters.map(codePoint)],
  ['special', 'the characters U+FFF9 to U+FFFF', span(0xfff9, 0xffff).map(codePoint)],
]

const sectionCases = sections.flatMap(([name, about, list], s) =>
  list.map((octets, i) =>
    utf8Case(
      {
        id: `utf8/${name}-${i + 1}`,
        autobahn: `6.${s + 5}.${i + 1}`,
        purpose: `Send ${about}: ${Buffer.from(octets)
          .toString('hex')
          .replace(/(..)(?=.)/g, '$1 ')
          .slice(0, 100)}.`,
        steps: wholeMessage(octets),
      },
      octets,
    ),
  ),
)

export const utf8: Case[] = [...emptyFrames, ...cutCases, ...failFast, ...sectionCases]
