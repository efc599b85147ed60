/**
 * The changes of one file, as spans of its text. What is not in a span stays to the byte.
 */
import { ts } from 'ts-morph'
import { type CodeStyle, codeStyle } from './code-style.js'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /**
   * `block`: whole lines before a line. `top` and `line`: the same, but they are indented with that line; the second belong to
   * it. `indent`: blanks at the beginning of the line.
   */
  readonly kind?: keyof typeof ranks
}

/** How each note for a person begins. */
export const todoMark = 'TODO(rosetta):'

export class FileEdits {
  readonly text: string
  readonly style: CodeStyle
  readonly #edits: Edit[] = []
  readonly #todos = new Set<string>()

  constructor(readonly file: ts.SourceFile) {
    this.text = file.text
    this.style = codeStyle(file.text)
  }

  /** Replaces a node without the comments before it. */
  replace(node: ts.Node, text: string): void {
    this.replaceSpan(node.getStart(this.file), node.getEnd(), text)
  }

  /** The same edit twice counts once. */
  replaceSpan(start: number, end: number, text: string): void {
    const isKnown = this.#edits.some((edit) => edit.start === start && edit.end === end && edit.text === text)
    if (!isKnown) this.#edits.push({ start, end, text })
  }

  /** Writes whole lines before a line. */
  insertLines(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, kind: 'block' })
  }

  insert(at: number, text: string): void {
    this.replaceSpan(at, at, text)
  }

  /** Replaces a statement by text without an end, which has that of the statement or of the file. */
  replaceStatement(node: ts.Statement, text: string): void {
    const end = this.text[node.getEnd() - 1] === ';' ? ';' : this.style.end
    this.replace(node, text + end)
  }

  /** Removes a statement, and its line if nothing else is on it. */
  removeStatement(node: ts.Node): void {
    const start = node.getStart(this.file)
    const isAlone = /^[ \t]*$/.test(this.text.slice(this.lineStart(start), start))
    const after = /^[ \t]*(\r?\n|$)/.exec(this.text.slice(node.getEnd()))
    if (isAlone && after) {
      const end = node.getEnd() + after[0].length
      const isLast = end === this.text.length
      const blank = isLast ? /(?:\r?\n[ \t]*)+(\r?\n)$/.exec(this.text.slice(0, this.lineStart(start))) : null
      this.replaceSpan(this.lineStart(start) - (blank ? blank[0].length - blank[1].length : 0), end, '')
    } else if (after) this.replaceSpan(this.text.slice(0, start).trimEnd().length, node.getEnd(), '')
    else this.replaceSpan(start, node.getEnd() + /^[ \t]*/.exec(this.text.slice(node.getEnd()))![0].length, '')
  }

  /** The position of the first character of a line. */
  lineStart(position: number): number {
    return this.text.lastIndexOf('\n', position - 1) + 1
  }

  /** The blanks that the line of a position begins with. */
  indentAt(position: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.lineStart(position)))![0]
  }

  /** Indents the lines between two positions once more. Lines within template literals stay. */
  indentLines(start: number, end: number): void {
    for (let at = this.text.indexOf('\n', start) + 1; at > 0 && at < end; at = this.text.indexOf('\n', at) + 1) {
      const isBlank = /^\r?\n/.test(this.text.slice(at, at + 2))
      if (!isBlank && !isInTemplate(this.file, at))
        this.#edits.push({ start: at, end: at, text: this.style.indent, kind: 'indent' })
    }
  }

  /** Writes statements at the beginning of a function's body. An expression body is not possible. */
  insertAtTop(body: ts.Block, lines: readonly string[]): void {
    const { newline, indent, end } = this.style
    const open = body.getStart(this.file) + 1
    const first = body.statements[0]
    const isMultiline = this.text.slice(open, body.getEnd()).includes('\n')
    if (!isMultiline) {
      const text = lines.map((line) => ` ${line}${end || (first ? ';' : '')}`).join('')
      this.insert(open, first ? text : `${text} `)
      return
    }
    const blanks = first ? this.indentAt(first.getStart(this.file)) : this.indentAt(open) + indent
    const rest = /^[^\n]*\n(?:[ \t]*\r?\n)*/.exec(this.text.slice(open))![0]
    const at = open + rest.length
    if (!first || first.getStart(this.file) < at)
      this.insert(open, lines.map((line) => `${newline}${blanks}${line}${end}`).join(''))
    else
      for (const line of lines)
        this.#edits.push({ start: at, end: at, text: `${blanks}${line}${end}${newline}`, kind: 'top' })
  }

  /** Writes a statement before another one of a block, on a line of its own where the other has one. */
  insertBefore(statement: ts.Statement, line: string): void {
    const start = statement.getStart(this.file)
    const at = this.lineStart(start)
    const { newline, end } = this.style
    if (this.text.slice(at, start).trim() !== '') this.insert(start, `${line}; `)
    else this.#edits.push({ start: at, end: at, text: `${this.indentAt(at)}${line}${end}${newline}`, kind: 'line' })
  }

  /** Writes statements behind another one, on lines of their own where the other has one, and within its `if`. */
  insertAfter(statement: ts.Node, ...lines: readonly string[]): void {
    const start = statement.getStart(this.file)
    if (!isInList(statement)) {
      this.insert(start, '{ ')
      const stop = this.text[statement.getEnd() - 1] === ';' ? '' : ';'
      this.insert(statement.getEnd(), `${stop} ${lines.join('; ')} }`)
      return
    }
    const rest = /^[^\r\n]*/.exec(this.text.slice(statement.getEnd()))![0].trim()
    const isAlone = this.text.slice(this.lineStart(start), start).trim() === '' && /^(\/\/.*)?$/.test(rest)
    if (isAlone) {
      const { newline, end } = this.style
      this.insert(statement.getEnd(), lines.map((line) => newline + this.indentAt(start) + line + end).join(''))
      return
    }
    const stop = this.text[statement.getEnd() - 1] === ';' ? '' : ';'
    this.insert(statement.getEnd(), `${stop} ${lines.join('; ')}${rest.startsWith('}') && !this.style.end ? '' : ';'}`)
  }

  /** Writes a comment above the statement that a node is in. False if the same one is there. */
  todo(node: ts.Node, reason: string, link: string): boolean {
    const at = this.lineStart(commentable(node, this).getStart(this.file))
    const comment = `// ${todoMark} ${reason} ${link}`
    const above = this.text.slice(0, at).split(/\r?\n/).slice(-12)
    if (above.some((line) => line.trim() === comment)) return false
    if (this.#todos.has(`${at} ${comment}`)) return false
    this.#todos.add(`${at} ${comment}`)
    this.#edits.push({ start: at, end: at, text: `${this.indentAt(at)}${comment}${this.style.newline}`, kind: 'line' })
    return true
  }

  get isChanged(): boolean {
    return this.#edits.length > 0
  }

  /** The text with all changes. A change within a span that is replaced is part of what is gone. */
  result(): string {
    return this.#apply(0, this.text.length)
  }

  /** The text of a node with the changes so far. */
  textOf(node: ts.Node): string {
    return this.#apply(node.getStart(this.file), node.getEnd())
  }

  #apply(from: number, to: number): string {
    const order = this.#edits
      .filter(({ start, end }) => start >= from && end <= to)
      .map((edit, index) => ({ ...edit, index, size: edit.end - edit.start }))
      // At one place lines come first, then insertions, then what replaces the text behind them, the largest first.
      .sort((a, b) => a.start - b.start || rank(a) - rank(b) || b.size - a.size || a.index - b.index)
    let text = ''
    let at = from
    for (const edit of order) {
      if (edit.start < at) continue
      const isIndented = edit.kind === 'top' || edit.kind === 'line'
      const blanks = isIndented ? order.filter((one) => one.kind === 'indent' && one.start === edit.start) : []
      text += this.text.slice(at, edit.start) + blanks.map((one) => one.text).join('') + edit.text
      at = edit.end
    }
    return text + this.text.slice(at, to)
  }
}

/** The order of insertions at one place; what replaces the text behind it is last. */
const ranks = { block: 0, top: 1, line: 2, indent: 3 } as const

function rank({ kind, start, end }: Edit): number {
  if (kind) return ranks[kind]
  return end > start ? 5 : 4
}

/** The statement or member around a node that begins its line, so that a comment can stand above it. */
function commentable(node: ts.Node, edits: FileEdits): ts.Node {
  let found = node
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at
    const isPlace =
      (ts.isStatement(at) && (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent))) ||
      ts.isClassElement(at)
    if (!isPlace) continue
    found = at
    const start = at.getStart(edits.file)
    if (/^[ \t]*$/.test(edits.text.slice(edits.lineStart(start), start))) return at
  }
  return found
}

/** Whether a statement is one of several, and not all that an `if` or a loop does. */
function isInList({ parent }: ts.Node): boolean {
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent)
}

function isInTemplate(file: ts.SourceFile, position: number): boolean {
  let inside = false
  const look = (node: ts.Node): void => {
    if (inside || position <= node.getStart(file) || position > node.getEnd()) return
    if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) inside = true
    else ts.forEachChild(node, look)
  }
  look(file)
  return inside
}
