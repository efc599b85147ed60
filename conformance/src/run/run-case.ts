/**
 * Runs one case in one encounter and judges it. Each kind of case has its runner; the table below is the only switch.
 */
import type { Case, ExchangeCase, ExpectedClosing, LockstepCase, ProbeCase } from '../cases/case.js'
import { octetsOf } from '../cases/payload.js'
import { judgeClosing } from '../judge/closing.js'
import { beginsLike, judgeExchange, matches } from '../judge/exchange.js'
import type { Observation } from '../judge/observation.js'
import type { ClosingVerdict, Judgement, Verdict } from '../judge/verdict.js'
import { HandshakeFault } from '../peer/opening-handshake.js'
import type { WireEntry } from '../peer/wire-log.js'
import type { Encounter } from './encounter.js'
import { runHandshake } from './handshake-run.js'
import { perform } from './perform.js'
import { Session } from './session.js'
import { Talk } from './talk.js'
import type { Timing } from './timing.js'

/** What a case came to. */
export interface CaseResult {
  id: string
  verdict: Verdict
  /** Why, in a sentence. */
  reason: string
  closing: ClosingVerdict
  closingReason: string
  /** The code of the peer's Close frame. */
  closeCode?: number
  /** Milliseconds. */
  duration: number
  wire: WireEntry[]
}

/** The two judgements of a run, and the peer's close code. */
export interface RunOutcome {
  behavior: Judgement<Verdict>
  closing: Judgement<ClosingVerdict>
  closeCode?: number
}

type Runner<C extends Case> = (one: C, encounter: Encounter, timing: Timing) => Promise<RunOutcome>

const normalClosing: ExpectedClosing = { by: 'tester', codes: [1000], clean: true }

/** What is seen of a peer with which no connection came about. */
export function unopened(fault: string): Observation {
  return {
    role: 'client',
    handshakeFault: fault,
    events: [],
    closeSent: false,
    waitedInVain: false,
    clean: false,
    late: [],
  }
}

async function runExchange(one: ExchangeCase, encounter: Encounter, timing: Timing): Promise<RunOutcome> {
  const session = new Session(await encounter.open(one.deflate), timing)
  if (one.deflate && !session.connection.deflateAgreed) return leaveUnimplemented(session)
  if (one.closing.by === 'tester' && one.autoClose !== false && one.strict.length === 1) {
    const sequence = one.strict[0]!
    session.onRecorded = () => {
      const { events } = session.seen
      if (matches(events, sequence) || !beginsLike(events, sequence)) session.close(one.closing.codes[0])
    }
  }
  await perform(one.steps, session)
  session.wait(timing.wait(one.wait), one.onWait)
  await session.finished
  return { ...judgeExchange(one, session.seen), closeCode: session.seen.closeReceived?.code }
}

/** Ends a session whose case needs permessage-deflate. */
async function leaveUnimplemented(session: Session): Promise<RunOutcome> {
  session.close(1000)
  await session.finished
  const behavior: Judgement<Verdict> = {
    verdict: 'unimplemented',
    reason: 'The peer did not agree to permessage-deflate.',
  }
  return { behavior, closing: judgeClosing(session.seen, normalClosing) }
}

async function runLockstep(one: LockstepCase, encounter: Encounter, timing: Timing): Promise<RunOutcome> {
  const session = new Session(await encounter.open(one.deflate), timing)
  if (one.deflate && !session.connection.deflateAgreed) return leaveUnimplemented(session)
  session.keepEvents = false
  const behavior = await lockstep(one, session, Math.min(one.count, timing.messages))
  session.close(1000)
  await session.finished
  const closing = judgeClosing(session.seen, normalClosing)
  return { behavior, closing, closeCode: session.seen.closeReceived?.code }
}

async function lockstep(one: LockstepCase, session: Session, count: number): Promise<Judgement<Verdict>> {
  const { connection, timing } = session
  for (let k = 0; k < count; k++) {
    const payload = octetsOf(one.payload(k))
    const echo = new Promise<string | undefined>((resolve) => {
      session.onRecorded = (event) => {
        if (event.kind !== 'message') return
        const same = event.type === one.type && event.payload.equals(payload)
        resolve(same ? undefined : `Echo ${k + 1} of ${count} differs: ${event.type}, ${event.payload.length} octets.`)
      }
    })
    const octets = await connection.encodeMessage({ type: one.type, payload, fragment: one.fragment })
    void connection.write(octets)
    session.wait(timing.wait(one.wait), 'close')
    const gone = session.finished.then(() => `The connection ended before echo ${k + 1} of ${count}.`)
    const closed = await Promise.race([echo, gone])
    const fault = session.seen.fault && `The peer broke a rule at message ${k + 1}: ${session.seen.fault.rule}.`
    const problem = fault ?? (session.seen.waitedInVain ? `No echo of message ${k + 1} of ${count} in time.` : closed)
    if (problem !== undefined) return { verdict: 'failed', reason: problem }
  }
  return { verdict: 'strict', reason: `${count} messages came back unchanged.` }
}

async function runProbe(one: ProbeCase, encounter: Encounter, timing: Timing): Promise<RunOutcome> {
  const talk = new Talk(encounter, timing, one.deflate)
  try {
    const behavior = await one.probe(talk)
    return { behavior, closing: { verdict: 'none', reason: 'The probe judges the whole.' } }
  } finally {
    talk.dispose()
  }
}

const runners: { [K in Case['kind']]: Runner<Extract<Case, { kind: K }>> } = {
  exchange: runExchange,
  lockstep: runLockstep,
  handshake: runHandshake,
  probe: runProbe,
}

function withoutConnection(one: Case, fault: string): RunOutcome {
  const seen = unopened(fault)
  if (one.kind === 'exchange') return judgeExchange(one, seen)
  const closing = judgeClosing(seen, normalClosing)
  return { behavior: { verdict: 'failed', reason: closing.reason }, closing }
}

/** Runs a case to its end. Never rejects for what the peer does. */
export async function runCase(one: Case, encounter: Encounter, timing: Timing): Promise<CaseResult> {
  const start = performance.now()
  let outcome: RunOutcome
  try {
    outcome = await (runners[one.kind] as Runner<Case>)(one, encounter, timing)
  } catch (error) {
    if (!(error instanceof HandshakeFault)) throw error
    outcome = withoutConnection(one, error.message)
  }
  return {
    id: one.id,
    verdict: outcome.behavior.verdict,
    reason: outcome.behavior.reason,
    closing: outcome.closing.verdict,
    closingReason: outcome.closing.reason,
    closeCode: outcome.closeCode,
    duration: Math.round(performance.now() - start),
    wire: encounter.log.entries(),
  }
}
