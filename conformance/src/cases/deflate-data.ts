/**
 * Group `deflate-data`: compressed messages in every form that RFC 7692 allows, and in those that it forbids.
 */
import { constants, deflateRawSync } from 'node:zlib'
import type { Case, DeflateTerms, ExpectedClosing } from './case.js'
import { type ExchangeParts, exchange, frame, message, peerFails, pong, violation } from './exchange.js'
import { hex, text } from './payload.js'

const deflate: DeflateTerms = { offers: 'permessage-deflate', asks: [{}] }
const rsv1 = { rsv: 4 }
const hello = text('Hello')
/** "Hello" in one block of fixed codes, the tail left out. @rfc 7692 §7.2.3.1 */
const helloData = hex('f2 48 cd c9 c9 07 00')

/** The compressed form of any octets, complete in itself. */
function compressed(octets: Uint8Array, dictionary?: Buffer): Buffer {
  const data = deflateRawSync(octets, { finishFlush: constants.Z_SYNC_FLUSH, dictionary })
  return data.subarray(0, data.length - 4)
}

const forms: [name: string, purpose: string, data: Uint8Array, inflated: Uint8Array, section: string][] = [
  ['fixed-codes', 'one block of fixed codes', helloData, hello, '7692 §7.2.3.1'],
  ['stored-block', 'a stored block', hex('00 05 00 fa ff 48 65 6c 6c 6f 00'), hello, '7692 §7.2.3.3'],
  ['final-block', 'a block with BFINAL set', hex('f3 48 cd c9 c9 07 00 00'), hello, '7692 §7.2.3.4'],
  ['two-blocks', 'two blocks', hex('f2 48 05 00 00 00 ff ff ca c9 c9 07 00'), hello, '7692 §7.2.3.5'],
  ['empty', 'an empty message', hex('00'), text(''), '7692 §7.2.3.6'],
  [
    'dynamic-codes',
    'a block of dynamic codes',
    compressed(text('to be or not to be, '.repeat(40))),
    text('to be or not to be, '.repeat(40)),
    '7692 §7.2.2',
  ],
]

const formCases = forms.map(([name, purpose, data, inflated, section]) =>
  exchange({
    id: `deflate-data/${name}`,
    rfc: [section],
    purpose: `Send a compressed text message made of ${purpose}.`,
    expectation: 'The inflated message comes back.',
    deflate,
    steps: [frame(1, data, rsv1)],
    strict: [[message('text', inflated)]],
  }),
)

const orders: ExchangeParts[] = [
  {
    id: 'deflate-data/two-frames',
    rfc: ['7692 §6.1'],
    purpose: 'Send a compressed message in two frames, RSV1 on the first only.',
    expectation: 'The inflated message comes back.',
    steps: [frame(1, helloData.subarray(0, 3), { ...rsv1, fin: false }), frame(0, helloData.subarray(3))],
    strict: [[message('text', hello)]],
  },
  {
    id: 'deflate-data/octet-frames',
    rfc: ['7692 §6.1'],
    purpose: 'Send a compressed message in frames of one octet, with an empty one at the end.',
    expectation: 'The inflated message comes back.',
    steps: [
      ...[...helloData].map((octet, i) =>
        frame(i === 0 ? 1 : 0, Uint8Array.of(octet), { fin: false, rsv: i === 0 ? 4 : 0 }),
      ),
      frame(0),
    ],
    strict: [[message('text', hello)]],
  },
  {
    id: 'deflate-data/ping-between-frames',
    rfc: ['7692 §6.1', '6455 §5.4'],
    purpose: 'Send a ping between the two frames of a compressed message.',
    expectation: 'The pong comes first, then the inflated message.',
    steps: [
      frame(1, helloData.subarray(0, 3), { ...rsv1, fin: false }),
      frame(9, hello),
      frame(0, helloData.subarray(3)),
    ],
    strict: [[pong(hello), message('text', hello)]],
  },
  {
    id: 'deflate-data/uncompressed-between',
    rfc: ['7692 §6'],
    purpose: 'Send a compressed message, one that is not, and a compressed one again.',
    expectation: 'All three come back.',
    steps: [frame(1, helloData, rsv1), frame(2, hello), frame(2, helloData, rsv1)],
    strict: [[message('text', hello), message('binary', hello), message('binary', hello)]],
  },
  {
    id: 'deflate-data/after-final-block',
    rfc: ['7692 §7.2.3.4'],
    purpose: 'Send a message whose block has BFINAL set, then another message.',
    expectation: 'Both come back.',
    steps: [frame(1, hex('f3 48 cd c9 c9 07 00 00'), rsv1), frame(1, helloData, rsv1)],
    strict: [[message('text', hello), message('text', hello)]],
  },
]

const badData: ExpectedClosing = { ...peerFails(1007), codes: [1007, 1002, 1003, 1008, 1011] }

const faults: [parts: Omit<ExchangeParts, 'expectation'>, code?: number][] = [
  [
    {
      id: 'deflate-data/not-deflate',
      rfc: ['7692 §7.2.2'],
      purpose: 'Send a message with RSV1 that is not deflate data.',
      steps: [frame(1, hex('ff ff ff ff ff ff'), rsv1)],
      closing: badData,
    },
  ],
  [
    {
      id: 'deflate-data/distance-before-start',
      rfc: ['7692 §7.2.2'],
      purpose: 'Send compressed data that copies from before its beginning.',
      steps: [
        frame(
          1,
          compressed(text('a dictionary that the peer lacks'), Buffer.from('a dictionary that the peer lacks')),
          rsv1,
        ),
      ],
      closing: badData,
    },
  ],
  [
    {
      id: 'deflate-data/bad-utf8',
      rfc: ['6455 §8.1'],
      purpose: 'Send a compressed text message that inflates to bad UTF-8.',
      steps: [frame(1, compressed(hex('48 c0 af 48')), rsv1)],
    },
    1007,
  ],
  [
    {
      id: 'deflate-data/rsv1-on-continuation',
      rfc: ['7692 §6.1'],
      purpose: 'Set RSV1 on the second frame of a compressed message, too.',
      steps: [frame(1, helloData.subarray(0, 3), { ...rsv1, fin: false }), frame(0, helloData.subarray(3), rsv1)],
    },
  ],
  [
    {
      id: 'deflate-data/rsv1-on-continuation-only',
      rfc: ['7692 §6.1'],
      purpose: 'Set RSV1 on the second frame of an uncompressed message.',
      steps: [frame(1, hello, { fin: false }), frame(0, helloData, rsv1)],
    },
  ],
  [
    {
      id: 'deflate-data/rsv1-on-ping',
      rfc: ['7692 §6.1'],
      purpose: 'Set RSV1 on a ping.',
      steps: [frame(9, helloData, rsv1)],
    },
  ],
  [
    {
      id: 'deflate-data/rsv1-on-close',
      rfc: ['7692 §6.1'],
      purpose: 'Set RSV1 on a Close frame.',
      steps: [frame(8, hex('03 e8'), rsv1)],
    },
  ],
  [
    {
      id: 'deflate-data/rsv2',
      rfc: ['6455 §5.2'],
      purpose: 'Set RSV2 on a compressed message.',
      steps: [frame(1, helloData, { rsv: 6 })],
    },
  ],
]

const faultCases = faults.map(([parts, code = 1002]) =>
  violation(
    { expectation: `The connection is failed${parts.closing ? '' : ` with ${code}`}.`, deflate, ...parts },
    code,
  ),
)

export const deflateData: Case[] = [
  ...formCases,
  ...orders.map((parts) => exchange({ deflate, ...parts })),
  ...faultCases,
]
