// Installs dependents in a folder of their own, with one package put in the place of another wherever it is asked for.
// It does not run them.

import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { promisify } from 'node:util'

/**
 * Installs packages in a new folder.
 *
 * @param {object} wanted
 * @param {Record<string, string>} wanted.packages names and exact versions
 * @param {string} wanted.name the name that is replaced, which becomes a dependency too
 * @param {string} wanted.spec what npm shall install under that name: a version or `file:` and a path
 * @param {Record<string, string>} wanted.others further replacements
 * @param {string} wanted.programs a folder of programs to copy beside the packages
 * @returns {Promise<{ folder: string, dispose(): Promise<void> }>}
 */
export async function installTree({ packages, name, spec, others, programs }) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'rosetta-dependents-')))
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    const manifest = {
      private: true,
      type: 'module',
      dependencies: { ...packages, [name]: spec },
      overrides: { [name]: `$${name}`, ...others },
    }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
    await cp(programs, folder, { recursive: true })
    await npm(folder, [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
    ])
  } catch (error) {
    await dispose()
    throw error
  }
  return { folder, dispose }
}

async function npm(cwd, args) {
  try {
    await promisify(execFile)('npm', args, { cwd, timeout: 150_000, shell: process.platform === 'win32' })
  } catch (error) {
    throw new Error(`npm ${args[0]} failed in ${cwd}:\n${error.stdout}${error.stderr}`, { cause: error })
  }
}

/**
 * Who gets what: each installed package that asks for `name`, with the name and version of the package that it gets.
 *
 * @returns {{ by: string, gets: string }[]} paths of the packages that ask, below the folder
 */
export function resolutions(folder, name) {
  return manifests(join(folder, 'node_modules'))
    .filter(({ manifest }) => asks(manifest, name))
    .map(({ path }) => ({ by: path.slice(folder.length + 1), gets: resolvedFrom(path, name) }))
}

const fields = ['dependencies', 'peerDependencies', 'optionalDependencies']
const asks = (manifest, name) => fields.some((field) => Object.hasOwn(manifest[field] ?? {}, name))

/** The package that a program in the folder of `path` gets, found from the file that `require` would load. */
function resolvedFrom(path, name) {
  const file = createRequire(join(path, 'package.json')).resolve(name)
  const place = `${sep}node_modules${sep}${name}${sep}`
  const { name: called, version } = JSON.parse(
    readFileSync(join(file.slice(0, file.lastIndexOf(place)), place, 'package.json'), 'utf8'),
  )
  return `${called}@${version}`
}

/** Every package below a `node_modules` folder, nested ones included. */
function manifests(modules) {
  if (!existsSync(modules)) return []
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => join(name, inner)) : [name],
  )
  return names.flatMap((name) => {
    const path = join(modules, name)
    const file = join(path, 'package.json')
    const own = existsSync(file) ? [{ path, manifest: JSON.parse(readFileSync(file, 'utf8')) }] : []
    return [...own, ...manifests(join(path, 'node_modules'))]
  })
}
