/**
 * Group `ping-pong`: pings are answered with their payload, unsolicited pongs are ignored.
 */
import type { Case, Step } from './case.js'
import { delivered, type ExchangeParts, exchange, frame, pong, violation } from './exchange.js'
import { hex, longBinary, text } from './payload.js'

const rfc = ['6455 §5.5.2', '6455 §5.5.3']
const ping = 9
const unsolicited = text('unasked-for pong')

const answered: [name: string, payload: Uint8Array | ReturnType<typeof longBinary>][] = [
  ['empty', text('')],
  ['text', text('are you there')],
  ['binary', hex('00 ff fe fd fc fb 00 ff')],
  ['125', longBinary(125)],
]

const tenPings: Step[] = Array.from({ length: 10 }, (_, i) => frame(ping, text(`ping no. ${i}`)))
const tenPongs = Array.from({ length: 10 }, (_, i) => pong(text(`ping no. ${i}`)))
const ten: Omit<ExchangeParts, 'id' | 'steps'> = {
  rfc,
  purpose: 'Send ten pings, one right behind the other.',
  expectation: 'Ten pongs in the order of the pings.',
  wait: 3,
  strict: [tenPongs],
}

export const pingPong: Case[] = [
  ...answered.map(([name, payload], i) =>
    exchange({
      id: `ping-pong/ping-${name}`,
      autobahn: `2.${i + 1}`,
      rfc,
      purpose: `Send a ping with a payload: ${name}.`,
      expectation: 'A pong with the same payload.',
      steps: [frame(ping, payload)],
      strict: [[pong(payload)]],
    }),
  ),
  violation({
    id: 'ping-pong/ping-126',
    autobahn: '2.5',
    rfc: ['6455 §5.5'],
    purpose: 'Send a ping with 126 octets, more than a control frame may have.',
    expectation: 'The connection is failed with 1002.',
    steps: [frame(ping, longBinary(126))],
  }),
  exchange({
    id: 'ping-pong/ping-125-octet-wise',
    autobahn: '2.6',
    rfc,
    purpose: 'Send a ping of 125 octets, octet by octet.',
    expectation: 'A pong with the same payload.',
    steps: [{ ...frame(ping, longBinary(125)), chop: 1 }],
    wait: 2,
    strict: [[pong(longBinary(125))]],
  }),
  ...[text(''), unsolicited].map((payload, i) =>
    exchange({
      id: `ping-pong/unsolicited-pong${i ? '' : '-empty'}`,
      autobahn: `2.${7 + i}`,
      rfc: ['6455 §5.5.3'],
      purpose: 'Send a pong that answers nothing, then Close.',
      expectation: 'The pong is ignored; the Close is answered.',
      steps: [frame(10, payload), { do: 'close', code: 1000 }],
    }),
  ),
  exchange({
    id: 'ping-pong/unsolicited-pong-then-ping',
    autobahn: '2.9',
    rfc,
    purpose: 'Send a pong that answers nothing, then a ping.',
    expectation: 'Only the ping is answered.',
    steps: [frame(10, unsolicited), frame(ping, text('a real ping'))],
    strict: [[pong(text('a real ping'))]],
  }),
  exchange({ id: 'ping-pong/ten-pings', autobahn: '2.10', ...ten, steps: tenPings }),
  exchange({
    id: 'ping-pong/ten-pings-octet-wise',
    autobahn: '2.11',
    ...ten,
    steps: delivered(tenPings, 'octet-wise'),
  }),
]
