/**
 * Which entries of a package-lock.json have to go so that npm installs something else in their place: npm keeps what is
 * locked when its version fits the new range, also when the package is another one.
 */
import type { KeyPath } from '../files/json-text.js'
import type { Lockfile, PackageNode } from './graph.js'

/** The keys down to the entries of these nodes, and of what is nested in them. */
export function npmCuts(lockfile: Lockfile, isGone: (node: PackageNode) => boolean): KeyPath[] {
  if (lockfile.manager !== 'npm') return []
  const gone = [...lockfile.nodes.values()].filter((node) => node.folder === undefined && isGone(node))
  const nodes = [...lockfile.nodes.keys()]
  const paths = gone.flatMap(({ id }) => nodes.filter((other) => other === id || other.startsWith(`${id}/`)))
  return [...new Set(paths)].flatMap((path) => [
    ['packages', path],
    path
      .split(/\/?node_modules\//)
      .slice(1)
      .flatMap((name) => ['dependencies', name]),
  ])
}
