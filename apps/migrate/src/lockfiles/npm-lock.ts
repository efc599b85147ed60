/**
 * Reads package-lock.json and npm-shrinkwrap.json of versions 1 to 3.
 */
import type { Edge, PackageNode, ProjectDependencies } from './graph.js'

interface LockedPackage {
  name?: string
  version?: string
  resolved?: string
  link?: boolean
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

interface LockedDependency {
  version?: string
  requires?: Record<string, string> | boolean
  dependencies?: Record<string, LockedDependency>
}

/** @throws {SyntaxError} when the text is no JSON, or not of this form */
export function readNpmLock(text: string, projects: readonly ProjectDependencies[]): PackageNode[] {
  const lock: unknown = JSON.parse(text)
  if (!isObject(lock)) throw new SyntaxError('A package-lock.json must hold an object.')
  if (isObject(lock.packages)) return fromPackages(lock.packages as Record<string, LockedPackage>)
  if (isObject(lock.dependencies)) return fromTree(lock.dependencies as Record<string, LockedDependency>, projects)
  if (lock.lockfileVersion !== undefined) return []
  throw new SyntaxError('This is no package-lock.json: it has neither "packages" nor "dependencies".')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Versions 2 and 3: a flat map from the path in the tree. */
function fromPackages(packages: Record<string, LockedPackage>): PackageNode[] {
  const has = (path: string) => Object.hasOwn(packages, path)
  return Object.entries(packages)
    .filter(([, locked]) => !locked.link)
    .map(([path, locked]) => {
      const isProject = !path.includes('node_modules')
      const wanted = {
        ...locked.peerDependencies,
        ...locked.optionalDependencies,
        ...(isProject && locked.devDependencies),
        ...locked.dependencies,
      }
      const edges = Object.entries(wanted).map(([name, range]): Edge => {
        const to = nearest(path, name, has)
        const target = to && packages[to].link ? packages[to].resolved : to
        return { name, range, to: target }
      })
      return {
        id: path,
        name: locked.name ?? nameIn(path),
        version: locked.version ?? '',
        edges,
        ...(isProject && { folder: path }),
      }
    })
}

/** Where Node would find a package from a place in the tree. */
function nearest(from: string, name: string, has: (path: string) => boolean): string | undefined {
  const parts = from === '' ? [] : from.split('/')
  for (let depth = parts.length; depth >= 0; depth--) {
    if (parts[depth - 1] === 'node_modules') continue
    const path = [...parts.slice(0, depth), 'node_modules', name].join('/')
    if (has(path)) return path
  }
  return undefined
}

function nameIn(path: string): string {
  return path.split('node_modules/').at(-1)!
}

/** Version 1: a tree by nesting. What the project asks for is in its package.json. */
function fromTree(root: Record<string, LockedDependency>, projects: readonly ProjectDependencies[]): PackageNode[] {
  const packages = new Map<string, LockedDependency>()
  const collect = (at: string, dependencies: Record<string, LockedDependency>) => {
    for (const [name, locked] of Object.entries(dependencies)) {
      const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
      packages.set(path, locked)
      collect(path, locked.dependencies ?? {})
    }
  }
  collect('', root)
  const has = (path: string) => packages.has(path)
  const edgesOf = (path: string, wanted: Record<string, string>) =>
    Object.entries(wanted).map(([name, range]): Edge => ({ name, range, to: nearest(path, name, has) }))
  const installed = [...packages].map(([path, { version = '', requires }]): PackageNode => {
    const alias = /^npm:(.+)@([^@]+)$/.exec(version)
    const wanted = typeof requires === 'object' && requires !== null ? requires : {}
    return {
      id: path,
      name: alias ? alias[1] : nameIn(path),
      version: alias ? alias[2] : version,
      edges: edgesOf(path, wanted),
    }
  })
  return [...projects.map((one) => projectNode(one, edgesOf(one.folder, one.dependencies))), ...installed]
}

/** A node for a project that a lockfile itself does not have. */
export function projectNode({ name, folder }: ProjectDependencies, edges: readonly Edge[]): PackageNode {
  return { id: `project ${folder}`, name, version: '', folder, edges }
}
