/**
 * The words of a judgement, and what each is worth.
 */

/** How a peer behaved in a case. */
export type Verdict = 'strict' | 'non-strict' | 'informational' | 'unimplemented' | 'failed'

/**
 * How the connection was closed: by the right side with the right code (`ok`), by the wrong side (`failed`), with a wrong
 * code, without an answer to the tester's Close (`unclean`), by a server that left TCP open (`not-dropped`), or not at all
 * because the case opens no connection (`none`).
 */
export type ClosingVerdict = 'ok' | 'informational' | 'failed' | 'unclean' | 'wrong-code' | 'not-dropped' | 'none'

/** All verdicts, best first. */
export const verdicts: readonly Verdict[] = ['strict', 'non-strict', 'informational', 'unimplemented', 'failed']

/**
 * Closing verdicts that fail a case. `not-dropped` does not: RFC 6455 §7.1.1 says SHOULD.
 */
const badClosings: ReadonlySet<ClosingVerdict> = new Set(['failed', 'unclean', 'wrong-code'])

/** Whether a result counts as a failure: a failed verdict or a bad closing. */
export function isFailure(result: { verdict: Verdict; closing: ClosingVerdict }): boolean {
  return result.verdict === 'failed' || badClosings.has(result.closing)
}

/** The same verdict as clients of the Autobahn testsuite know it. */
export const autobahnWord: Record<Verdict, string> = {
  strict: 'OK',
  'non-strict': 'NON-STRICT',
  informational: 'INFORMATIONAL',
  unimplemented: 'UNIMPLEMENTED',
  failed: 'FAILED',
}

/** A judgement with its reason in a sentence. */
export interface Judgement<Word> {
  verdict: Word
  reason: string
}
