/**
 * Judges the events of an exchange case against what the case expects.
 */
import type { ExchangeCase, ExpectedEvent } from '../cases/case.js'
import { octetsOf } from '../cases/payload.js'
import { judgeClosing } from './closing.js'
import type { Observation, RecordedEvent } from './observation.js'
import type { ClosingVerdict, Judgement, Verdict } from './verdict.js'

/** Whether an event is the expected one, to the octet. */
export function isExpected(event: RecordedEvent, expected: ExpectedEvent): boolean {
  if (event.kind === 'timeout') return expected.kind === 'timeout' && event.tag === expected.tag
  if (event.kind !== expected.kind) return false
  if (event.kind === 'message' && expected.kind === 'message' && event.type !== expected.type) return false
  return event.payload.length === expected.payload.length && event.payload.equals(octetsOf(expected.payload))
}

/** Whether the events are exactly the sequence. */
export function matches(events: RecordedEvent[], sequence: ExpectedEvent[]): boolean {
  return events.length === sequence.length && beginsLike(events, sequence)
}

/** Whether more events could still make them the sequence. */
export function beginsLike(events: RecordedEvent[], sequence: ExpectedEvent[]): boolean {
  return events.length <= sequence.length && events.every((event, i) => isExpected(event, sequence[i]!))
}

/** An event in a few words. */
export function describeEvent(event: RecordedEvent | ExpectedEvent): string {
  if (event.kind === 'timeout') return `still open: ${event.tag}`
  const what = event.kind === 'pong' ? 'pong' : `${event.type} message`
  if (event.payload.length > 40 || !(event.payload instanceof Uint8Array))
    return `${what} of ${event.payload.length} octets`
  return `${what} ${Buffer.from(event.payload).toString('hex') || '(empty)'}`
}

const describe = (events: (RecordedEvent | ExpectedEvent)[]) => events.map(describeEvent).join(', ') || 'nothing'

function firstDifference(events: RecordedEvent[], sequence: ExpectedEvent[]): string {
  const at = events.findIndex((event, i) => !sequence[i] || !isExpected(event, sequence[i]))
  if (at >= 0 && sequence[at] && describeEvent(events[at]!) === describeEvent(sequence[at]!)) {
    return `Event ${at + 1}, ${describeEvent(events[at]!)}, has the wrong contents.`
  }
  return `Expected ${describe(sequence)}; received ${describe(events)}.`
}

function judgeEvents(one: ExchangeCase, seen: Observation): Judgement<Verdict> {
  if (one.strict.some((sequence) => matches(seen.events, sequence))) {
    return { verdict: 'strict', reason: `Received as expected: ${describe(seen.events)}.` }
  }
  if (one.nonStrict?.some((sequence) => matches(seen.events, sequence))) {
    return { verdict: 'non-strict', reason: `Received, which is tolerated: ${describe(seen.events)}.` }
  }
  return { verdict: 'failed', reason: firstDifference(seen.events, one.strict[0]!) }
}

/** Both verdicts of an exchange case. */
export function judgeExchange(
  one: ExchangeCase,
  seen: Observation,
): { behavior: Judgement<Verdict>; closing: Judgement<ClosingVerdict> } {
  const closing = judgeClosing(seen, one.closing)
  if (one.informational) {
    return {
      behavior: { verdict: 'informational', reason: `Received ${describe(seen.events)}.` },
      closing: { verdict: 'informational', reason: closing.reason },
    }
  }
  if (seen.handshakeFault !== undefined) return { behavior: { verdict: 'failed', reason: closing.reason }, closing }
  const behavior = judgeEvents(one, seen)
  const wrongCode = one.closing.wrongCodeFails && closing.verdict === 'wrong-code'
  const wrongSide = one.closing.wrongSideFails && (seen.firstClose === 'tester') !== (one.closing.by === 'tester')
  if (behavior.verdict !== 'failed' && (wrongCode || wrongSide)) {
    return { behavior: { verdict: 'failed', reason: closing.reason }, closing }
  }
  if (seen.fault && behavior.verdict === 'failed') behavior.reason = `The peer broke a rule: ${seen.fault.rule}.`
  return { behavior, closing }
}
