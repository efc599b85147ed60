/**
 * Group `deflate-negotiation`: what a server answers to offers of permessage-deflate, the wrong ones included.
 */
import { type ExtensionOffer, parseExtensions } from '../peer/extension-header.js'
import { type HttpHead, headerValue } from '../peer/http-head.js'
import type { Case, HandshakeExpectation } from './case.js'
import { adding } from './handshake-edits.js'

function answered(head: HttpHead): ExtensionOffer | undefined {
  const header = headerValue(head, 'sec-websocket-extensions')
  return header === undefined ? undefined : parseExtensions(header)[0]
}

type Check = (answer: ExtensionOffer | undefined) => string | undefined
const parameterOf = (answer: ExtensionOffer | undefined, name: string) =>
  answer?.parameters.find(([key]) => key === name)?.[1]

const noAnswer: Check = (answer) => (answer ? `The server accepted it: ${answer.name}.` : undefined)
const noClientWindow: Check = (answer) =>
  parameterOf(answer, 'client_max_window_bits') === undefined
    ? undefined
    : 'The answer sets client_max_window_bits, which was not offered.'
const keeps =
  (name: string): Check =>
  (answer) =>
    !answer || parameterOf(answer, name) !== undefined ? undefined : `The answer accepts the offer without its ${name}.`
const windowAtMost =
  (bits: number): Check =>
  (answer) =>
    !answer || Number(parameterOf(answer, 'server_max_window_bits')) <= bits
      ? undefined
      : `The answer does not keep server_max_window_bits at ${bits} or below.`

const d = 'permessage-deflate'
/** A bad offer must be declined; refusing the whole handshake is more than the RFC asks for. */
const decline: Partial<HandshakeExpectation> = { otherwise: 'non-strict' }

const rows: [name: string, offer: string, check: Check, what: string, rest?: Partial<HandshakeExpectation>][] = [
  ['plain', d, noClientWindow, 'accepts without client_max_window_bits, or declines'],
  ['client-window', `${d}; client_max_window_bits`, () => undefined, 'accepts, or declines'],
  ['client-window-value', `${d}; client_max_window_bits=10`, () => undefined, 'accepts, or declines'],
  ['server-window-10', `${d}; server_max_window_bits=10`, windowAtMost(10), 'keeps to 10 bits, or declines'],
  ['server-window-8', `${d}; server_max_window_bits=8`, windowAtMost(8), 'keeps to 8 bits, or declines'],
  [
    'server-no-takeover',
    `${d}; server_no_context_takeover`,
    keeps('server_no_context_takeover'),
    'answers with it, or declines',
  ],
  ['quoted-value', `${d}; server_max_window_bits="10"`, windowAtMost(10), 'reads the quoted value, or declines'],
  [
    'second-offer-good',
    `${d}; server_max_window_bits=99, ${d}`,
    noClientWindow,
    'accepts the second offer, or declines',
    decline,
  ],
  ['other-extension-first', `x-unknown, ${d}`, noClientWindow, 'accepts permessage-deflate, or declines'],
  ['unknown-parameter', `${d}; x-unknown`, noAnswer, 'declines', decline],
  ['repeated-parameter', `${d}; client_max_window_bits; client_max_window_bits`, noAnswer, 'declines', decline],
  ['window-7', `${d}; server_max_window_bits=7`, noAnswer, 'declines', decline],
  ['window-16', `${d}; server_max_window_bits=16`, noAnswer, 'declines', decline],
  ['window-leading-zero', `${d}; server_max_window_bits=09`, noAnswer, 'declines', decline],
  ['window-word', `${d}; server_max_window_bits=ten`, noAnswer, 'declines', decline],
  ['window-bare', `${d}; server_max_window_bits`, noAnswer, 'declines', decline],
  ['client-window-16', `${d}; client_max_window_bits=16`, noAnswer, 'declines', decline],
  ['value-on-takeover', `${d}; server_no_context_takeover=1`, noAnswer, 'declines', decline],
  ['malformed', `${d};;=`, noAnswer, 'declines or refuses', { otherwise: 'informational' }],
]

export const deflateNegotiation: Case[] = rows.map(([name, offer, check, what, rest]) => ({
  kind: 'handshake',
  id: `deflate-negotiation/${name}`,
  rfc: ['7692 §7.1', '7692 §5'],
  purpose: `Offer \`${offer}\`.`,
  expectation: `The server ${what}; the connection opens.`,
  roles: ['server'],
  request: adding('Sec-WebSocket-Extensions', offer),
  expect: { outcome: 'accept', check: (head) => check(answered(head)), ...rest },
}))
