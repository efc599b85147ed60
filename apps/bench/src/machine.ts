/** What a result was measured on: machine and versions. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { dirname, join } from 'node:path'
import type { Machine } from './results.js'

export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    date: new Date().toISOString(),
    commit: currentCommit(),
  }
}

function currentCommit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }).trim()
    return (
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--untracked-files=no', 'packages') ? ' with changes' : '')
    )
  } catch {
    return 'unknown'
  }
}

/** Version of the package that a file belongs to. */
export function versionOf(module: string): string {
  let folder = dirname(module)
  while (folder !== dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'))
      if (version) return `${name}@${version}`
    }
    folder = dirname(folder)
  }
  return 'unknown'
}
