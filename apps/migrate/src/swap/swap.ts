/**
 * Turns the plan of a swap, or its record, into changes of files. It does not write.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { originalPackages } from '../catalogue/packages.js'
import { getJson, getYaml, type KeyPath, setJson, setYaml } from '../files/json-text.js'
import type { TextChange } from '../files/text-change.js'
import type { Lockfile } from '../lockfiles/graph.js'
import { npmCuts } from '../lockfiles/npm-cuts.js'
import type { Problem } from '../problem.js'
import { type Hunk, hunkBetween, undoHunks } from './hunk.js'
import type { Edit, SwapPlan } from './plan.js'
import { type FileRecord, hashOf, mergeRecords, readRecord, recordName, type SwapRecord } from './record.js'

/** The changes of a swap, the record among them. Without an edit there are none. */
export function changesOf(root: string, { edits, cuts }: Pick<SwapPlan, 'edits' | 'cuts'>): TextChange[] {
  if (edits.length === 0) return []
  const files = [...new Set([...edits, ...cuts].map(({ file }) => file))].map((path) => {
    const own = edits.filter(({ file }) => file === path)
    const before = read(root, path)
    const steps = [...own, ...cuts.filter(({ file }) => file === path)]
    return { path, before, own, ...apply(path, before ?? '', steps) }
  })
  const older = readRecord(root)
  const fresh: SwapRecord = {
    version: 1,
    files: files.map(({ path, before, text, own, made, hunks }) => {
      const values = own.map(({ file: _, ...edit }) => edit)
      return { path, isNew: before === undefined, hunks, after: hashOf(text), edits: values, made }
    }),
  }
  const record = mergeRecords(older?.record, fresh, (path) => read(root, path) ?? '')
  return [
    ...files.map(({ path, before, text }) => ({ path, before, after: text })),
    { path: recordName, before: older?.text, after: `${JSON.stringify(record, null, 2)}\n` },
  ]
}

/** The changes that undo all swaps, or undefined when there is no record of one. */
export function changesBack(
  root: string,
  lockfiles: readonly Lockfile[],
): { changes: TextChange[]; problems: Problem[] } | undefined {
  const known = readRecord(root)
  if (!known) return undefined
  const problems: Problem[] = []
  const recorded = known.record.files.flatMap((file): TextChange[] => {
    const now = read(root, file.path)
    if (now === undefined) {
      problems.push({ path: file.path, message: 'It is not there any more.' })
      return []
    }
    const isUntouched = hashOf(now) === file.after && file.hunks !== undefined
    if (!isUntouched) return [{ path: file.path, before: now, after: undo(file, now, problems) }]
    return [{ path: file.path, before: now, after: file.isNew ? undefined : undoHunks(now, file.hunks) }]
  })
  const changes = recorded.map((change) => withoutOurs(change, lockfiles))
  const others = lockfiles
    .filter(({ path }) => !recorded.some((change) => change.path === path))
    .map(({ path }) => ({ path, before: read(root, path)!, after: read(root, path)! }))
    .map((change) => withoutOurs(change, lockfiles))
    .filter(({ before, after }) => before !== after)
  return { changes: [...changes, ...others, { path: recordName, before: known.text }], problems }
}

/** A lockfile that was written after the swap has ours, which npm would keep. */
function withoutOurs(change: TextChange, lockfiles: readonly Lockfile[]): TextChange {
  const lockfile = lockfiles.find(({ path }) => path === change.path)
  // What was turned back to its text of before has none of ours, unless it had them then.
  if (!lockfile || change.after === undefined || change.before !== change.after) return change
  const cuts = npmCuts(lockfile, ({ name }) => originalPackages.some(({ facade }) => facade === name))
  return { ...change, after: cuts.reduce((text, at) => cut(text, at), change.after) }
}

function read(root: string, path: string): string | undefined {
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

const json = { get: getJson, set: setJson }
const yaml = { get: getYaml, set: setYaml }
const formOf = (path: string) => (path.endsWith('.json') ? json : yaml)

const cut = (text: string, at: KeyPath) => (getJson(text, at) === undefined ? text : setJson(text, at, undefined))

/** Sets values one after another; a step without `after` removes its value. */
function apply(path: string, before: string, steps: readonly (Edit | { readonly at: KeyPath })[]) {
  const { get, set } = formOf(path)
  const made: KeyPath[] = []
  const hunks: Hunk[] = []
  let text = before
  for (const step of steps) {
    const last = text
    if ('after' in step) {
      for (let depth = 1; depth < step.at.length; depth++) {
        if (get(text, step.at.slice(0, depth)) === undefined) made.push(step.at.slice(0, depth))
      }
      text = set(text, step.at, step.after)
    } else text = cut(text, step.at)
    if (text !== last) hunks.push(hunkBetween(last, text))
  }
  return { text, hunks, made: made.filter((one, index) => made.findIndex((other) => same(one, other)) === index) }
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
