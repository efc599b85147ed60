/**
 * The report of a scan as text for a terminal.
 */

import { dialectNames } from '../catalogue/entries.js'
import type { Effort } from '../catalogue/model.js'
import { problemLine } from '../problem.js'
import type { FileUses, ReportedUse, ScanReport, Totals } from '../scan/report.js'
import { colours } from './colours.js'

const paint: Readonly<Record<Effort, (text: string) => string>> = {
  none: colours.green,
  mechanical: colours.green,
  judgement: colours.yellow,
  impossible: colours.red,
}

/** The whole report. With `details`, a line for each use. */
export function terminalReport(report: ScanReport, { details = true } = {}): string {
  const sections = [
    section('Dependencies', report.packages.map(packageLine)),
    section('Through other packages', transitiveLines(report)),
    section(
      'Uses',
      report.files.flatMap((file) => fileLines(file, report, details)),
    ),
    section('Cannot be read', report.problems.map(problemLine).map(colours.red)),
    section('Totals', totalLines(report)),
    section('Next', nextLines(report)),
  ]
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [colours.bold(title), ...lines.map((line) => `  ${line}`)].join('\n')
}

function packageLine({
  manifest,
  group,
  name,
  range,
  version,
  facade,
  isSwapped,
  note,
}: ScanReport['packages'][number]) {
  const state = isSwapped ? colours.green('is ours already') : `${facade} stands in for it`
  const line = `${manifest} ${group} ${colours.cyan(`${name} ${range}`)}${version ? ` (${version})` : ''}: ${state}`
  return note ? `${line}\n    ${colours.yellow(note)}` : line
}

function transitiveLines({ transitive, overrides }: ScanReport): string[] {
  const lines = transitive.map(
    ({ name, version, users, path, note }) =>
      `${colours.cyan(`${name}@${version}`)} for ${users.join(', ')} (${path.join(' > ')})${note ? `\n    ${colours.yellow(note)}` : ''}`,
  )
  const toSet = overrides.flatMap(({ lockfile, at, entries }) => [
    `To install ours for them (${lockfile}), package.json:`,
    ...JSON.stringify(
      at.reduceRight<object>((inner, key) => ({ [key]: inner }), entries),
      null,
      2,
    )
      .split('\n')
      .map((line) => `  ${line}`),
  ])
  return [...lines, ...toSet]
}

function fileLines({ path, uses, unproved, totals }: FileUses, report: ScanReport, details: boolean): string[] {
  const head = `${colours.bold(path)}  ${summary(totals)}`
  if (!details) return [head]
  const members = uses.filter(({ form }) => form !== 'import')
  return [
    head,
    ...members.map((use) => `  ${useLine(path, use, report)}`),
    ...unproved.map(
      ({ line, column, expression, name, dialect }) =>
        `  ${path}:${line}:${column}  ${colours.yellow(`${expression} is used with "${name}" as in ${dialectNames[dialect]}, but cannot be proved to be of it`)}`,
    ),
  ]
}

function useLine(path: string, use: ReportedUse, report: ScanReport): string {
  const { line, column, dialect, kind, form, name, facade, facadeNote, move } = use
  const what = form === 'event' ? `on('${name}')` : form === 'option' ? `{ ${name} }` : name
  const place = `${path}:${line}:${column}  ${dialectNames[dialect]} ${kind} ${colours.cyan(what)}`
  const lines = [place]
  if (facade && facade !== 'same') lines.push(`      ours ${facade}: ${facadeNote}`)
  if (move && move.effort !== 'none') {
    const to = move.to ? ` ${move.to}.` : ''
    lines.push(`      to ${dialectNames[report.target]}, ${paint[move.effort](move.effort)}:${to} ${move.note}`)
  }
  return lines.join('\n  ')
}

function summary({ uses, imports, unproved, facade, moves }: Totals): string {
  const parts = [
    `${count(uses, 'use')}`,
    imports > 0 && count(imports, 'import'),
    facade.differs > 0 && `${facade.differs} differ in ours`,
    facade.missing > 0 && `${facade.missing} missing in ours`,
    facade.unknown > 0 && `${facade.unknown} not of the API`,
    ...(['mechanical', 'judgement', 'impossible'] as const).map(
      (one) => moves[one] > 0 && paint[one](`${moves[one]} ${one}`),
    ),
    unproved > 0 && colours.yellow(`${unproved} not proved`),
  ]
  return parts.filter(Boolean).join(', ')
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`

function totalLines({ totals, files, filesRead, problems }: ScanReport): string[] {
  const unread = problems.length > 0 ? `, ${count(problems.length, 'problem')}` : ''
  return [`${count(filesRead, 'file')} read, ${files.length} of them with uses${unread}`, summary(totals)]
}

function nextLines({ packages, files, transitive }: ScanReport): string[] {
  const toSwap = packages.some((one) => !one.isSwapped && one.group !== 'peerDependencies') || transitive.length > 0
  const from = [...new Set(files.flatMap(({ uses }) => uses.filter((use) => use.move).map((use) => use.dialect)))]
  return [
    ...(toSwap ? ['npx @rosetta-ws/migrate swap        ours under the old names, no line of code changes'] : []),
    ...from.map((dialect) => `npx @rosetta-ws/migrate rewrite --from ${dialect} --to ws`),
  ]
}
