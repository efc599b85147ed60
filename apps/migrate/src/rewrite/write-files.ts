/**
 * Puts rewritten files in place, all of them or none, and asks git first whether there is a way back.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RewriteReport } from './rewrite.js'

/** Why files should not be written: changes that are not committed, or no git at all. Undefined if all is well. */
export function reasonNotToWrite(root: string): string | undefined {
  try {
    const status = execFileSync('git', ['status', '--porcelain', '--', '.'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    return status.trim() === '' ? undefined : 'There are changes that are not committed'
  } catch {
    return 'This is not in a git repository, so there would be no way back'
  }
}

/** Writes every file beside its place first and renames them then, so that none is ever half there. */
export function writeFiles({ root, files }: Pick<RewriteReport, 'root' | 'files'>): void {
  const pending = files.map(({ path, after }) => {
    const target = join(root, path)
    return { target, temporary: `${target}.${process.pid}.rosetta-tmp`, after }
  })
  try {
    for (const { target, temporary, after } of pending) {
      writeFileSync(temporary, after, { flag: 'wx' })
      chmodSync(temporary, statSync(target).mode)
    }
    for (const { target, temporary } of pending) renameSync(temporary, target)
  } finally {
    for (const { temporary } of pending) rmSync(temporary, { force: true })
  }
}
