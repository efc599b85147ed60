/**
 * The closing handshake as a table. It decides what happens next; the connection does it.
 *
 *     open ──localClose──▶ closeSent ──peerClose──▶ exchanged ──gone──▶ closed
 *       └───peerClose──▶ closeReceived ──localClose──▶ exchanged
 *     open, closeReceived, closeSent ──violation──▶ failed ──gone──▶ closed
 *     open, closeSent ──peerEnded──▶ ending ──gone──▶ closed
 *     open, closeSent, closeReceived ──sendFailed──▶ ending
 *
 * @rfc 6455 §7.1
 */

export const ClosingState = {
  /** Data may flow both ways. */
  Open: 'open',
  /** This endpoint's Close is queued or sent; the peer's is awaited. @rfc 6455 §7.1.3 */
  CloseSent: 'closeSent',
  /** The peer's Close has come; this endpoint's answer is due. */
  CloseReceived: 'closeReceived',
  /** Both Close frames are out; the end of the transport is awaited. */
  Exchanged: 'exchanged',
  /** The peer broke a rule. @rfc 6455 §7.1.7 */
  Failed: 'failed',
  /** The transport is ending without a closing handshake. */
  Ending: 'ending',
  Closed: 'closed',
} as const

export type ClosingState = (typeof ClosingState)[keyof typeof ClosingState]

export type ClosingEvent = 'localClose' | 'peerClose' | 'violation' | 'sendFailed' | 'peerEnded' | 'abort' | 'gone'

/** What the connection does on the way. */
export interface ClosingStep {
  readonly next: ClosingState
  /** Send a Close frame. */
  readonly sendClose?: true
  /** End the outgoing half as soon as all frames are out. */
  readonly endTransport?: true
  /** Destroy the transport when the close timeout passes. */
  readonly startTimer?: true
  /** Drop all that comes from now on. */
  readonly discard?: true
}

const { Open, CloseSent, CloseReceived, Exchanged, Failed, Ending, Closed } = ClosingState

const gone: ClosingStep = { next: Closed }
const fail: ClosingStep = { next: Failed, endTransport: true, startTimer: true, discard: true }
const end: ClosingStep = { next: Ending, endTransport: true, startTimer: true }

/** The frames that waited are dropped, and with them the end that waited behind them. */
function endAgain(next: ClosingState): ClosingStep {
  return { next, endTransport: true }
}

const steps: Readonly<Record<ClosingState, Partial<Record<ClosingEvent, ClosingStep>>>> = {
  [Open]: {
    localClose: { next: CloseSent, sendClose: true, startTimer: true },
    peerClose: { next: CloseReceived, discard: true },
    violation: { ...fail, sendClose: true },
    sendFailed: end,
    peerEnded: end,
    abort: { next: Ending },
    gone,
  },
  [CloseSent]: {
    peerClose: { next: Exchanged, endTransport: true, discard: true },
    violation: fail,
    sendFailed: end,
    peerEnded: end,
    abort: { next: Ending },
    gone,
  },
  [CloseReceived]: {
    localClose: { next: Exchanged, sendClose: true, endTransport: true, startTimer: true },
    sendFailed: end,
    peerEnded: { next: CloseReceived },
    abort: { next: Ending },
    gone,
  },
  [Exchanged]: { sendFailed: endAgain(Exchanged), abort: { next: Ending }, gone },
  [Failed]: { sendFailed: endAgain(Failed), abort: { next: Ending }, gone },
  [Ending]: { sendFailed: endAgain(Ending), gone },
  [Closed]: {},
}

/** The step for an event, or undefined where the event means nothing any more. */
export function closingStep(state: ClosingState, event: ClosingEvent): ClosingStep | undefined {
  return steps[state][event]
}
