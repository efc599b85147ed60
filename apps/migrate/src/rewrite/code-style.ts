/**
 * How a file is written: quotes, semicolons, indentation, line ends. Inserted code follows it.
 */

export interface CodeStyle {
  readonly quote: "'" | '"'
  /** `;` or nothing. */
  readonly end: ';' | ''
  readonly indent: string
  readonly newline: '\n' | '\r\n'
}

/** The style that most of a text has. */
export function codeStyle(text: string): CodeStyle {
  const lines = text.split(/\r?\n/)
  const single = text.split("'").length
  const double = text.split('"').length
  const ended = lines.filter((line) => /[;]\s*(\/\/.*)?$/.test(line)).length
  const open = lines.filter((line) => /[\w)\]'"`}]\s*$/.test(line) && !/^\s*[}\])]*\s*$/.test(line)).length
  return {
    quote: double > single ? '"' : "'",
    end: ended > open ? ';' : '',
    indent: indentUnit(lines),
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/** The blanks by which most lines are further in than the line before. */
function indentUnit(lines: readonly string[]): string {
  const counts = new Map<string, number>()
  let before = ''
  for (const line of lines) {
    if (line.trim() === '') continue
    const blanks = /^[ \t]*/.exec(line)![0]
    const unit = blanks.startsWith(before) ? blanks.slice(before.length) : ''
    if (unit !== '' && !line.trim().startsWith('*')) counts.set(unit, (counts.get(unit) ?? 0) + 1)
    before = blanks
  }
  const [most = ['  ', 0]] = [...counts].sort((a, b) => b[1] - a[1])
  return most[0]
}

/** A string literal in the style of a file. */
export function quoted(text: string, style: CodeStyle): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(style.quote, `\\${style.quote}`)
  return `${style.quote}${escaped.replaceAll('\r', '\\r').replaceAll('\n', '\\n')}${style.quote}`
}
