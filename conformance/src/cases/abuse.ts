/**
 * Group `abuse`: peers that send too much, too small, too slowly. What counts is that the peer sets a limit or copes, and
 * that it goes on serving others.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { constants, deflateRawSync } from 'node:zlib'
import { openSocket } from '../peer/transport.js'
import type { Conversation, Talk } from '../run/talk.js'
import { failed, nonStrict, strict, unimplemented } from '../run/talk.js'
import type { Case, DeflateTerms, Probe, ProbeVerdict } from './case.js'

const mib = 1024 * 1024
const deflate: DeflateTerms = { offers: 'permessage-deflate', asks: [{}] }

/** Sends in portions, as long as the peer takes them. */
async function pour(conversation: Conversation, portion: () => Buffer, times: number): Promise<void> {
  for (let i = 0; i < times && !conversation.connection.ended; i++) {
    const written = conversation.connection.write(portion())
    if ((await Promise.race([written, delay(10_000, 'stuck')])) === 'stuck') return
  }
}

/** Octets of many equal frames without a line in the log for each. */
function frames(conversation: Conversation, count: number, first: number, payload: Uint8Array): Buffer {
  const masked = conversation.connection.role === 'client'
  const one = Buffer.concat([
    Buffer.from([first, (masked ? 0x80 : 0) | payload.length]),
    Buffer.alloc(masked ? 4 : 0),
    payload,
  ])
  return Buffer.alloc(one.length * count, one)
}

/** After the abuse: closed, or still of use? */
async function copes(talk: Talk, conversation: Conversation, ms = 10_000): Promise<ProbeVerdict> {
  const echoed = await conversation.echoes('are you well?', ms)
  if (!(await talk.alive())) return failed('The peer serves no one any more.')
  if (echoed) return strict('The peer coped and still echoes.')
  const { closed, ended, code } = await conversation.ending(1000)
  if (conversation.connection.ended || ended || closed)
    return strict(`The peer closed the connection (${code ?? 'no code'}).`)
  return failed('The connection is open, but of no use any more.')
}

const fragmentFlood =
  (size: number): Probe =>
  async (talk) => {
    const conversation = await talk.open()
    await conversation.send({ opcode: 1, fin: false })
    await pour(conversation, () => frames(conversation, 10_000, 0x00, Buffer.alloc(size, 0x61)), 20)
    await conversation.send({ opcode: 0 })
    const event = await conversation.next(10_000)
    if (event?.kind === 'message' && event.payload.length !== 200_000 * size)
      return failed('The echo has the wrong length.')
    if (event === undefined) return failed('Neither an echo nor a Close came within 10 s.')
    if (event.kind === 'message') return copes(talk, conversation)
    return (await talk.alive()) ? strict('The peer closed the connection.') : failed('The peer serves no one any more.')
  }

const pingFlood =
  (reading: boolean): Probe =>
  async (talk) => {
    const conversation = await talk.open()
    const { socket } = conversation.connection
    if (!reading) socket.pause()
    await pour(conversation, () => frames(conversation, 1000, 0x89, Buffer.alloc(125, 0x70)), 50)
    socket.resume()
    return copes(talk, conversation)
  }

/** Zeros, deflated in segments that do not refer to each other. */
function bomb(inflated: number): Buffer {
  const segment = deflateRawSync(Buffer.alloc(mib), { finishFlush: constants.Z_FULL_FLUSH, level: 9 })
  return Buffer.alloc(segment.length * (inflated / mib), segment)
}

const inflationBomb =
  (fragment: number): Probe =>
  async (talk) => {
    const conversation = await talk.open()
    if (!conversation.connection.deflateAgreed) return unimplemented('The peer did not agree to permessage-deflate.')
    const data = bomb(256 * mib)
    for (let at = 0; at < data.length && !conversation.connection.ended; at += fragment) {
      const first = at === 0
      const fin = at + fragment >= data.length
      await conversation.send({
        opcode: first ? 2 : 0,
        rsv: first ? 4 : 0,
        fin,
        payload: data.subarray(at, at + fragment),
      })
    }
    const event = await conversation.next(30_000)
    conversation.connection.destroy()
    if (!(await talk.alive())) return failed('The peer serves no one any more.')
    if (event === undefined) return failed('Nothing happened within 30 s.')
    if (event.kind === 'message' || event.kind === 'fault')
      return nonStrict('The peer inflated 256 MiB: it has no limit below that.')
    return strict(
      event.kind === 'close' ? `The peer closed with ${event.close.code ?? 'no code'}.` : 'The peer dropped TCP.',
    )
  }

