// Installs the dependencies of the workspace when they are missing or older than the lockfile.
// It does not know what the dependencies are for.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runLive } from './child.mjs'

/**
 * The line kept in `node_modules` after an install: while it is still true, nothing has to be installed.
 *
 * @param {string | Buffer} lockfile contents of pnpm-lock.yaml
 * @param {string} nodeVersion as in `process.versions.node`; native builds differ by major
 */
export function stampOf(lockfile, nodeVersion) {
  return `${createHash('sha256').update(lockfile).digest('hex')} node ${nodeVersion.split('.')[0]}\n`
}

/** @returns {string} the pinned package manager, `pnpm@x.y.z`, from the root's package.json */
export function packageManager(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager
}

/**
 * Runs the pinned pnpm, fetched by npx when the machine does not have it.
 *
 * @returns {Promise<number>} its exit code
 */
export function pnpm(root, args) {
  // `--yes` because npm may be configured with yes=false, and then npx would refuse to fetch without a terminal.
  return runLive('npx', ['--yes', packageManager(root), ...args], { cwd: root, shell: process.platform === 'win32' })
}

/**
 * Installs with a frozen lockfile unless the stamp says that it is done.
 *
 * @returns {Promise<number>} 0, or the exit code of the failed install
 */
export async function installIfNeeded(root) {
  const stampFile = join(root, 'node_modules', '.rosetta-install')
  const wanted = stampOf(readFileSync(join(root, 'pnpm-lock.yaml')), process.versions.node)
  if (readIfPresent(stampFile) === wanted) return 0

  console.log(`Installing dependencies with ${packageManager(root)} (the first run, a new lockfile or another Node)`)
  const code = await pnpm(root, [
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--config.confirmModulesPurge=false',
  ])
  if (code === 0) writeFileSync(stampFile, wanted)
  else console.error(`The installation failed with exit code ${code}; the lines above say why.`)
  return code
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
