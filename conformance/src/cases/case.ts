/**
 * The shape of a case: what it is for, what the tester does, and what it expects. Data only.
 * How a case is run stands in run/, how it is judged in judge/.
 */
import type { OutgoingFrame } from '../peer/connection.js'
import type { DeflateAsk } from '../peer/extension-header.js'
import type { HttpHead } from '../peer/http-head.js'
import type { HeaderFields, RequestHead } from '../peer/opening-handshake.js'
import type { Payload } from './payload.js'

/** The side that an implementation under test plays. */
export type AgentRole = 'server' | 'client'

/** What every case says of itself. */
export interface CaseFacts {
  /** Stable: `group/name`. */
  id: string
  /** The id of the same case in the Autobahn testsuite. */
  autobahn?: string
  /** Sections of the RFCs, as `6455 §5.2`. */
  rfc: string[]
  /** What is tried, in a sentence. */
  purpose: string
  /** What a right peer does, in a sentence. */
  expectation: string
  /** Default: both. */
  roles?: AgentRole[]
}

/** One thing that the tester does. */
export type Step =
  | {
      do: 'frame'
      /** Octets per TCP write, the header included. */
      chop?: number
      /** A write of its own; otherwise neighbours leave together. */
      ownWrite?: boolean
      /** Sends the frame that often. Default 1. */
      times?: number
      frame: Omit<OutgoingFrame, 'payload'> & { payload?: Payload }
    }
  | { do: 'message'; type: 'text' | 'binary'; payload: Payload; fragment?: number; emptyLast?: boolean }
  /** Starts the tester's closing handshake; `{}` has an empty body. `body` replaces code and reason. */
  | { do: 'close'; code?: number; reason?: Uint8Array; body?: Uint8Array }
  /** The header of one frame of `length` octets, whose payload follows in `data` steps. */
  | { do: 'header'; opcode: number; fin: boolean; length: number }
  | { do: 'data'; payload: Uint8Array }
  /** Anything at all. */
  | { do: 'octets'; octets: Uint8Array }
  /** Seconds; the event is recorded if the connection is still open, otherwise the rest is left out. */
  | { do: 'pause'; seconds: number; tag?: string; continueIf: 'open' | 'not-closed' }

/** What the tester expects to see, in order. */
export type ExpectedEvent =
  | { kind: 'message'; type: 'text' | 'binary'; payload: Payload }
  | { kind: 'pong'; payload: Payload }
  | { kind: 'timeout'; tag: string }

/** What the closing of the connection must be like. */
export interface ExpectedClosing {
  /** Who sends the first Close; `peer` is also met by dropping TCP. */
  by: 'tester' | 'peer'
  /** Codes that the peer may send; none at all always passes. The first is what the tester sends. */
  codes: number[]
  /** Close frames both ways, in time. */
  clean: boolean
  /** A wrong code fails the case itself, too. */
  wrongCodeFails?: boolean
  /** The wrong side closing fails the case itself, too. */
  wrongSideFails?: boolean
}

/** Steps, then events that must come back. */
export interface ExchangeCase extends CaseFacts {
  kind: 'exchange'
  steps: Step[]
  /** Seconds of silence after the last step. */
  wait: number
  /** What ends the wait: the tester fails the connection (1001), or begins to close it. */
  onWait: 'fail' | 'close'
  /** False: the tester never closes by itself after a match. */
  autoClose?: false
  /** The alternatives that are right. */
  strict: ExpectedEvent[][]
  /** The alternatives that are tolerated. */
  nonStrict?: ExpectedEvent[][]
  closing: ExpectedClosing
  /** Both verdicts are `informational`. */
  informational?: true
  /** The offers and asks, where the case needs permessage-deflate. */
  deflate?: DeflateTerms
}

/** What the tester offers as a client and asks for as a server, in order of preference. @rfc 7692 §7.1 */
export interface DeflateTerms {
  offers: string
  asks: DeflateAsk[]
}

/** Messages one by one, each awaiting the echo of the one before. */
export interface LockstepCase extends CaseFacts {
  kind: 'lockstep'
  type: 'text' | 'binary'
  count: number
  /** The k-th payload. */
  payload: (k: number) => Payload
  fragment?: number
  /** Seconds that an echo may take. */
  wait: number
  deflate?: DeflateTerms
}

/** An opening handshake that the tester spoils or varies. */
export interface HandshakeCase extends CaseFacts {
  kind: 'handshake'
  /** Testing a server: edits the right request. */
  request?: (head: RequestHead) => void
  /** Testing a client: edits the right answer (`startLine`, `headers`). */
  response?: (answer: { startLine: string; headers: HeaderFields }, request: HttpHead) => void
  /** What follows the head at once, in the same write. */
  trailing?: Uint8Array
  /** Octets per write of the head. Default: all. */
  chop?: number
  expect: HandshakeExpectation
}

/** `accept`: the handshake completes and a message is echoed. `refuse`: it must not complete. */
export interface HandshakeExpectation {
  outcome: 'accept' | 'refuse'
  /** The other outcome is tolerated (`non-strict`) or only noted (`informational`). */
  otherwise?: 'non-strict' | 'informational'
  /** Testing a server that refuses: statuses that are right; another 4xx or 5xx, or a dropped connection, is non-strict. */
  statuses?: number[]
  /** Testing a client that refuses: it may leave TCP open, as the answer was good HTTP. */
  tcpMayStay?: true
  /** A further rule on the answer (testing a server) or the request (testing a client): the sentence of what is wrong. */
  check?: (head: HttpHead) => string | undefined
}

/** A case with a program of its own, for what the other kinds cannot say. */
export interface ProbeCase extends CaseFacts {
  kind: 'probe'
  probe: Probe
  /** What the tester offers or asks, where the probe needs permessage-deflate. */
  deflate?: DeflateTerms
  /** The probe opens its connections itself; testing a server only. */
  ownConnections?: true
}

/** Runs against a peer and says how it went. See run/probe.ts for what it is given. */
export type Probe = (talk: import('../run/talk.js').Talk) => Promise<ProbeVerdict>

/** The verdict of a probe with its reason. */
export interface ProbeVerdict {
  verdict: 'strict' | 'non-strict' | 'informational' | 'unimplemented' | 'failed'
  reason: string
}

export type Case = ExchangeCase | LockstepCase | HandshakeCase | ProbeCase

/** The part of an id before the slash. */
export function groupOf(one: { id: string }): string {
  return one.id.slice(0, one.id.indexOf('/'))
}
