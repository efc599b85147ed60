/**
 * Finds and reads the lockfile of a folder.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../problem.js'
import { readBunLock } from './bun-lock.js'
import type { Lockfile, Manager, PackageNode, ProjectDependencies } from './graph.js'
import { readNpmLock } from './npm-lock.js'
import { readPnpmLock } from './pnpm-lock.js'
import { isBerry, readBerryLock, readYarnLock } from './yarn-lock.js'

/** By preference: npm-shrinkwrap.json goes before package-lock.json in npm too. */
const names = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'] as const

export interface Lockfiles {
  readonly lockfiles: readonly Lockfile[]
  /** Damaged ones. */
  readonly problems: readonly Problem[]
  /** Those of a form that is not for reading, with what to do. */
  readonly closed: readonly Problem[]
}

/** The lockfiles of a folder. The rest goes on without one that cannot be read. */
export function readLockfiles(root: string, projects: readonly ProjectDependencies[]): Lockfiles {
  const lockfiles: Lockfile[] = []
  const problems: Problem[] = []
  for (const path of names.filter((name) => existsSync(join(root, name)))) {
    try {
      const text = readFileSync(join(root, path), 'utf8')
      const manager = managerOf(path, text)
      const nodes = readers[manager](text, projects)
      lockfiles.push({ path, manager, nodes: new Map(nodes.map((node) => [node.id, node])) })
    } catch (error) {
      problems.push({ path, message: `It cannot be read as a lockfile: ${(error as Error).message.split('\n')[0]}` })
    }
  }
  return { lockfiles, problems, closed: binaryLockOfBun(root) }
}

/** Older Buns write only a binary lockfile. Beside a bun.lock it is not read by Bun either. */
function binaryLockOfBun(root: string): Problem[] {
  if (!existsSync(join(root, 'bun.lockb')) || existsSync(join(root, 'bun.lock'))) return []
  const message =
    'It is the binary lockfile of Bun, which only Bun can read: what other packages bring along is not seen. ' +
    'Run "bun install --save-text-lockfile", with Bun 1.2 or later, and try again.'
  return [{ path: 'bun.lockb', message }]
}

const readers: Record<Manager, (text: string, projects: readonly ProjectDependencies[]) => PackageNode[]> = {
  npm: readNpmLock,
  yarn: readYarnLock,
  'yarn-berry': readBerryLock,
  pnpm: readPnpmLock,
  bun: readBunLock,
}

function managerOf(path: string, text: string): Manager {
  if (path === 'pnpm-lock.yaml') return 'pnpm'
  if (path === 'bun.lock') return 'bun'
  if (path !== 'yarn.lock') return 'npm'
  return isBerry(text) ? 'yarn-berry' : 'yarn'
}
