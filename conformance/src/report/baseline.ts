/**
 * Compares results with a committed baseline: worse is a regression, better asks for a new baseline.
 */
import type { AgentRole } from '../cases/case.js'
import { type ClosingVerdict, type Verdict, verdicts } from '../judge/verdict.js'
import type { CaseResult } from '../run/run-case.js'

/** What was once reached. Cases that are not named under `except` are `strict` with a good closing. */
export interface Baseline {
  agent: string
  role: AgentRole
  /** Number of cases. */
  cases: number
  /** `verdict` or `verdict, closing …` by case id. */
  except: Record<string, string>
}

/** One case that differs from the baseline. */
export interface Change {
  id: string
  before: string
  now: string
}

/** What {@link compareWithBaseline} found. */
export interface BaselineComparison {
  worse: Change[]
  better: Change[]
  /** Cases that the run had and the baseline did not count, or the other way round. */
  caseCount: { before: number; now: number }
}

const closings: ClosingVerdict[] = ['ok', 'none', 'informational', 'not-dropped', 'unclean', 'wrong-code', 'failed']
const goodClosings: ReadonlySet<ClosingVerdict> = new Set(['ok', 'none', 'informational'])

/** What is wrong with the closing of a case that failed depends on who gave up first, and is left out. */
function word(result: Pick<CaseResult, 'verdict' | 'closing'>): string {
  return result.verdict === 'failed' || goodClosings.has(result.closing)
    ? result.verdict
    : `${result.verdict}, closing ${result.closing}`
}

/** Larger is worse; the verdict counts more than the closing. */
function badness(text: string): number {
  const [verdict, closing] = text.split(', closing ')
  const rank = closing === undefined ? 0 : closings.indexOf(closing as ClosingVerdict)
  return verdicts.indexOf(verdict as Verdict) * closings.length + rank
}

/** The baseline that these results would make. */
export function makeBaseline(agent: string, role: AgentRole, results: CaseResult[]): Baseline {
  const exceptions = results.filter((result) => word(result) !== 'strict').map((result) => [result.id, word(result)])
  return { agent, role, cases: results.length, except: Object.fromEntries(exceptions) }
}

/** Every case that is not what the baseline says. */
export function compareWithBaseline(baseline: Baseline, results: CaseResult[]): BaselineComparison {
  const before = (id: string) => baseline.except[id]?.replace(/^failed, .*/, 'failed') ?? 'strict'
  const changes = results
    .map((result) => ({ id: result.id, before: before(result.id), now: word(result) }))
    .filter(({ before, now }) => before !== now)
  return {
    worse: changes.filter(({ before, now }) => badness(now) >= badness(before)),
    better: changes.filter(({ before, now }) => badness(now) < badness(before)),
    caseCount: { before: baseline.cases, now: results.length },
  }
}
