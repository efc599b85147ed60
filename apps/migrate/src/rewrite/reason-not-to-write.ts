/**
 * Asks git whether there is a way back from changes of files.
 */
import { execFileSync } from 'node:child_process'

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
