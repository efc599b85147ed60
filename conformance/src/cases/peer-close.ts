/**
 * Groups `peer-close` and `close-timing`: closes that the peer begins, and what peers do when the other side vanishes.
 * The first needs an agent that begins to close on the text `conformance:close CODE REASON`; one that echoes this text
 * is `unimplemented`.
 */
import { Opcode } from '../peer/frame.js'
import type { Conversation, Talk } from '../run/talk.js'
import { failed, nonStrict, strict, unimplemented } from '../run/talk.js'
import type { Case, Probe, ProbeVerdict } from './case.js'

const notKnown = unimplemented('The peer echoes the text that tells it to close (see docs/conformance/agents.md).')

/** Tells the peer to close and gives its Close frame, or the verdict where none came. */
async function peersClose(talk: Talk, conversation: Conversation, code: number, reason: string) {
  await conversation.sendText(`conformance:close ${code} ${reason}`)
  const event = await conversation.next(talk.timing.wait(2))
  if (event?.kind === 'message') return notKnown
  if (event?.kind !== 'close') return failed(event ? `Instead of Close came: ${event.kind}.` : 'No Close came.')
  return event.close
}

const isVerdict = (value: object): value is ProbeVerdict => 'verdict' in value

/** The peer must end TCP once Close frames went both ways; as a server the tester ends it. */
async function endsCleanly(talk: Talk, conversation: Conversation): Promise<ProbeVerdict> {
  if (conversation.connection.role === 'server') conversation.connection.end()
  const { ended, messages } = await conversation.ending(talk.timing.drop + 500, false)
  if (messages > 0) return failed('The peer sent a message behind its Close frame.')
  return ended ? strict('Close frames went both ways and TCP was ended.') : nonStrict('The peer left TCP open.')
}

function closing(code: number, reason: string): Probe {
  return async (talk) => {
    const conversation = await talk.open()
    const close = await peersClose(talk, conversation, code, reason)
    if (isVerdict(close)) return close
    if (close.code !== code) return failed(`The Close frame has code ${close.code ?? 'none'} instead of ${code}.`)
    if (close.reason !== reason)
      return failed(`The Close frame has the reason "${close.reason}" instead of "${reason}".`)
    await conversation.close(code)
    return endsCleanly(talk, conversation)
  }
}

const dataAfter: Probe = async (talk) => {
  const conversation = await talk.open()
  const close = await peersClose(talk, conversation, 1000, '')
  if (isVerdict(close)) return close
  await conversation.sendText('too late for an echo')
  await conversation.send({ opcode: Opcode.ping, payload: Buffer.from('too late') })
  await conversation.close()
  return endsCleanly(talk, conversation)
}

const crossing: Probe = async (talk) => {
  const conversation = await talk.open()
  void conversation.sendText('conformance:close 1000 ')
  await conversation.close(1001)
  const { closed, ended, messages } = await conversation.ending(talk.timing.wait(2), false)
  if (messages > 0) return notKnown
  if (!closed) return failed('No Close came.')
  return ended || conversation.connection.role === 'server'
    ? strict('One Close each, then the end.')
    : nonStrict('The peer left TCP open.')
}

/** Longest time that a peer may wait for the answer to its Close frame. */
const longestWait = 35_000

const unanswered: Probe = async (talk) => {
  const conversation = await talk.open()
  const close = await peersClose(talk, conversation, 1000, '')
  if (isVerdict(close)) return close
  const start = performance.now()
  const { ended } = await conversation.ending(longestWait, false)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return ended ? strict(`The peer gave up after ${seconds} s.`) : failed(`The peer still waits after ${seconds} s.`)
}

const commands: [name: string, purpose: string, expectation: string, probe: Probe, rfc: string][] = [
  [
    'normal',
    'Have the peer close with 1000.',
    'A Close frame with 1000; then TCP is ended.',
    closing(1000, ''),
    '6455 §7.1.2',
  ],
  [
    'code-and-reason',
    'Have the peer close with 4001 and a reason.',
    'Both arrive; then TCP is ended.',
    closing(4001, 'fare well, grüße'),
    '6455 §7.1.6',
  ],
  [
    'longest-reason',
    'Have the peer close with a reason of 123 octets.',
    'It arrives whole.',
    closing(4002, 'r'.repeat(123)),
    '6455 §5.5.1',
  ],
  [
    'data-after',
    'Have the peer close; send a message and a ping before answering.',
    'Neither is answered.',
    dataAfter,
    '6455 §5.5.1',
  ],
  [
    'crossing',
    'Have the peer close and close at the same time.',
    'One Close frame comes; then TCP is ended.',
    crossing,
    '6455 §7.1.3',
  ],
  [
    'unanswered',
    'Have the peer close and never answer.',
    'The peer gives up and ends TCP within 35 s.',
    unanswered,
    '6455 §7.1.1',
  ],
]

export const peerClose: Case[] = commands.map(([name, purpose, expectation, probe, rfc]) => ({
  kind: 'probe',
  id: `peer-close/${name}`,
  rfc: [rfc],
  purpose,
  expectation,
  probe,
}))

const ends =
  (act: (conversation: Conversation) => Promise<void> | void, ms = 5000): Probe =>
  async (talk) => {
    const conversation = await talk.open()
    if (!(await conversation.echoes('before', talk.timing.wait(2)))) return failed('The connection does not echo.')
    await act(conversation)
    const { ended } = await conversation.ending(ms, false)
    if (!ended) return failed(`TCP is still open after ${ms / 1000} s.`)
    return (await talk.alive())
      ? strict('The peer ended the connection and serves others.')
      : failed('The peer serves no one any more.')
  }

const halfFrame = Buffer.from([0x81, 0xfe, 0x40, 0x00, 1, 2, 3, 4, 5, 6])

export const closeTiming: Case[] = [
  {
    id: 'close-timing/tcp-end-without-close',
    purpose: 'End TCP without a Close frame.',
    expectation: 'The peer ends TCP, too, and goes on serving others.',
    probe: ends((conversation) => conversation.connection.end()),
  },
  {
    id: 'close-timing/tcp-end-inside-frame',
    purpose: 'End TCP in the middle of a frame.',
    expectation: 'The peer ends TCP, too, and goes on serving others.',
    probe: ends(async ({ connection }) => {
      const octets = Buffer.from(halfFrame)
      if (connection.role === 'server') octets[1] = 0x7e
      await connection.write(octets)
      connection.end()
    }),
  },
  {
    id: 'close-timing/reset',
    purpose: 'Reset TCP while messages are under way.',
    expectation: 'The peer goes on serving others.',
    probe: ends(async (conversation) => {
      for (let i = 0; i < 50; i++) void conversation.sendText('x'.repeat(1000))
      conversation.connection.reset()
    }),
  },
  {
    id: 'close-timing/failed-and-unanswered',
    purpose: 'Break a rule, then neither answer the Close frame nor end TCP.',
    expectation: 'The peer gives up and ends TCP within 35 s.',
    probe: ends((conversation) => conversation.send({ opcode: 3 }), longestWait),
  },
].map((one) => ({ kind: 'probe', rfc: ['6455 §7.1.1'], ...one }))
