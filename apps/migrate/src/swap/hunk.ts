/**
 * The one stretch in which two texts differ, with which the newer can be turned back to the older.
 */

export interface Hunk {
  /** Where it begins, in UTF-16 units. */
  readonly at: number
  readonly removed: string
  readonly added: string
}

export function hunkBetween(before: string, after: string): Hunk {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const middle = (text: string) => text.slice(start, text.length - end)
  return { at: start, removed: middle(before), added: middle(after) }
}

/** The text before the hunks, which were made one after another. */
export function undoHunks(text: string, hunks: readonly Hunk[]): string {
  return hunks.reduceRight(
    (now, { at, removed, added }) => now.slice(0, at) + removed + now.slice(at + added.length),
    text,
  )
}
