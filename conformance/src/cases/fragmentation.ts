/**
 * Group `fragmentation`: messages in several frames, with control frames between them, and the orders that are forbidden.
 */
import type { Case, Step } from './case.js'
import { type Delivery, delivered, exchange, frame, message, pong, violation } from './exchange.js'
import { text } from './payload.js'

const rfc = ['6455 §5.4']
const deliveries: Delivery[] = ['together', 'apart', 'octet-wise']
const open = { fin: false }
const part = (n: number) => text(`part no. ${n}, `)
const greeting = text('Good morning!')
const whole = (...parts: number[]) => message('text', Buffer.concat(parts.map(part)))
const interjection = text('ping in between')

const fragmentedControl = [9, 10].map((opcode, i) =>
  violation({
    id: `fragmentation/fragmented-${opcode === 9 ? 'ping' : 'pong'}`,
    autobahn: `5.${i + 1}`,
    rfc: ['6455 §5.5'],
    purpose: `Send a ${opcode === 9 ? 'ping' : 'pong'} in two frames.`,
    expectation: 'The connection is failed with 1002.',
    steps: [frame(opcode, part(1), open), frame(0, part(2))],
  }),
)

const twoFrames = deliveries.map((delivery, i) =>
  exchange({
    id: `fragmentation/two-frames-${delivery}`,
    autobahn: `5.${3 + i}`,
    rfc,
    purpose: `Send a text message in two frames; they leave ${delivery}.`,
    expectation: 'The joined message comes back.',
    steps: delivered([frame(1, part(1), open), frame(0, part(2))], delivery),
    strict: [[whole(1, 2)]],
  }),
)

const withPing = deliveries.map((delivery, i) =>
  exchange({
    id: `fragmentation/ping-between-${delivery}`,
    autobahn: `5.${6 + i}`,
    rfc: ['6455 §5.4', '6455 §5.5.2'],
    purpose: `Send a ping between the two frames of a message; they leave ${delivery}.`,
    expectation: 'The pong comes first, then the joined message.',
    steps: delivered([frame(1, part(1), open), frame(9, interjection), frame(0, part(2))], delivery),
    strict: [[pong(interjection), whole(1, 2)]],
  }),
)

const strayContinuation = [true, false].flatMap((fin, half) =>
  deliveries.map((delivery, i) =>
    violation({
      id: `fragmentation/stray-continuation-${fin ? 'final' : 'open'}-${delivery}`,
      autobahn: `5.${9 + 3 * half + i}`,
      rfc,
      purpose: `Begin with a continuation frame (FIN ${fin ? 1 : 0}), then send a good text frame; they leave ${delivery}.`,
      expectation: 'The connection is failed with 1002; nothing is echoed.',
      steps: delivered([frame(0, text('continues what?'), { fin }), frame(1, greeting)], delivery),
    }),
  ),
)

const secondOfKind = (fin: boolean): Step[] => [frame(0, part(1), { fin }), frame(1, part(2), open), frame(0, part(3))]

const wrongOrder = [
  violation({
    id: 'fragmentation/continuation-after-message',
    autobahn: '5.15',
    rfc,
    purpose: 'Send a good fragmented message, then a continuation frame with nothing to continue, then a text frame.',
    expectation: 'The first message is echoed; then the connection is failed with 1002.',
    steps: [frame(1, part(1), open), frame(0, part(2)), frame(0, part(3), open), frame(1, part(4))],
    strict: [[whole(1, 2)]],
    nonStrict: [[]],
  }),
  ...[false, true].map((fin, i) =>
    violation({
      id: `fragmentation/stray-continuation-${fin ? 'final' : 'open'}-before-messages`,
      autobahn: `5.${16 + i}`,
      rfc,
      purpose: `Send twice: a continuation frame (FIN ${fin ? 1 : 0}) with nothing to continue, then a fragmented message.`,
      expectation: 'The connection is failed with 1002; nothing is echoed.',
      steps: [...secondOfKind(fin), ...secondOfKind(fin)],
    }),
  ),
  violation({
    id: 'fragmentation/new-message-inside',
    autobahn: '5.18',
    rfc,
    purpose: 'Begin a fragmented text message, then send a whole text message before its end.',
    expectation: 'The connection is failed with 1002.',
    steps: [frame(1, part(1), open), frame(1, part(2))],
  }),
]

const [firstPing, secondPing] = [text('first ping'), text('second ping')]

const withPause = (['together', 'apart'] as const).map((delivery, i) =>
  exchange({
    id: `fragmentation/pause-inside-${delivery}`,
    autobahn: `5.${19 + i}`,
    rfc: ['6455 §5.4', '6455 §5.5.2'],
    purpose: `Send a message in five frames with two pings between them and a pause in the middle; they leave ${delivery}.`,
    expectation: 'Each ping is answered as it comes; the joined message comes back at the end.',
    steps: delivered(
      [
        frame(1, part(1), open),
        frame(0, part(2), open),
        frame(9, firstPing),
        { do: 'pause', seconds: 1, continueIf: 'not-closed' },
        frame(0, part(3), open),
        frame(0, part(4), open),
        frame(9, secondPing),
        frame(0, part(5)),
      ],
      delivery,
    ),
    strict: [[pong(firstPing), pong(secondPing), whole(1, 2, 3, 4, 5)]],
  }),
)

export const fragmentation: Case[] = [
  ...fragmentedControl,
  ...twoFrames,
  ...withPing,
  ...strayContinuation,
  ...wrongOrder,
  ...withPause,
]
