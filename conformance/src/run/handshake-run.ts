/**
 * Runs a handshake case: spoils or varies one head, then sees whether the peer goes on.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { HandshakeCase } from '../cases/case.js'
import type { ClosingVerdict, Judgement, Verdict } from '../judge/verdict.js'
import { Connection } from '../peer/connection.js'
import { acceptAnswer, ExtensionFault } from '../peer/extension-header.js'
import { HttpFault, type HttpHead, headerValue, writeHead } from '../peer/http-head.js'
import { checkResponse, HandshakeFault, requestHead, responseFields, statusOf } from '../peer/opening-handshake.js'
import { openSocket, readHead, targetNames } from '../peer/transport.js'
import type { Encounter, Incoming } from './encounter.js'
import { Conversation } from './talk.js'
import type { Timing } from './timing.js'

/** What became of a spoilt handshake. */
type Fate =
  | { outcome: 'accept'; how: string }
  | { outcome: 'refuse'; how: string; status?: number }
  /** Neither: no answer, no echo, no end. */
  | { outcome: 'silence'; how: string }

const probe = 'is this connection open?'

async function writeAll(socket: Socket, octets: Buffer, chop: number | undefined): Promise<void> {
  if (!chop) return void socket.write(octets)
  for (let at = 0; at < octets.length && !socket.destroyed; at += chop) {
    socket.write(octets.subarray(at, at + chop))
    await delay(1)
  }
}

/** Sends a message and sees whether it comes back; then closes. */
async function useConnection(connection: Connection, timing: Timing): Promise<Fate> {
  const talk = new Conversation(connection)
  await talk.sendText(probe)
  let event = await talk.next(timing.wait(1.5))
  const isProbe = () => event?.kind === 'message' && event.payload.toString() === probe
  while (event?.kind === 'pong' || (event?.kind === 'message' && !isProbe())) event = await talk.next(timing.wait(1.5))
  try {
    if (isProbe()) {
      await talk.close()
      await talk.ending(timing.closeAnswer, false)
      return { outcome: 'accept', how: 'The connection was opened and echoes.' }
    }
    if (event?.kind === 'end') return { outcome: 'refuse', how: 'The peer dropped TCP.' }
    if (event?.kind === 'close')
      return { outcome: 'refuse', how: `The peer sent Close (${event.close.code ?? 'no code'}).` }
    return { outcome: 'silence', how: 'The peer kept the connection, but a message did not come back.' }
  } finally {
    connection.destroy()
  }
}

async function tryServer(
  one: HandshakeCase,
  encounter: Encounter,
  timing: Timing,
): Promise<[Fate, HttpHead | undefined]> {
  const { log, target } = encounter
  const request = requestHead(targetNames(target!))
  one.request?.(request)
  const socket = await openSocket(target!)
  const octets = Buffer.concat([writeHead(request.startLine, request.headers), one.trailing ?? Buffer.alloc(0)])
  log.add({ from: 'tester', kind: 'head', text: octets.toString('latin1').slice(0, 4096) })
  await writeAll(socket, octets, one.chop)
  try {
    const { head, rest } = await readHead(socket, timing.wait(2))
    log.add({ from: 'peer', kind: 'head', text: writeHead(head.startLine, head.headers).toString('latin1') })
    const status = statusOf(head)
    if (status !== 101) return [{ outcome: 'refuse', how: `The server answered with status ${status}.`, status }, head]
    if (one.expect.outcome === 'refuse')
      return [{ outcome: 'accept', how: 'The server answered with status 101.' }, head]
    checkResponse(head, request.key, (headerFieldOf(request.headers, 'Sec-WebSocket-Protocol') ?? '').split(/\s*,\s*/))
    const agreed = acceptAnswer(headerValue(head, 'sec-websocket-extensions'))
    const connection = new Connection(socket, 'client', log, agreed, rest)
    return [await useConnection(connection, timing), head]
  } catch (error) {
    if (!(error instanceof HandshakeFault || error instanceof HttpFault || error instanceof ExtensionFault)) throw error
    const silent = /no answer within/.test(error.message)
    return [{ outcome: silent ? 'silence' : 'refuse', how: `The server: ${error.message}.` }, undefined]
  } finally {
    socket.destroy()
  }
}

function headerFieldOf(headers: [string, string][], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

async function tryClient(one: HandshakeCase, encounter: Encounter, incoming: Incoming, timing: Timing): Promise<Fate> {
  const { socket, head, rest } = incoming
  const key = headerValue(head, 'sec-websocket-key') ?? ''
  const answer = { startLine: 'HTTP/1.1 101 Switching Protocols', headers: responseFields(key) }
  one.response?.(answer, head)
  const octets = Buffer.concat([writeHead(answer.startLine, answer.headers), one.trailing ?? Buffer.alloc(0)])
  encounter.log.add({ from: 'tester', kind: 'head', text: octets.toString('latin1').slice(0, 4096) })
  await writeAll(socket, octets, one.chop)
  return useConnection(new Connection(socket, 'server', encounter.log, undefined, rest), timing)
}

function judge(one: HandshakeCase, fate: Fate, head: HttpHead | undefined): Judgement<Verdict> {
  const { outcome, otherwise = 'failed', statuses, check } = one.expect
  const fault = fate.outcome === 'accept' || outcome === 'refuse' ? head && check?.(head) : undefined
  if (fault) return { verdict: 'failed', reason: fault }
  // A client that does not go on, but leaves TCP open, has refused.
  if (outcome === 'refuse' && fate.outcome === 'silence' && one.response) {
    return { verdict: one.expect.tcpMayStay ? 'strict' : 'non-strict', reason: fate.how }
  }
  if (fate.outcome !== outcome) return { verdict: otherwise, reason: fate.how }
  if (fate.outcome === 'refuse' && statuses && !statuses.includes(fate.status ?? 0)) {
    return { verdict: 'non-strict', reason: `${fate.how} Expected: ${statuses.join(' or ')}.` }
  }
  return { verdict: 'strict', reason: fate.how }
}

/** Runs the case in the role that the encounter has. */
export async function runHandshake(
  one: HandshakeCase,
  encounter: Encounter,
  timing: Timing,
): Promise<{ behavior: Judgement<Verdict>; closing: Judgement<ClosingVerdict> }> {
  const { incoming } = encounter
  const [fate, head] = incoming
    ? [await tryClient(one, encounter, incoming, timing), incoming.head]
    : await tryServer(one, encounter, timing)
  return { behavior: judge(one, fate, head), closing: { verdict: 'none', reason: 'The case is about the opening.' } }
}
