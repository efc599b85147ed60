/**
 * Group `close`: closing handshakes begun by the tester, with bodies and codes that are right or wrong.
 */
import type { Case, Step } from './case.js'
import { type ExchangeParts, exchange, frame, message, testerCloses } from './exchange.js'
import { hex, longText, octetsOf, text } from './payload.js'

const greeting = text('Good morning!')
const normal: Step = { do: 'close', code: 1000 }
const normalClosing = { ...testerCloses, wrongCodeFails: true }
/** The tester closes, and the peer may answer with one of these codes, or drop TCP. */
const answered = (...codes: number[]) => ({ by: 'tester' as const, codes, clean: false, wrongCodeFails: true })

function closing(parts: ExchangeParts): Case {
  return exchange({ onWait: 'fail', autoClose: false, closing: normalClosing, ...parts })
}

const order: Case[] = [
  closing({
    id: 'close/after-echo',
    autobahn: '7.1.1',
    rfc: ['6455 §7.1.2'],
    purpose: 'Send a message, then close once it came back.',
    expectation: 'The message comes back; the Close is answered with 1000.',
    steps: [frame(1, greeting)],
    strict: [[message('text', greeting)]],
    autoClose: undefined,
  }),
  closing({
    id: 'close/twice',
    autobahn: '7.1.2',
    rfc: ['6455 §5.5.1'],
    purpose: 'Send two Close frames.',
    expectation: 'The first is answered; the second is ignored.',
    steps: [normal, frame(8)],
  }),
  closing({
    id: 'close/then-ping',
    autobahn: '7.1.3',
    rfc: ['6455 §5.5.1'],
    purpose: 'Send a Close frame, then a ping.',
    expectation: 'The ping is not answered.',
    steps: [normal, frame(9)],
  }),
  closing({
    id: 'close/then-text',
    autobahn: '7.1.4',
    rfc: ['6455 §5.5.1'],
    purpose: 'Send a Close frame, then a text message.',
    expectation: 'The message is not echoed.',
    steps: [normal, frame(1, greeting)],
  }),
  closing({
    id: 'close/inside-message',
    autobahn: '7.1.5',
    rfc: ['6455 §5.5.1'],
    purpose: 'Send a Close frame between the two frames of a message.',
    expectation: 'The Close is answered; the message is not echoed.',
    steps: [frame(1, text('part one, '), { fin: false }), normal, frame(0, text('part two'))],
  }),
  closing({
    id: 'close/behind-large-message',
    autobahn: '7.1.6',
    rfc: ['6455 §7.1.2'],
    purpose: 'Send 256 KiB, a small message, a Close frame and a ping, all at once.',
    expectation: 'Not laid down: a peer may finish the echoes or stop at once.',
    steps: [frame(1, longText(262144)), frame(1, greeting), normal, frame(9)],
    strict: [[message('text', longText(262144)), message('text', greeting)]],
    nonStrict: [[], [message('text', longText(262144))]],
    informational: true,
    closing: testerCloses,
  }),
]

const reason123 = octetsOf(longText(123))
const reason124 = octetsOf(longText(124))
const bodies: [name: string, step: Step, ok: boolean, purpose: string][] = [
  ['empty', { do: 'close' }, true, 'an empty body'],
  ['one-octet', { do: 'close', body: text('a') }, false, 'a body of one octet'],
  ['code', normal, true, 'a code and no reason'],
  ['code-and-reason', { do: 'close', code: 1000, reason: greeting }, true, 'a code and a reason'],
  [
    'longest-reason',
    { do: 'close', code: 1000, reason: reason123 },
    true,
    'a reason of 123 octets, the most there may be',
  ],
  ['reason-too-long', { do: 'close', code: 1000, reason: reason124 }, false, 'a reason of 124 octets, one too many'],
]

const bodyCases = bodies.map(([name, step, ok, purpose], i) =>
  closing({
    id: `close/body-${name}`,
    autobahn: `7.3.${i + 1}`,
    rfc: ['6455 §5.5.1'],
    purpose: `Send a Close frame with ${purpose}.`,
    expectation: ok ? 'It is answered with 1000 or without a code.' : 'The connection is failed with 1002.',
    steps: [step],
    closing: ok ? normalClosing : answered(1002),
  }),
)

const badReason = closing({
  id: 'close/reason-not-utf8',
  autobahn: '7.5.1',
  rfc: ['6455 §5.5.1', '6455 §8.1'],
  purpose: 'Send a Close frame whose reason is not UTF-8.',
  expectation: 'The connection is failed with 1007 or 1002.',
  steps: [{ do: 'close', code: 1000, reason: hex('ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64') }],
  closing: answered(1002, 1007),
})

const validCodes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]
const invalidCodes = [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999]
const undefinedCodes = [5000, 65535]

const codeCases = [
  ...validCodes.map((code, i) =>
    closing({
      id: `close/code-${code}`,
      autobahn: `7.7.${i + 1}`,
      rfc: ['6455 §7.4'],
      purpose: `Send a Close frame with code ${code}.`,
      expectation: `It is answered with ${code}, 1000 or no code.`,
      steps: [{ do: 'close', code }],
      closing: { ...normalClosing, codes: [1000, code] },
    }),
  ),
  ...invalidCodes.map((code, i) =>
    closing({
      id: `close/code-${code}`,
      autobahn: `7.9.${i + 1}`,
      rfc: ['6455 §7.4'],
      purpose: `Send a Close frame with code ${code}, which must not be sent.`,
      expectation: 'The connection is failed with 1002.',
      steps: [{ do: 'close', code }],
      closing: answered(1002),
    }),
  ),
  ...undefinedCodes.map((code, i) =>
    closing({
      id: `close/code-${code}`,
      autobahn: `7.13.${i + 1}`,
      rfc: ['6455 §7.4.2'],
      purpose: `Send a Close frame with code ${code}, beyond the ranges that the RFC gives a meaning.`,
      expectation: 'Not laid down.',
      steps: [{ do: 'close', code }],
      informational: true,
      closing: { by: 'tester', codes: [1000, code, 1002], clean: false },
    }),
  ),
]

export const close: Case[] = [...order, ...bodyCases, badReason, ...codeCases]
