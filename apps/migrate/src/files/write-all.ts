/**
 * Writes several files such that all are changed or none. It does not decide what is written.
 */
import { isUtf8 } from 'node:buffer'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TextChange } from './text-change.js'

/** Why files were not written. None of them is changed. */
export class WriteFailure extends Error {}

/**
 * Writes each file beside its place, and moves all into place when every one is written. When a move fails, what has
 * been moved is put back. The mode of a file stays; a symbolic link stays one.
 *
 * @throws {WriteFailure} when a file is not as `before` says, or cannot be written; then nothing is changed
 */
export function writeAll(root: string, changes: readonly TextChange[]): void {
  const steps = changes.map((change) => {
    const named = join(root, change.path)
    const target = existsSync(named) ? realpathSync(named) : named
    return { ...change, target, temporary: join(dirname(target), `.${basename(target)}.${process.pid}.tmp`) }
  })
  for (const { path, target, before } of steps) {
    const now = existsSync(target) ? readFileSync(target) : undefined
    if (now && !isUtf8(now)) throw new WriteFailure(`${path} is not UTF-8, and would be damaged. Convert it first.`)
    if (now?.toString() !== before) throw new WriteFailure(`${path} has changed in the meantime.`)
  }
  const moved: typeof steps = []
  try {
    for (const { target, temporary, after } of steps) {
      if (after === undefined) continue
      mkdirSync(dirname(target), { recursive: true })
      const mode = existsSync(target) ? statSync(target).mode : undefined
      writeFileSync(temporary, after, { mode, flush: true })
    }
    for (const step of steps) {
      moved.push(step)
      if (step.after === undefined) rmSync(step.target)
      else renameSync(step.temporary, step.target)
    }
  } catch (error) {
    for (const { target, before } of moved) {
      if (before === undefined) rmSync(target, { force: true })
      else writeFileSync(target, before)
    }
    throw new WriteFailure((error as Error).message, { cause: error })
  } finally {
    for (const { temporary } of steps) rmSync(temporary, { force: true })
  }
}