const hugeClaim: Probe = async (talk) => {
  const conversation = await talk.open()
  await conversation.send({ opcode: 2, payload: Buffer.alloc(1000), declaredLength: 2n ** 40n })
  const event = await conversation.next(talk.timing.wait(1))
  if (!(await talk.alive())) return failed('The peer serves no one any more.')
  if (event === undefined) return nonStrict('The peer waits for 2^40 octets.')
  return event.kind === 'close' || event.kind === 'end'
    ? strict('The peer closed the connection.')
    : failed(`Unexpected: ${event.kind}.`)
}

const slowFrame: Probe = async (talk) => {
  const conversation = await talk.open()
  const octets = frames(conversation, 1, 0x81, Buffer.from('slowly'))
  for (const octet of octets) {
    await conversation.connection.write(Uint8Array.of(octet))
    await delay(20)
  }
  const message = await conversation.until('message', talk.timing.wait(2))
  return message?.payload.toString() === 'slowly'
    ? strict('The message came back.')
    : failed('The message did not come back.')
}

const slowHandshakes: Probe = async (talk) => {
  const sockets = await Promise.all(Array.from({ length: 50 }, () => openSocket(talk.encounter.target!)))
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nUpgr')
  const alive = await talk.alive()
  for (const socket of sockets) socket.destroy()
  return alive
    ? strict('Half a request on 50 connections does not hinder others.')
    : failed('A fresh connection was not served.')
}

const manyConnections: Probe = async (talk) => {
  const conversations = await Promise.all(Array.from({ length: 100 }, () => talk.open()))
  const echoes = await Promise.all(conversations.map((one, i) => one.echoes(`number ${i}`, talk.timing.wait(5))))
  const served = echoes.filter(Boolean).length
  return served === 100 ? strict('All 100 echo.') : failed(`Only ${served} of 100 echo.`)
}

const neverReading: Probe = async (talk) => {
  const conversation = await talk.open()
  conversation.connection.socket.pause()
  const payload = Buffer.alloc(64 * 1024, 0x61)
  const portion = conversation.connection.encode({ opcode: 2, payload })
  let sent = 0
  for (; sent < 1024 && !conversation.connection.ended; sent++) {
    const written = conversation.connection.write(portion)
    if ((await Promise.race([written, delay(1500, 'stuck')])) === 'stuck') break
  }
  const alive = await talk.alive()
  conversation.connection.destroy()
  if (!alive) return failed('The peer serves no one any more.')
  if (sent < 1024) return strict(`The peer stopped reading or closed after ${sent} messages of 64 KiB.`)
  return nonStrict('The peer took 64 MiB for a reader that does not read: its memory grows with it.')
}

const rows: [name: string, rfc: string, purpose: string, expectation: string, probe: Probe, rest?: Partial<Case>][] = [
  [
    'empty-fragments',
    '6455 §5.4',
    'Send a message of 200,000 empty fragments.',
    'The peer limits them or copes.',
    fragmentFlood(0),
  ],
  [
    'tiny-fragments',
    '6455 §5.4',
    'Send a message of 200,000 fragments of one octet.',
    'The peer limits them or copes.',
    fragmentFlood(1),
  ],
  ['ping-flood', '6455 §5.5.2', 'Send 50,000 pings.', 'The peer limits them or copes.', pingFlood(true)],
  [
    'ping-flood-unread',
    '6455 §5.5.2',
    'Send 50,000 pings without reading the pongs.',
    'The peer limits them or copes.',
    pingFlood(false),
  ],
  [
    'inflation-bomb',
    '7692 §8',
    'Send 256 MiB of zeros, compressed to a thousandth.',
    'The peer refuses at its limit.',
    inflationBomb(mib),
    { deflate },
  ],
  [
    'inflation-bomb-fragments',
    '7692 §8',
    'The same in fragments of 1000 octets.',
    'The peer refuses at its limit.',
    inflationBomb(1000),
    { deflate },
  ],
  [
    'huge-claim',
    '6455 §10.4',
    'Send the header of a frame of 2^40 octets and a few of them.',
    'The peer refuses it at once.',
    hugeClaim,
  ],
  ['slow-frame', '6455 §5.2', 'Send a frame octet by octet, slowly.', 'The message comes back.', slowFrame],
  [
    'slow-handshakes',
    '6455 §4.2',
    'Open 50 connections that send half a request.',
    'Others are served.',
    slowHandshakes,
    { roles: ['server'] },
  ],
  [
    'many-connections',
    '6455 §4.2',
    'Open 100 connections at once.',
    'All echo.',
    manyConnections,
    { roles: ['server'] },
  ],
  [
    'never-reading',
    '6455 §10.4',
    'Send up to 64 MiB and read none of the echoes.',
    'The peer stops reading, or closes.',
    neverReading,
  ],
]

export const abuse: Case[] = rows.map(([name, rfc, purpose, expectation, probe, rest]) => ({
  kind: 'probe',
  id: `abuse/${name}`,
  rfc: [rfc],
  purpose,
  expectation,
  probe,
  ...(rest as object),
}))
