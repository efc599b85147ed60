/**
 * Groups `backpressure` and `tls`: many messages at once, readers that pause, and the same over TLS.
 */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Conversation, Talk } from '../run/talk.js'
import { failed, nonStrict, strict, unimplemented } from '../run/talk.js'
import type { Case, Probe, ProbeVerdict } from './case.js'
import { longBinary, longText, octetsOf } from './payload.js'

interface Sent {
  type: 'text' | 'binary'
  payload: Uint8Array
}

const digest = (type: string, payload: Uint8Array) => createHash('sha1').update(type).update(payload).digest('hex')

/** Reads the echoes and compares order, type and contents. */
async function allCameBack(talk: Talk, conversation: Conversation, messages: Sent[]): Promise<ProbeVerdict> {
  for (const [i, { type, payload }] of messages.entries()) {
    const echo = await conversation.until('message', talk.timing.wait(10))
    if (echo === undefined) return failed(`Echo ${i + 1} of ${messages.length} did not come.`)
    if (digest(echo.type, echo.payload) !== digest(type, payload))
      return failed(`Echo ${i + 1} of ${messages.length} differs.`)
  }
  return strict(`${messages.length} messages came back in order.`)
}

/** Mixed types and sizes; 0 to a few KiB, now and then a large one. */
function mixture(count: number): Sent[] {
  return Array.from({ length: count }, (_, i) => {
    const length = i % 97 === 0 ? 100_000 : (i * 37) % 3000
    return i % 2
      ? { type: 'text', payload: octetsOf(longText(length, i + 1)) }
      : { type: 'binary', payload: octetsOf(longBinary(length, i + 1)) }
  })
}

const same = (count: number, length: number): Sent[] =>
  Array.from({ length: count }, (_, i) => ({ type: 'binary', payload: octetsOf(longBinary(length, i + 1)) }))

async function encodeAll(conversation: Conversation, messages: Sent[]): Promise<Buffer> {
  const parts: Buffer[] = []
  for (const message of messages) parts.push(await conversation.connection.encodeMessage(message))
  return Buffer.concat(parts)
}

const pipelined =
  (messages: () => Sent[]): Probe =>
  async (talk) => {
    const conversation = await talk.open()
    const sent = messages()
    void conversation.connection.write(await encodeAll(conversation, sent))
    return allCameBack(talk, conversation, sent)
  }

const pausedReader: Probe = async (talk) => {
  const conversation = await talk.open()
  const sent = same(200, 64 * 1024)
  conversation.connection.socket.pause()
  void conversation.connection.write(await encodeAll(conversation, sent))
  await delay(500)
  conversation.connection.socket.resume()
  const verdict = await allCameBack(talk, conversation, sent)
  const closed = verdict.verdict === 'failed' && conversation.connection.ended
  return closed ? nonStrict('The peer closed the connection of a reader that paused.') : verdict
}

const othersServed: Probe = async (talk) => {
  const blocked = await talk.open()
  blocked.connection.socket.pause()
  void blocked.connection.write(await encodeAll(blocked, same(100, 64 * 1024)))
  const start = performance.now()
  if (!(await talk.alive())) return failed('Another connection is not served.')
  return strict(`Another connection was served in ${Math.round(performance.now() - start)} ms.`)
}

const probe = (id: string, purpose: string, expectation: string, program: Probe, rest: Partial<Case> = {}): Case =>
  ({ kind: 'probe', id, rfc: ['6455 §5.4'], purpose, expectation, probe: program, ...rest }) as Case

export const backpressure: Case[] = [
  probe(
    'backpressure/pipelined-small',
    'Send 10,000 messages of 20 octets in one write.',
    'All come back in order.',
    pipelined(() => same(10_000, 20)),
  ),
  probe(
    'backpressure/pipelined-mixture',
    'Send 1,000 messages of mixed types and sizes in one write.',
    'All come back in order.',
    pipelined(() => mixture(1000)),
  ),
  probe(
    'backpressure/paused-reader',
    'Send 12.5 MiB, begin to read the echoes half a second later.',
    'All come back in order.',
    pausedReader,
  ),
  probe(
    'backpressure/others-served',
    'Send 6 MiB on a connection that does not read; use another.',
    'The other connection echoes.',
    othersServed,
    { roles: ['server'] },
  ),
]

const overTls =
  (program: Probe): Probe =>
  async (talk) => {
    const secure = talk.encounter.target
      ? talk.encounter.target.url.protocol === 'wss:'
      : 'encrypted' in talk.encounter.incoming!.socket
    return secure ? program(talk) : unimplemented('The connection is not over TLS; use wss: or --tls.')
  }

const recordPerOctet: Probe = async (talk) => {
  const conversation = await talk.open()
  const sent = same(1, 200)
  for (const octet of await encodeAll(conversation, sent)) await conversation.connection.write(Uint8Array.of(octet))
  return allCameBack(talk, conversation, sent)
}

const cutOff: Probe = async (talk) => {
  const conversation = await talk.open()
  if (!(await conversation.echoes('before', talk.timing.wait(2)))) return failed('The connection does not echo.')
  conversation.connection.destroy()
  return (await talk.alive()) ? strict('The peer serves others.') : failed('The peer serves no one any more.')
}

export const tls: Case[] = [
  probe(
    'tls/mixture',
    'Send 200 messages of mixed types and sizes over TLS.',
    'All come back in order.',
    overTls(pipelined(() => mixture(200))),
  ),
  probe(
    'tls/1mib',
    'Send a message of 1 MiB over TLS.',
    'It comes back.',
    overTls(pipelined(() => same(1, 1024 * 1024))),
  ),
  probe(
    'tls/record-per-octet',
    'Send a frame in TLS records of one octet.',
    'The message comes back.',
    overTls(recordPerOctet),
  ),
  probe('tls/cut-off', 'End TCP without a TLS close_notify.', 'The peer serves others.', overTls(cutOff)),
]
