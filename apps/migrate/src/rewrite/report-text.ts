/**
 * A report of a rewrite as text, without the diff.
 */
import { bridgePackage as bridge } from '../catalogue/packages.js'
import { problemLine } from '../problem.js'
import type { Remark } from './move.js'
import type { RewriteReport } from './rewrite.js'

/** What a person has to know and do. */
export function summaryText(report: RewriteReport, isWritten: boolean): string {
  const { files, todos, notes, borders, unproved, problems, needs } = report
  const sections = [
    section('Left alone, for it cannot be read, parsed or written:', problems.map(problemLine)),
    section(
      'Not proved to be a thing of the API, and left alone:',
      unproved.map(({ path, line, expression, name }) => `${path}:${line} ${short(expression)}, used with ${name}`),
    ),
    section('Between files that are rewritten and files that are not:', remarks(borders)),
    section('For you to decide, marked with TODO(rosetta) in the code:', remarks(todos)),
    section('Good to know:', remarks(notes)),
  ]
  const crosses = borders.some(({ text }) => text.includes(bridge)) ? [bridge] : []
  const needed = new Set([...needs.filter((name) => name !== 'ws'), ...crosses])
  const count = files.length === 1 ? '1 file' : `${files.length} files`
  const lines = [
    files.length === 0
      ? 'Nothing to rewrite.'
      : isWritten
        ? `${count} rewritten.`
        : `${count} would change. Add --write to change them.`,
    ...(files.length > 0 && needs.includes('ws')
      ? ['The code needs ws now: npm i ws@npm:@rosetta-ws/ws, or npm i ws.']
      : []),
    ...[...needed].map(howToInstall),
  ]
  return [...sections.filter(Boolean), lines.join('\n')].join('\n\n')
}

function howToInstall(name: string): string {
  if (name !== bridge) return `The code needs ${name} now: npm i ${name}.`
  return `The code needs ${name} now, which joins our packages (see swap): npm i ${name} ws@npm:@rosetta-ws/ws.`
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n')
}

function remarks(list: readonly Remark[]): string[] {
  return list.map(({ path, line, text, link }) => `${path}:${line} ${text}${link ? `\n      ${link}` : ''}`)
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}...` : line
}
