/**
 * A report of a rewrite as text for a terminal.
 */
import { createTwoFilesPatch } from 'diff'
import pc from 'picocolors'
import type { Remark } from './move.js'
import type { RewriteReport } from './rewrite.js'

/** The unified diff of all files. */
export function diffText({ files }: RewriteReport, isColored: boolean): string {
  const colors = pc.createColors(isColored)
  return files
    .map(({ path, before, after }) =>
      createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined, { context: 3 }),
    )
    .flatMap((patch) => patch.split('\n').slice(1))
    .map((line) => {
      if (/^(\+\+\+|---|@@)/.test(line)) return colors.cyan(line)
      if (line.startsWith('+')) return colors.green(line)
      return line.startsWith('-') ? colors.red(line) : line
    })
    .join('\n')
}

/** What a person has to know and do, below the diff. */
export function summaryText(report: RewriteReport, isWritten: boolean): string {
  const { files, todos, notes, borders, unproved, problems, needs } = report
  const sections = [
    section(
      'Cannot be parsed, and left alone:',
      problems.map(({ path, line, column, message }) => `${path}:${line}:${column} ${message}`),
    ),
    section(
      'Not proved to be a thing of the API, and left alone:',
      unproved.map(({ path, line, expression, name }) => `${path}:${line} ${short(expression)}, used with ${name}`),
    ),
    section('Between files that are rewritten and files that are not:', remarks(borders)),
    section('For you to decide, marked with TODO(rosetta) in the code:', remarks(todos)),
    section('Good to know:', remarks(notes)),
  ]
  const needed = needs.filter((name) => name !== 'ws')
  const count = files.length === 1 ? '1 file' : `${files.length} files`
  const lines = [
    files.length === 0
      ? 'Nothing to rewrite.'
      : isWritten
        ? `${count} rewritten.`
        : `${count} would change. Add --write to change them.`,
    ...(files.length > 0 && needs.includes('ws')
      ? ['The code imports ws now: npm i ws@npm:@rosetta-ws/ws, or npm i ws.']
      : []),
    ...needed.map((name) => `The code imports ${name} now: npm i ${name}.`),
  ]
  return [...sections.filter(Boolean), lines.join('\n')].join('\n\n')
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
