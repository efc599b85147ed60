/**
 * Which dependencies of a package.json are one of the originals or one of ours, and which dialect they speak.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import type { Dialect } from '../catalogue/model.js'
import { type OriginalPackage, originalPackages } from '../catalogue/packages.js'
import { type DependencyGroup, dependencyGroups, type Manifest } from './manifest.js'

/** A dependency on an original, or on ours in its place. */
export interface ApiDependency {
  readonly manifest: string
  readonly group: DependencyGroup | 'peerDependencies'
  /** The name that code requires. */
  readonly name: string
  /** As it is written. */
  readonly range: string
  /** The package on npm, which is another than `name` under an alias. */
  readonly package: string
  /** The installed version, or the lowest that the range allows. */
  readonly version?: string
  readonly dialect: Dialect
  readonly original: OriginalPackage
  /** Ours is installed in its place already. */
  readonly isSwapped: boolean
}

/** The dependencies of a package.json that are of concern. `installed` tells the version of a name, if it is known. */
export function apiDependencies(
  manifest: Manifest,
  installed: (name: string) => string | undefined = () => undefined,
): ApiDependency[] {
  return [...dependencyGroups, 'peerDependencies' as const].flatMap((group) =>
    Object.entries(manifest.content[group] ?? {}).flatMap(([name, range]) => {
      const asked = askedFor(name, range)
      const isSwapped = originalPackages.some(({ facade }) => facade === asked.package)
      const version = (isSwapped ? undefined : installed(name)) ?? lowest(asked.range)
      const original = findOriginal(asked.package, version)
      if (!original) return []
      const { dialect } = original
      return [
        { manifest: manifest.path, group, name, range, package: asked.package, version, dialect, original, isSwapped },
      ]
    }),
  )
}

/** The package behind a name and a range: that of an alias, such as `npm:ws@^7.0.0`, or the name. */
export function askedFor(name: string, range: string): { package: string; range: string } {
  const [, alias, of = '*'] = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(range) ?? []
  return alias ? { package: alias, range: of } : { package: name, range }
}

/** The original that a package on npm is, or that ours stands in for. Without a version, the newest dialect. */
export function findOriginal(name: string, version: string | undefined): OriginalPackage | undefined {
  const ofName: readonly OriginalPackage[] = originalPackages.filter((one) => one.name === name || one.facade === name)
  const matching = ofName.find(
    (one) => one.facade === name || !version || semver.satisfies(version, one.versions, { includePrerelease: true }),
  )
  return matching ?? ofName[0]
}

/** The major version whose API ours has, where the original has had several: `ws` 8. */
export function speaksOlderApi({
  original,
  version,
  isSwapped,
}: Pick<ApiDependency, 'original' | 'version' | 'isSwapped'>): boolean {
  if (isSwapped || original.dialect !== 'ws' || !version) return false
  return semver.valid(version) !== null && semver.major(version) < 8
}

/** The version of a package in node_modules. */
export function versionInModules(root: string, folder: string, name: string): string | undefined {
  for (const at of folder === '' ? [root] : [join(root, folder), root]) {
    try {
      const { version } = JSON.parse(readFileSync(join(at, 'node_modules', name, 'package.json'), 'utf8'))
      if (typeof version === 'string') return version
    } catch {
      // It is not installed there.
    }
  }
  return undefined
}

function lowest(range: string): string | undefined {
  return semver.validRange(range) && range !== '*' && range !== ''
    ? (semver.minVersion(range)?.version ?? undefined)
    : undefined
}
