/**
 * Writes several files such that all are changed or none. It does not decide what is written.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TextChange } from './text-change.js'

/**
 * Writes each file beside its place, and moves all into place when every one is written. When a move fails, what has
 * been moved is put back. The mode of a file stays; a symbolic link stays one.
 *
 * @throws {Error} when a file is not as `before` says, or cannot be written; then nothing is changed
 */
export function writeAll(root: string, changes: readonly TextChange[]): void {
  const steps = changes.map((change) => {
    const named = join(root, change.path)
    const target = existsSync(named) ? realpathSync(named) : named
    return { ...change, target, temporary: join(dirname(target), `.${basename(target)}.${process.pid}.tmp`) }
  })
  for (const { path, target, before } of steps) {
    const now = existsSync(target) ? readFileSync(target, 'utf8') : undefined
    if (now !== before) throw new Error(`${path} has changed in the meantime; nothing is written.`)
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
    throw error
  } finally {
    for (const { temporary } of steps) rmSync(temporary, { force: true })
  }
}
