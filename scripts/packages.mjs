// Knows which packages of the workspace are published, and their tarballs. It does not judge them.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runQuiet } from './child.mjs'
import { packageManager } from './install.mjs'

/**
 * @typedef {object} PublishedPackage
 * @property {string} name as on npm
 * @property {string} folder absolute path
 * @property {object} manifest its package.json as written in the workspace
 * @property {string} tarball absolute path, valid after `packAll`
 */

/** @returns {PublishedPackage[]} every package of the workspace that is not private, dependencies before dependents */
export function publishedPackages(root, tarballs) {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  )
  const found = [...folders, join(root, 'conformance')]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => {
      const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`
      return { name: manifest.name, folder, manifest, tarball: join(tarballs, file) }
    })
  return [...found].sort((a, b) => withPeers(a, found).length - withPeers(b, found).length)
}

/** A package and all packages of the workspace that it needs at run time. */
export function withDependencies(wanted, all) {
  return closure(wanted, all, ({ manifest }) => manifest.dependencies)
}

/** The same, with those that its user may install beside it. */
export function withPeers(wanted, all) {
  return closure(wanted, all, ({ manifest }) => ({ ...manifest.dependencies, ...manifest.peerDependencies }))
}

function closure(wanted, all, needs) {
  const needed = new Set([wanted])
  for (const one of needed) {
    for (const other of all) if (other.name in (needs(one) ?? {})) needed.add(other)
  }
  return [...needed]
}

/** Packs as a release would: with pnpm, which applies `publishConfig` and replaces `workspace:` versions. */
export async function packAll(root, packages, tarballs) {
  rmSync(tarballs, { recursive: true, force: true })
  mkdirSync(tarballs, { recursive: true })
  for (const { folder, tarball } of packages) {
    const args = ['--yes', packageManager(root), 'pack', '--pack-destination', tarballs]
    const { code, output } = await runQuiet('npx', args, { cwd: folder, shell: process.platform === 'win32' })
    if (code !== 0 || !existsSync(tarball)) throw new Error(`${folder} could not be packed as ${tarball}:\n${output}`)
  }
}

/** @returns {Promise<{ files: string[], manifest: object }>} what a user of the tarball gets */
export async function contentsOf(tarball) {
  const list = await runQuiet('tar', ['-tzf', tarball])
  const manifest = await runQuiet('tar', ['-xzOf', tarball, 'package/package.json'])
  if (list.code !== 0 || manifest.code !== 0) throw new Error(`${tarball} cannot be read:\n${list.output}`)
  return {
    files: list.output
      .trim()
      .split('\n')
      .map((name) => name.replace(/^package\//, '')),
    manifest: JSON.parse(manifest.output),
  }
}
