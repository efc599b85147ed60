/**
 * A change of a file's text, and the diff that shows it. It does not write.
 */
import { createTwoFilesPatch } from 'diff'
import { colours } from '../report/colours.js'

export interface TextChange {
  /** Relative to the folder that was asked about, with slashes. */
  readonly path: string
  /** Unset for a file that is made. */
  readonly before?: string
  /** Unset for a file that is removed. */
  readonly after?: string
}

/** A unified diff, without a change an empty text. */
export function diffOf({ path, before, after }: TextChange): string {
  if (before === after) return ''
  const from = before === undefined ? '/dev/null' : `a/${path}`
  const to = after === undefined ? '/dev/null' : `b/${path}`
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, { context: 3 })
  return patch.replace(/^=+\n/, '')
}

/** A diff with colours, where the terminal has them. */
export function colouredDiff(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+)/.test(line)) return colours.bold(line)
      if (line.startsWith('@@')) return colours.cyan(line)
      if (line.startsWith('+')) return colours.green(line)
      return line.startsWith('-') ? colours.red(line) : line
    })
    .join('\n')
}
