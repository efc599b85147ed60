/**
 * What every run ends with: files written, a summary printed, and the exit code.
 */
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import type { AgentRole, Case } from '../cases/case.js'
import { isFailure } from '../judge/verdict.js'
import { type Baseline, type Change, compareWithBaseline, makeBaseline } from '../report/baseline.js'
import { html } from '../report/html.js'
import { junit } from '../report/junit.js'
import { makeReport, type Report } from '../report/report.js'
import { agentLine, markdown, resultLine } from '../report/summary.js'
import type { CaseResult } from '../run/run-case.js'
import { Misuse, type RunOptions } from './options.js'

/** One finished run. */
export interface FinishedRun {
  cases: Case[]
  role: AgentRole
  agent: string
  started: Date
  results: CaseResult[]
}

/** Failures printed before the rest is only counted. */
const printedFailures = 40

const line = (text: string) => process.stdout.write(`${text}\n`)

/** Writes the files that the options name. */
export async function writeFiles(
  report: Report,
  options: Pick<RunOptions, 'json' | 'junit' | 'html' | 'markdown'>,
): Promise<void> {
  if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 1)}\n`)
  if (options.junit) await writeFile(options.junit, junit(report))
  if (options.html) await writeFile(options.html, html(report))
  if (options.markdown) await appendFile(options.markdown, markdown(report))
}

/** Writes, prints, and gives the exit code: 1 for failures, or with a baseline for every difference. */
export async function conclude(run: FinishedRun, options: RunOptions): Promise<number> {
  const duration = Date.now() - run.started.getTime()
  const { agent: name, role, results } = run
  const report = makeReport(run.cases, { name, role, started: run.started.toISOString(), duration, results })
  await writeFiles(report, options)
  const failures = results.filter(isFailure)
  for (const result of failures.slice(0, printedFailures)) line(resultLine(result))
  if (failures.length > printedFailures) line(`… and ${failures.length - printedFailures} more failures`)
  line(agentLine(report.agents[0]!))
  return options.baseline
    ? againstBaseline(run, options.baseline, options.updateBaseline ?? false)
    : Number(failures.length > 0)
}

function printChanges(title: string, changes: Change[]): void {
  if (changes.length > 0) line(`${title}:`)
  for (const { id, before, now } of changes) line(`  ${id}: ${before} → ${now}`)
}

async function againstBaseline(run: FinishedRun, file: string, update: boolean): Promise<number> {
  if (update) {
    await writeFile(file, `${JSON.stringify(makeBaseline(run.agent, run.role, run.results), null, 2)}\n`)
    line(`Baseline written: ${file}`)
    return 0
  }
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Misuse(`There is no baseline ${file}. --update-baseline writes it.`)
  })
  const comparison = compareWithBaseline(JSON.parse(text) as Baseline, run.results)
  printChanges('Worse than the baseline', comparison.worse)
  printChanges('Better than the baseline (update it with --update-baseline)', comparison.better)
  const { before, now } = comparison.caseCount
  if (before !== now) line(`The baseline counts ${before} cases, this run ${now}.`)
  const same = comparison.worse.length + comparison.better.length === 0 && before === now
  if (same) line('As the baseline says.')
  return Number(!same)
}
