/**
 * A meeting with the peer before the opening handshake: the tester dials a server, or was dialled by a client.
 */
import type { Socket } from 'node:net'
import type { AgentRole, DeflateTerms } from '../cases/case.js'
import { Connection } from '../peer/connection.js'
import { answerOffers, ExtensionFault } from '../peer/extension-header.js'
import { type HttpHead, headerValue, headerValues, writeHead } from '../peer/http-head.js'
import { checkRequest, HandshakeFault, responseFields } from '../peer/opening-handshake.js'
import { openConnection, type Target } from '../peer/transport.js'
import { WireLog } from '../peer/wire-log.js'
import type { Timing } from './timing.js'

/** See the head of the file. */
export interface Encounter {
  /** What the peer is. */
  readonly agentRole: AgentRole
  readonly log: WireLog
  /** Completes the opening handshake; the connection waits for `start()`. @throws HandshakeFault */
  open(deflate?: DeflateTerms): Promise<Connection>
  /** Testing a server. */
  readonly target?: Target
  /** Testing a client: what it sent. */
  readonly incoming?: Incoming
}

/** A client's request that waits for an answer. */
export interface Incoming {
  socket: Socket
  head: HttpHead
  /** Bytes behind the head. */
  rest: Buffer
}

/** Dials a server; each `open` is a connection of its own. */
export function dialling(target: Target, timing: Timing, log = new WireLog()): Encounter {
  return {
    agentRole: 'server',
    log,
    target,
    open: (deflate) => openConnection(target, { extensions: deflate?.offers, timeout: timing.handshake, log }),
  }
}

/** Answers a client; `open` works once. */
export function dialled(incoming: Incoming, log = new WireLog()): Encounter {
  const { socket, head, rest } = incoming
  return {
    agentRole: 'client',
    log,
    incoming,
    async open(deflate) {
      try {
        const { key } = checkRequest(head)
        if (headerValues(head, 'sec-websocket-extensions').length > 1 && deflate) {
          throw new HandshakeFault('Sec-WebSocket-Extensions stands twice')
        }
        const answer = deflate && answerOffers(headerValue(head, 'sec-websocket-extensions'), deflate.asks)
        const octets = writeHead('HTTP/1.1 101 Switching Protocols', responseFields(key, answer?.header))
        log.add({ from: 'tester', kind: 'head', text: octets.toString('latin1') })
        socket.write(octets)
        return new Connection(socket, 'server', log, answer?.agreed, rest)
      } catch (error) {
        if (!(error instanceof HandshakeFault || error instanceof ExtensionFault)) throw error
        socket.end(writeHead('HTTP/1.1 400 Bad Request', [['Connection', 'close']]))
        throw new HandshakeFault(error.message)
      }
    },
  }
}
