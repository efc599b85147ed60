/**
 * Builds our packages when their build is missing or older than their source: what is measured is what is published.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from './sides.js'

/** In the order in which they need each other. */
const PACKAGES = ['engine', 'ws', 'websocket', 'nodejs-websocket', 'wsd']

/** Builds what is stale, telling what it does; a build that fails leaves that package out of the comparison. */
export function buildPackages(say: (line: string) => void): void {
  for (const name of PACKAGES) {
    const folder = packageFolder(name)
    if (!existsSync(join(folder, 'src', 'index.ts'))) continue
    if (newest(join(folder, 'src')) < newest(join(folder, 'dist'))) continue
    say(`building packages/${name}`)
    try {
      execFileSync('npm', ['run', 'build'], { cwd: folder, stdio: 'pipe', shell: process.platform === 'win32' })
    } catch (error) {
      say(`packages/${name} does not build: ${String((error as { stderr?: Buffer }).stderr ?? error).slice(0, 400)}`)
    }
  }
}

/** Time of the newest file under a folder; 0 if there is none. */
function newest(folder: string): number {
  if (!existsSync(folder)) return 0
  return Math.max(
    0,
    ...readdirSync(folder, { recursive: true }).map((file) => statSync(join(folder, String(file))).mtimeMs),
  )
}
