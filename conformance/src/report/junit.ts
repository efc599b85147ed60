/**
 * Writes a report as JUnit XML: a suite per agent, role and group.
 */
import { isFailure } from '../judge/verdict.js'
import type { CaseResult } from '../run/run-case.js'
import type { AgentReport, Report } from './report.js'

/** Text for XML; characters that XML cannot hold are replaced. */
function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '\ufffd')
    .replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function testCase(result: CaseResult, suite: string): string {
  const head = `<testcase classname="${xmlText(suite)}" name="${xmlText(result.id)}" time="${result.duration / 1000}"`
  const reason = xmlText(`${result.reason} ${result.closingReason}`)
  if (isFailure(result)) {
    return `${head}><failure type="${result.verdict}, closing ${result.closing}" message="${reason}"/></testcase>`
  }
  if (result.verdict === 'unimplemented') return `${head}><skipped message="${reason}"/></testcase>`
  return `${head}/>`
}

function suites(agent: AgentReport): string[] {
  return [...groupResults(agent.results)].map(([group, results]) => {
    const name = `${agent.name} ${agent.role} ${group}`
    const failures = results.filter(isFailure).length
    const skipped = results.filter((r) => r.verdict === 'unimplemented' && !isFailure(r)).length
    const head = `<testsuite name="${xmlText(name)}" tests="${results.length}" failures="${failures}" skipped="${skipped}">`
    return [head, ...results.map((result) => `  ${testCase(result, name)}`), '</testsuite>'].join('\n')
  })
}

function groupResults(results: CaseResult[]): Map<string, CaseResult[]> {
  const groups = new Map<string, CaseResult[]>()
  for (const result of results) {
    const group = result.id.split('/')[0]!
    groups.set(group, [...(groups.get(group) ?? []), result])
  }
  return groups
}

/** The whole document. */
export function junit(report: Report): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...report.agents.flatMap(suites),
    '</testsuites>',
    '',
  ].join('\n')
}
