/**
 * A report in a few lines: for the terminal, and as Markdown for the summary of a CI job.
 */
import { isFailure, verdicts } from '../judge/verdict.js'
import type { CaseResult } from '../run/run-case.js'
import type { AgentReport, Report } from './report.js'

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** One result in a line. */
export function resultLine(result: CaseResult): string {
  const closing =
    result.closing === 'ok' || result.closing === 'none' ? '' : ` (closing ${result.closing}: ${result.closingReason})`
  return `${result.verdict.padEnd(13)} ${result.id}: ${result.reason}${closing}`
}

/** One agent in a line. */
export function agentLine(agent: AgentReport): string {
  const counts = verdicts
    .filter((verdict) => agent.counts[verdict] > 0)
    .map((verdict) => `${agent.counts[verdict]} ${verdict}`)
  const open = agent.results.filter((result) => result.closing === 'not-dropped').length
  if (open > 0) counts.push(`${open} with TCP left open`)
  return `${agent.name} (${agent.role}): ${agent.results.length} cases in ${seconds(agent.duration)}: ${counts.join(', ')}; ${agent.counts.failures} count as failures`
}

/** For the summary of a CI job. */
export function markdown(report: Report): string {
  const rows = report.agents.map(({ name, role, results, counts, duration }) =>
    [
      name,
      role,
      results.length,
      ...verdicts.map((verdict) => counts[verdict]),
      counts.failures,
      seconds(duration),
    ].join(' | '),
  )
  const failures = report.agents.flatMap((agent) =>
    agent.results
      .filter(isFailure)
      .map((result) => `- \`${result.id}\` (${agent.name}, ${agent.role}): ${result.reason} ${result.closingReason}`),
  )
  return [
    '### WebSocket conformance',
    '',
    `agent | role | cases | ${verdicts.join(' | ')} | failures | time`,
    `--- | --- | ---: | ${verdicts.map(() => '---:').join(' | ')} | ---: | ---:`,
    ...rows,
    '',
    ...(failures.length > 0
      ? ['<details><summary>Failures</summary>', '', ...failures.slice(0, 200), '', '</details>']
      : []),
    '',
  ].join('\n')
}
