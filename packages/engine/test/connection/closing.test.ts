import { describe, expect, it } from 'vitest'
import { type ClosingEvent, ClosingState, closingStep } from '../../src/connection/closing.js'

const events: readonly ClosingEvent[] = [
  'localClose',
  'peerClose',
  'violation',
  'sendFailed',
  'peerEnded',
  'abort',
  'gone',
]
const states = Object.values(ClosingState)

/**
 * Every state × event: the next state and what is done (c: send a Close frame, e: end the transport, t: start the timer,
 * d: discard what comes), or nothing.
 */
const table: Record<ClosingState, Record<ClosingEvent, string>> = {
  open: {
    localClose: 'closeSent ct',
    peerClose: 'closeReceived d',
    violation: 'failed cetd',
    sendFailed: 'ending et',
    peerEnded: 'ending et',
    abort: 'ending',
    gone: 'closed',
  },
  closeSent: {
    localClose: '',
    peerClose: 'exchanged ed',
    violation: 'failed etd',
    sendFailed: 'ending et',
    peerEnded: 'ending et',
    abort: 'ending',
    gone: 'closed',
  },
  closeReceived: {
    localClose: 'exchanged cet',
    peerClose: '',
    violation: '',
    sendFailed: 'ending et',
    peerEnded: 'closeReceived',
    abort: 'ending',
    gone: 'closed',
  },
  exchanged: {
    localClose: '',
    peerClose: '',
    violation: '',
    sendFailed: 'exchanged e',
    peerEnded: '',
    abort: 'ending',
    gone: 'closed',
  },
  failed: {
    localClose: '',
    peerClose: '',
    violation: '',
    sendFailed: 'failed e',
    peerEnded: '',
    abort: 'ending',
    gone: 'closed',
  },
  ending: {
    localClose: '',
    peerClose: '',
    violation: '',
    sendFailed: 'ending e',
    peerEnded: '',
    abort: '',
    gone: 'closed',
  },
  closed: { localClose: '', peerClose: '', violation: '', sendFailed: '', peerEnded: '', abort: '', gone: '' },
}

function show(state: ClosingState, event: ClosingEvent): string {
  const step = closingStep(state, event)
  if (step === undefined) return ''
  const { next, sendClose, endTransport, startTimer, discard } = step
  const done = `${sendClose ? 'c' : ''}${endTransport ? 'e' : ''}${startTimer ? 't' : ''}${discard ? 'd' : ''}`
  return done === '' ? next : `${next} ${done}`
}

describe('the closing handshake', () => {
  for (const state of states) {
    it.each(events)(`in the state ${state} answers %s`, (event) => {
      expect(show(state, event)).toBe(table[state][event])
    })
  }

  it('ends in closed from every state, and stays there', () => {
    for (const state of states) {
      if (state !== 'closed') expect(closingStep(state, 'gone')).toEqual({ next: 'closed' })
    }
    for (const event of events) expect(closingStep('closed', event)).toBeUndefined()
  })

  it('never goes back to open, and sends at most one Close frame on any way', () => {
    const walk = (state: ClosingState, sent: number, depth: number): void => {
      expect(sent).toBeLessThanOrEqual(1)
      if (depth === 0) return
      for (const event of events) {
        const step = closingStep(state, event)
        if (step === undefined) continue
        expect(step.next).not.toBe('open')
        walk(step.next, sent + (step.sendClose ? 1 : 0), depth - 1)
      }
    }
    walk('open', 0, 6)
  })
})
