/**
 * The record of a swap, with which it is undone: each value that was set, and where the texts were changed.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPath } from '../files/json-text.js'
import type { Hunk } from './hunk.js'
import type { Edit } from './plan.js'

/** In the root of the code base, to be committed with the swap. */
export const recordName = 'rosetta-swap.json'

export interface SwapRecord {
  readonly version: 1
  readonly files: readonly FileRecord[]
}

export interface FileRecord {
  readonly path: string
  /** The swap made the file. */
  readonly isNew: boolean
  /** What was changed, in order; unset when the file was edited between two swaps. */
  readonly hunks?: readonly Hunk[]
  /** SHA-256 of the text after the swap. */
  readonly after: string
  /** The values that were set. */
  readonly edits: readonly Omit<Edit, 'file'>[]
  /** Objects that the swap made to put values in. */
  readonly made: readonly KeyPath[]
}

/** @throws {SyntaxError} when it is damaged */
export function readRecord(root: string): { record: SwapRecord; text: string } | undefined {
  const path = join(root, recordName)
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  const record = JSON.parse(text) as SwapRecord
  if (record?.version !== 1 || !Array.isArray(record.files)) throw new SyntaxError('It is of another version.')
  return { record, text }
}

/** The record after another swap of the same code base. */
export function mergeRecords(
  older: SwapRecord | undefined,
  newer: SwapRecord,
  textOf: (path: string) => string,
): SwapRecord {
  if (!older) return newer
  const merged = newer.files.map((file) => {
    const known = older.files.find(({ path }) => path === file.path)
    if (!known) return file
    const isUntouched = known.after === hashOf(textOf(file.path)) && known.hunks && file.hunks
    const hunks = isUntouched ? [...known.hunks, ...file.hunks] : undefined
    const { isNew } = known
    return { ...file, isNew, hunks, edits: [...known.edits, ...file.edits], made: [...known.made, ...file.made] }
  })
  const others = older.files.filter(({ path }) => !newer.files.some((file) => file.path === path))
  return { version: 1, files: [...others, ...merged] }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
