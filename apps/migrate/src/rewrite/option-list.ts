/**
 * Changes the properties of an object literal of options in place.
 */
import { ts } from 'ts-morph'
import { propertyName } from '../analysis/syntax.js'
import type { FileEdits } from './file-edits.js'

/** What becomes of an option: another text, or nothing. Options that are not named stay. */
export type OptionChanges = ReadonlyMap<string, string | undefined>

/** Replaces and removes options, and adds some behind the others. */
export function changeOptions(
  literal: ts.ObjectLiteralExpression,
  changes: OptionChanges,
  additions: readonly string[],
  edits: FileEdits,
): void {
  const { file, text } = edits
  const properties = [...literal.properties]
  const isRemoved = (one: ts.ObjectLiteralElementLike) => {
    const name = optionName(one)
    return name !== undefined && changes.has(name) && changes.get(name) === undefined
  }
  const kept = properties.filter((one) => !isRemoved(one))
  for (const one of kept) {
    const replacement = changes.get(optionName(one) ?? '')
    if (replacement !== undefined) edits.replace(one, replacement)
  }
  if (kept.length === 0) {
    edits.replace(literal, additions.length > 0 ? `{ ${additions.join(', ')} }` : '{}')
    return
  }
  const last = kept[kept.length - 1]
  const isMultiline = text.slice(literal.getStart(file), kept[0].getStart(file)).includes('\n')
  const glue = isMultiline ? `,${edits.style.newline}${edits.indentAt(last.getStart(file))}` : ', '
  if (additions.length > 0) edits.insert(last.getEnd(), additions.map((one) => glue + one).join(''))
  for (const [index, one] of properties.entries()) {
    if (!isRemoved(one) || one.pos > last.pos) continue
    // With the comma and the blanks behind it, so that the next one takes its place.
    edits.replaceSpan(one.getStart(file), properties[index + 1].getStart(file), '')
  }
  const tail = properties.filter((one) => one.pos > last.pos)
  if (tail.length > 0) edits.replaceSpan(last.getEnd(), tail[tail.length - 1].getEnd(), '')
}

/** The property of an option. */
export function findOption(literal: ts.ObjectLiteralExpression | undefined, name: string) {
  return literal?.properties.find((one) => optionName(one) === name)
}

/** The value of an option; for the shorthand form, its name. */
export function optionValue(literal: ts.ObjectLiteralExpression | undefined, name: string): ts.Expression | undefined {
  const found = findOption(literal, name)
  if (!found) return undefined
  if (ts.isPropertyAssignment(found)) return found.initializer
  return ts.isShorthandPropertyAssignment(found) ? found.name : undefined
}

export function optionName(property: ts.ObjectLiteralElementLike): string | undefined {
  return property.name && propertyName(property.name)
}
