/**
 * Short ways to write exchange cases: steps, expected events and the two common endings.
 */
import type { ExchangeCase, ExpectedClosing, ExpectedEvent, Step } from './case.js'
import type { Payload } from './payload.js'

/** A peer that behaves is closed by the tester with 1000. */
export const testerCloses: ExpectedClosing = { by: 'tester', codes: [1000], clean: true }

/** A peer must fail the connection with this code, or drop TCP. @rfc 6455 §7.1.7 */
export const peerFails = (code: number): ExpectedClosing => ({ by: 'peer', codes: [code], clean: false })

type FrameStep = Extract<Step, { do: 'frame' }>
type FrameOptions = Omit<FrameStep['frame'], 'opcode' | 'payload'>

/** How frames leave: together, each in a write of its own, or octet by octet. */
export type Delivery = 'together' | 'apart' | 'octet-wise'

/** A frame step. */
export function frame(opcode: number, payload?: Payload, options: FrameOptions = {}): FrameStep {
  return { do: 'frame', frame: { opcode, payload, ...options } }
}

/** The same frames, delivered differently. */
export function delivered(steps: Step[], delivery: Delivery): Step[] {
  const change = { together: {}, apart: { ownWrite: true }, 'octet-wise': { chop: 1 } }[delivery]
  return steps.map((step) => (step.do === 'frame' ? { ...step, ...change } : step))
}

export const message = (type: 'text' | 'binary', payload: Payload): ExpectedEvent => ({
  kind: 'message',
  type,
  payload,
})
export const pong = (payload: Payload): ExpectedEvent => ({ kind: 'pong', payload })

/** The parts of a case that differ from the usual. */
export type ExchangeParts = Pick<ExchangeCase, 'id' | 'rfc' | 'purpose' | 'expectation' | 'steps'> &
  Partial<ExchangeCase>

/** A case with the usual ending: events as told, then Close 1000 by the tester. */
export function exchange(parts: ExchangeParts): ExchangeCase {
  return { kind: 'exchange', wait: 1, onWait: 'close', strict: [[]], closing: testerCloses, ...parts }
}

/** A case in which the peer must fail the connection. */
export function violation(parts: ExchangeParts, code = 1002): ExchangeCase {
  return exchange({ onWait: 'fail', closing: peerFails(code), ...parts })
}
