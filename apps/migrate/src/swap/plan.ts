/**
 * What a swap changes: which values of which files, and what it leaves alone and why. It does not write.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import { originalPackages } from '../catalogue/packages.js'
import type { KeyPath } from '../files/json-text.js'
import { getJson, getYaml } from '../files/json-text.js'
import type { Lockfile } from '../lockfiles/graph.js'
import { npmCuts } from '../lockfiles/npm-cuts.js'
import { type Overrides, overridesFor, specOf, type TransitiveUse, transitiveUses } from '../lockfiles/overrides.js'
import type { ApiDependency } from '../manifests/dependency.js'
import { askedFor, findOriginal, speaksOlderApi } from '../manifests/dependency.js'
import type { Manifest } from '../manifests/manifest.js'
import { pnpmWorkspace, type Workspace } from '../manifests/workspace.js'

/** A value to set. */
export interface Edit {
  /** Relative to the root. */
  readonly file: string
  readonly at: KeyPath
  readonly before?: string
  readonly after: string
}

/** Something that is not swapped. */
export interface Left {
  readonly file: string
  readonly what: string
  readonly reason: string
}

export interface SwapPlan {
  readonly edits: readonly Edit[]
  /** Entries of npm's lockfiles that have to go, so that npm looks for what is asked for now. */
  readonly cuts: readonly { readonly file: string; readonly at: KeyPath }[]
  readonly left: readonly Left[]
  /** Packages of types that are not looked at any more, since ours bring their own: names by file. */
  readonly unusedTypes: readonly { readonly file: string; readonly name: string }[]
}

export interface SwapOptions {
  /** Names of originals; without any, all. */
  readonly only?: readonly string[]
  /** Also for packages that bring an original along. Preset true. */
  readonly transitive?: boolean
  /** Also versions whose API is an older one than that of ours: `ws` 2 to 7. Preset false. */
  readonly acrossMajors?: boolean
}

/** What to change so that ours is installed where an original is asked for. */
export function planSwap(
  workspace: Workspace,
  dependencies: readonly ApiDependency[],
  lockfiles: readonly Lockfile[],
  options: SwapOptions = {},
): SwapPlan {
  const isWanted = (name: string) => !options.only?.length || options.only.includes(name)
  const wanted = dependencies.filter((one) => isWanted(one.original.name))
  const outcomes: (Edit | Left)[] = wanted.filter((one) => !one.isSwapped).map((one) => direct(one, options))
  const root = workspace.manifests.find(({ folder }) => folder === '')
  if (options.transitive !== false && root) {
    for (const lockfile of lockfiles) outcomes.push(...transitive(workspace, root, lockfile, isWanted, options))
  }
  const edits = outcomes.filter((one): one is Edit => 'at' in one)
  return {
    edits: edits.filter((one, index) => edits.findIndex((other) => keyOf(other) === keyOf(one)) === index),
    cuts: lockfiles.flatMap((lockfile) => cutsOf(lockfile, isWanted, options)),
    left: outcomes.filter((one): one is Left => 'reason' in one),
    unusedTypes: unusedTypes(workspace, edits, wanted),
  }
}

const keyOf = ({ file, at }: Edit) => [file, ...at].join('\n')

const olderApi = (name: string, version?: string) =>
  `${name} ${version} has an older API than @rosetta-ws/ws, which is that of ws 8: move to ws 8 first, or say --across-majors.`

function direct(one: ApiDependency, { acrossMajors = false }: SwapOptions): Edit | Left {
  const { manifest: file, group, name, range, original, version } = one
  const what = `${group}.${name}: ${range}`
  if (group === 'peerDependencies')
    return { file, what, reason: 'A peer dependency is for the one who installs this package.' }
  const { range: asked } = askedFor(name, range)
  if (!semver.validRange(asked) && /[:/]/.test(asked) && !asked.startsWith('catalog:'))
    return { file, what, reason: 'It is no version of the npm registry.' }
  if (!acrossMajors && speaksOlderApi(one)) return { file, what, reason: olderApi(original.name, version) }
  return { file, at: [group, name], before: range, after: specOf(original) }
}

