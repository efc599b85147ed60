/**
 * The words of a judgement, what each is worth, and the words of the Autobahn testsuite for them.
 */

/** How a peer behaved in a case. */
export type Verdict = 'strict' | 'non-strict' | 'informational' | 'unimplemented' | 'failed'

/** How the connection was closed; `none` where a case has no open connection to close. */
export type ClosingVerdict = 'ok' | 'informational' | 'failed' | 'unclean' | 'wrong-code' | 'failed-by-client' | 'none'

/** All verdicts, best first. */
export const verdicts: readonly Verdict[] = ['strict', 'non-strict', 'informational', 'unimplemented', 'failed']

/** Closing verdicts that fail a case. */
const badClosings: ReadonlySet<ClosingVerdict> = new Set(['failed', 'unclean', 'wrong-code', 'failed-by-client'])

/** Whether a result counts as a failure: a failed verdict or a bad closing. */
export function isFailure(result: { verdict: Verdict; closing: ClosingVerdict }): boolean {
  return result.verdict === 'failed' || badClosings.has(result.closing)
}

/** The same verdict in the words of the Autobahn testsuite. */
export const autobahnWord: Record<Verdict, string> = {
  strict: 'OK',
  'non-strict': 'NON-STRICT',
  informational: 'INFORMATIONAL',
  unimplemented: 'UNIMPLEMENTED',
  failed: 'FAILED',
}

/** The closing verdict in the words of the Autobahn testsuite. */
export const autobahnClosingWord: Record<ClosingVerdict, string> = {
  ok: 'OK',
  informational: 'INFORMATIONAL',
  failed: 'FAILED',
  unclean: 'UNCLEAN',
  'wrong-code': 'WRONG CODE',
  'failed-by-client': 'FAILED BY CLIENT',
  none: 'OK',
}

/** A judgement with its reason in a sentence. */
export interface Judgement<Word> {
  verdict: Word
  reason: string
}
