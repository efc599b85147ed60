/**
 * The report of a run as data; its JSON is what docs/conformance/report-schema.md and schema/report.schema.json describe.
 */
import { type AgentRole, type Case, groupOf } from '../cases/case.js'
import { isFailure, type Verdict, verdicts } from '../judge/verdict.js'
import type { CaseResult } from '../run/run-case.js'

/** What a report says of a case, whoever was tested. */
export interface ReportCase {
  id: string
  group: string
  autobahn?: string
  rfc: string[]
  purpose: string
  expectation: string
}

/** One implementation in one role. */
export interface AgentReport {
  name: string
  role: AgentRole
  /** ISO 8601. */
  started: string
  /** Milliseconds. */
  duration: number
  counts: Record<Verdict, number> & { failures: number }
  results: CaseResult[]
}

/** Version 1 of the format. */
export interface Report {
  format: 1
  cases: ReportCase[]
  agents: AgentReport[]
}

/** Counts by verdict; `failures` also counts bad closings. */
export function countVerdicts(results: CaseResult[]): AgentReport['counts'] {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>
  for (const { verdict } of results) counts[verdict]++
  return { ...counts, failures: results.filter(isFailure).length }
}

/** A report of one run. */
export function makeReport(cases: Case[], agent: Omit<AgentReport, 'counts'>): Report {
  return {
    format: 1,
    cases: cases.map((one) => ({
      id: one.id,
      group: groupOf(one),
      autobahn: one.autobahn,
      rfc: one.rfc,
      purpose: one.purpose,
      expectation: one.expectation,
    })),
    agents: [{ ...agent, counts: countVerdicts(agent.results) }],
  }
}

/** Several reports as one, agents side by side; the cases are all that any of them has. */
export function mergeReports(reports: Report[]): Report {
  const cases = new Map(reports.flatMap((report) => report.cases).map((one) => [one.id, one]))
  return { format: 1, cases: [...cases.values()], agents: reports.flatMap((report) => report.agents) }
}
