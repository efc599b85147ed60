/**
 * Which installed packages bring an original along, and what to write so that ours is installed for them.
 */
import { type OriginalPackage, originalPackages } from '../catalogue/packages.js'
import { findOriginal, speaksOlderApi } from '../manifests/dependency.js'
import { installedOf, type Lockfile, type Manager } from './graph.js'

/** An original that other packages ask for. */
export interface TransitiveUse {
  readonly lockfile: string
  /** The original: `ws`, at `8.18.0`. */
  readonly name: string
  readonly version: string
  readonly original: OriginalPackage
  /** Who asks for it, `engine.io@6.6.4`, and the range if the lockfile has it. */
  readonly users: readonly { readonly name: string; readonly version: string; readonly range: string }[]
  /** From the project to it. */
  readonly path: readonly string[]
  /** Of a version with another API than that of ours, so that no override is made for it. */
  readonly isOlderApi: boolean
}

/** What to write for one package manager. */
export interface Overrides {
  readonly lockfile: string
  readonly manager: Manager
  /** The keys down to the object: `overrides`, `resolutions`, or `pnpm` `overrides`. */
  readonly at: readonly string[]
  readonly entries: Readonly<Record<string, string>>
}

const names = new Set(originalPackages.map(({ name }) => name as string))

/** The originals in a lockfile that other packages ask for. */
export function transitiveUses(lockfile: Lockfile): TransitiveUse[] {
  return installedOf(lockfile, names).flatMap(({ node, users, path }) => {
    const original = findOriginal(node.name, node.version)
    const asking = users.filter(({ node: user }) => user.folder === undefined)
    if (!original || asking.length === 0) return []
    const isOlderApi = speaksOlderApi({ original, version: node.version, isSwapped: false })
    const { name, version } = node
    return [
      {
        lockfile: lockfile.path,
        name,
        version,
        original,
        users: asking.map(({ node: user, edge }) => ({ name: user.name, version: user.version, range: edge.range })),
        path,
        isOlderApi,
      },
    ]
  })
}

/** How to install ours in place of what `uses` has. `acrossMajors` takes those of an older API too. */
export function overridesFor(lockfile: Lockfile, uses: readonly TransitiveUse[], acrossMajors = false): Overrides {
  const entries: Record<string, string> = {}
  for (const name of new Set(uses.map((use) => use.name))) {
    const taken = uses.filter((use) => use.name === name && (acrossMajors || !use.isOlderApi))
    const isUniform = isSame(lockfile, name, acrossMajors)
    for (const use of [...taken].sort(
      (a, b) => facades.indexOf(a.original.facade) - facades.indexOf(b.original.facade),
    )) {
      const keys = isUniform ? [name] : keysOf[lockfile.manager](use, acrossMajors)
      for (const key of keys) entries[key] = specOf(use.original)
    }
  }
  return { lockfile: lockfile.path, manager: lockfile.manager, at: places[lockfile.manager], entries }
}

/** Whether all that is installed of a name, for the projects too, is to be replaced by one package of ours. */
function isSame(lockfile: Lockfile, name: string, acrossMajors: boolean): boolean {
  const facades = installedOf(lockfile, new Set([name])).map(({ node: { version } }) => {
    const original = findOriginal(name, version)
    const isOlder = original && speaksOlderApi({ original, version, isSwapped: false })
    return isOlder && !acrossMajors ? undefined : original?.facade
  })
  return new Set(facades).size === 1
}

/** What to write as a range, so that ours is installed under another name. */
export const specOf = ({ facade, facadeRange }: OriginalPackage) => `npm:${facade}@${facadeRange}`

const facades: readonly string[] = originalPackages.map(({ facade }) => facade)

const places: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['overrides'],
  yarn: ['resolutions'],
  'yarn-berry': ['resolutions'],
  pnpm: ['pnpm', 'overrides'],
  bun: ['overrides'],
}

/** Keys that reach only some of the packages that ask for a name. Bun has none. */
const keysOf: Readonly<Record<Manager, (use: TransitiveUse, acrossMajors: boolean) => string[]>> = {
  npm: ({ name, original }, acrossMajors) => {
    const modern = acrossMajors ? '>=2' : '^8'
    return [`${name}@${original.dialect === 'ws' ? modern : original.versions}`]
  },
  yarn: ({ name, users }) => users.map((user) => `**/${user.name}/${name}`),
  'yarn-berry': ({ name, users }) => users.map((user) => `${user.name}/${name}`),
  pnpm: ({ name, users }) => users.map((user) => `${user.name}@${user.version}>${name}`),
  bun: () => [],
}
