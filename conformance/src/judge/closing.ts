/**
 * Judges how a connection was closed. The rules are tried in order; the first that applies decides.
 */
import type { ExpectedClosing } from '../cases/case.js'
import type { Observation } from './observation.js'
import type { ClosingVerdict, Judgement } from './verdict.js'

interface Rule {
  verdict: ClosingVerdict
  applies: (seen: Observation, expected: ExpectedClosing) => boolean
  reason: (seen: Observation, expected: ExpectedClosing) => string
}

const closedByTester = (seen: Observation) => seen.firstClose === 'tester'

const rules: Rule[] = [
  {
    verdict: 'failed',
    applies: (seen) => seen.handshakeFault !== undefined,
    reason: (seen) => `The opening handshake failed: ${seen.handshakeFault}.`,
  },
  {
    verdict: 'failed',
    applies: (seen, expected) => closedByTester(seen) !== (expected.by === 'tester'),
    reason: (_seen, expected) =>
      expected.by === 'tester'
        ? 'The peer closed although it had no reason to.'
        : 'The peer should have failed the connection, but the tester had to close it.',
  },
  {
    verdict: 'unclean',
    applies: (seen, expected) =>
      (expected.clean && !seen.clean) || (seen.droppedBy === 'tester' && seen.closeReceived === undefined),
    reason: (seen) => `The closing handshake was not completed${seen.late.length ? `: ${seen.late.join(', ')}` : ''}.`,
  },
  {
    verdict: 'wrong-code',
    applies: (seen, expected) =>
      seen.closeReceived?.code !== undefined && !expected.codes.includes(seen.closeReceived.code),
    reason: (seen, expected) =>
      `The peer sent close code ${seen.closeReceived!.code} instead of ${expected.codes.join(' or ')}.`,
  },
  {
    verdict: 'not-dropped',
    applies: (seen) => seen.role === 'client' && seen.droppedBy === 'tester',
    reason: () => 'The server did not drop the TCP connection; the tester had to.',
  },
]

/** The closing verdict of a connection. */
export function judgeClosing(seen: Observation, expected: ExpectedClosing): Judgement<ClosingVerdict> {
  const rule = rules.find(({ applies }) => applies(seen, expected))
  if (rule) return { verdict: rule.verdict, reason: rule.reason(seen, expected) }
  return { verdict: 'ok', reason: 'The connection was closed as it should be.' }
}
