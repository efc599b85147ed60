/**
 * Builds our packages when their build is missing or older than their source: what is measured is what is published.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Side } from './side.js'
import { packageFolder } from './sides.js'

/**
 * Builds what is stale of the packages that the sides are made from, telling what it does.
 * @returns side → reason, for sides whose build failed: what is left of an older build is not to be measured
 */
export function buildPackages(sides: Side[], say: (line: string) => void): Record<string, string> {
  const failed = new Set<string>()
  // A set keeps the order: the engine comes first, because the others need it.
  for (const name of new Set(sides.flatMap(({ packages = [] }) => packages))) {
    if (isStale(name) && !build(name, say)) failed.add(name)
  }
  const broken = sides.filter(({ packages = [] }) => packages.some((name) => failed.has(name)))
  return Object.fromEntries(broken.map(({ name }) => [name, 'it does not build']))
}

/** Package → those whose source is built into it. */
const BUNDLED: Record<string, string[]> = { wsd: ['ws1-dialect'] }

function isStale(name: string): boolean {
  const sources = [name, ...(BUNDLED[name] ?? [])].map((each) => join(packageFolder(each), 'src'))
  const built = newest(join(packageFolder(name), 'dist'))
  return existsSync(join(sources[0], 'index.ts')) && sources.some((source) => newest(source) > built)
}

function build(name: string, say: (line: string) => void): boolean {
  say(`building packages/${name}`)
  try {
    execFileSync('npm', ['run', 'build'], {
      cwd: packageFolder(name),
      stdio: 'pipe',
      shell: process.platform === 'win32',
    })
    return true
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer }
    say(`packages/${name} does not build:\n${stderr ?? error}`)
    return false
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