function transitive(
  workspace: Workspace,
  root: Manifest,
  lockfile: Lockfile,
  isWanted: (name: string) => boolean,
  { acrossMajors = false }: SwapOptions,
): (Edit | Left)[] {
  const uses = transitiveUses(lockfile).filter(({ name }) => isWanted(name))
  const left = uses
    .filter((use) => use.isOlderApi && !acrossMajors)
    .map((use) => ({ ...leftOf(use), reason: olderApi(use.name, use.version) }))
  const overrides = overridesFor(lockfile, uses, acrossMajors)
  const reached = new Set(Object.values(overrides.entries))
  const unreached = uses
    .filter((use) => (acrossMajors || !use.isOlderApi) && !reached.has(specOf(use.original)))
    .map((use) => ({ ...leftOf(use), reason: onlyWhole(use.name, lockfile.manager) }))
  const { file, at, current } = placeOf(workspace, root, overrides)
  const edits = Object.entries(overrides.entries).flatMap(([key, after]): (Edit | Left)[] => {
    const before = current([...at, key])
    if (before === after) return []
    if (before === undefined) return [{ file, at: [...at, key], after }]
    return [{ file, what: `${[...at, key].join('.')}: ${JSON.stringify(before)}`, reason: 'It is overridden already.' }]
  })
  return [...edits, ...left, ...unreached]
}

const leftOf = ({ lockfile, name, version, users }: TransitiveUse) => ({
  file: lockfile,
  what: `${name}@${version} of ${users.map((user) => user.name).join(', ')}`,
})

const onlyWhole = (name: string, manager: string) =>
  `${manager} overrides a package only as a whole, and different APIs of ${name} are installed here.`

/** What is locked of originals that are swapped. */
function cutsOf(lockfile: Lockfile, isWanted: (name: string) => boolean, { acrossMajors = false }: SwapOptions) {
  const cuts = npmCuts(lockfile, ({ name, version }) => {
    const original = originalPackages.some((one) => one.name === name) ? findOriginal(name, version) : undefined
    if (!original || !isWanted(name)) return false
    return acrossMajors || !speaksOlderApi({ original, version, isSwapped: false })
  })
  return cuts.map((at) => ({ file: lockfile.path, at }))
}

/** The file and the object that a package manager reads overrides from. */
function placeOf(workspace: Workspace, root: Manifest, { manager, at }: Overrides) {
  const yaml = workspace.hasPnpmWorkspace ? readFileSync(join(workspace.root, pnpmWorkspace), 'utf8') : ''
  const pnpm = semver.coerce(/^pnpm@([\d.]+)/.exec(root.content.packageManager ?? '')?.[1])
  const inYaml =
    manager === 'pnpm' && ((pnpm && semver.gte(pnpm, '10.6.0')) || getYaml(yaml, ['overrides']) !== undefined)
  return inYaml
    ? { file: pnpmWorkspace, at: ['overrides'], current: (path: KeyPath) => getYaml(yaml, path) }
    : { file: root.path, at, current: (path: KeyPath) => getJson(root.text, path) }
}

/** `@types/ws` and the like, where every original that it describes is swapped. */
function unusedTypes({ manifests }: Workspace, edits: readonly Edit[], dependencies: readonly ApiDependency[]) {
  return manifests.flatMap(({ path, content }) => {
    const swapped = dependencies.filter(
      (one) => one.isSwapped || edits.some(({ file, at }) => file === one.manifest && at[1] === one.name),
    )
    const types = new Set(swapped.filter((one) => one.manifest === path).map(({ original }) => original.types))
    const listed = Object.keys({ ...content.devDependencies, ...content.dependencies })
    return listed.filter((name) => types.has(name)).map((name) => ({ file: path, name }))
  })
}
