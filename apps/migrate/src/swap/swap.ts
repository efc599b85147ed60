/**
 * Turns the plan of a swap, or its record, into changes of files. It does not write.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getJson, getYaml, type KeyPath, setJson, setYaml } from '../files/json-text.js'
import type { TextChange } from '../files/text-change.js'
import type { Problem } from '../problem.js'
import type { Edit } from './plan.js'
import { type FileRecord, hashOf, mergeRecords, readRecord, recordName, type SwapRecord } from './record.js'

/** The changes of a swap, the record among them. Without an edit there are none. */
export function changesOf(root: string, edits: readonly Edit[]): TextChange[] {
  if (edits.length === 0) return []
  const files = [...new Set(edits.map(({ file }) => file))].map((path) => {
    const own = edits.filter(({ file }) => file === path)
    const before = read(root, path)
    const { text, made } = apply(path, before ?? '', own)
    return { path, before, after: text, own, made }
  })
  const older = readRecord(root)
  const fresh: SwapRecord = {
    version: 1,
    files: files.map(({ path, before, after, own, made }) => {
      const values = own.map(({ file: _, ...edit }) => edit)
      return { path, before: before ?? null, after: hashOf(after), edits: values, made }
    }),
  }
  const record = mergeRecords(older?.record, fresh, (path) => read(root, path) ?? '')
  return [
    ...files.map(({ path, before, after }) => ({ path, before, after })),
    { path: recordName, before: older?.text, after: `${JSON.stringify(record, null, 2)}\n` },
  ]
}

/** The changes that undo all swaps, or undefined when there is no record of one. */
export function changesBack(root: string): { changes: TextChange[]; problems: Problem[] } | undefined {
  const known = readRecord(root)
  if (!known) return undefined
  const problems: Problem[] = []
  const changes = known.record.files.flatMap((file): TextChange[] => {
    const now = read(root, file.path)
    if (now === undefined) {
      problems.push({ path: file.path, message: 'It is not there any more.' })
      return []
    }
    const isUntouched = file.before !== undefined && hashOf(now) === file.after
    const after = isUntouched ? (file.before ?? undefined) : undo(file, now, problems)
    return [{ path: file.path, before: now, after }]
  })
  return { changes: [...changes, { path: recordName, before: known.text }], problems }
}

function read(root: string, path: string): string | undefined {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

const json = { get: getJson, set: setJson }
const yaml = { get: getYaml, set: setYaml }
const formOf = (path: string) => (path.endsWith('.json') ? json : yaml)

function apply(path: string, before: string, edits: readonly Edit[]): { text: string; made: KeyPath[] } {
  const { get, set } = formOf(path)
  const made: KeyPath[] = []
  let text = before
  for (const { at, after } of edits) {
    for (let depth = 1; depth < at.length; depth++) {
      if (get(text, at.slice(0, depth)) === undefined) made.push(at.slice(0, depth))
    }
    text = set(text, at, after)
  }
  return { text, made: made.filter((one, index) => made.findIndex((other) => same(one, other)) === index) }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Undoes what a swap set, in a file that has been edited since. */
function undo({ path, edits, made }: FileRecord, now: string, problems: Problem[]): string {
  const { get, set } = formOf(path)
  let text = now
  for (const { at, before, after } of [...edits].reverse()) {
    const value = get(text, at)
    if (value === after) text = set(text, at, before)
    else if (value !== before) {
      problems.push({ path, message: `${at.join('.')} has been changed since, and is left as it is.` })
    }
  }
  for (const at of [...made].reverse()) if (same(get(text, at), {})) text = set(text, at, undefined)
  return text
}
