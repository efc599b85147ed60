/**
 * Reads pnpm-lock.yaml, of lockfile versions 5 to 9.
 */
import { parseAllDocuments } from 'yaml'
import type { Edge, PackageNode } from './graph.js'

type Resolved = string | { specifier?: string; version?: string }

interface Project {
  dependencies?: Record<string, Resolved>
  devDependencies?: Record<string, Resolved>
  optionalDependencies?: Record<string, Resolved>
  specifiers?: Record<string, string>
}

interface Snapshot {
  name?: string
  version?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

interface Lock extends Project {
  lockfileVersion?: string | number
  importers?: Record<string, Project>
  packages?: Record<string, Snapshot | null> | null
  snapshots?: Record<string, Snapshot | null> | null
}

/** @throws {SyntaxError} when the text is no YAML, or not of this form */
export function readPnpmLock(text: string): PackageNode[] {
  const lock = parse(text)
  const snapshots = { ...lock.packages, ...lock.snapshots }
  const ids = new Set(Object.keys(snapshots))
  const projects = Object.entries(lock.importers ?? { '.': lock }).map(([folder, project]): PackageNode => {
    const wanted = { ...project.optionalDependencies, ...project.devDependencies, ...project.dependencies }
    const edges = Object.entries(wanted).map(([name, resolved]): Edge => {
      const version = typeof resolved === 'string' ? resolved : (resolved.version ?? '')
      const range = typeof resolved === 'string' ? (project.specifiers?.[name] ?? '') : (resolved.specifier ?? '')
      return { name, range, to: idOf(ids, name, version) }
    })
    return { id: `project ${folder}`, name: folder, version: '', folder: folder === '.' ? '' : folder, edges }
  })
  const installed = Object.entries(snapshots).map(([id, snapshot]): PackageNode => {
    const wanted = { ...snapshot?.optionalDependencies, ...snapshot?.dependencies }
    const edges = Object.entries(wanted).map(
      ([name, version]): Edge => ({ name, range: '', to: idOf(ids, name, version) }),
    )
    return { id, ...nameAndVersion(id, snapshot ?? undefined), edges }
  })
  // A package with peers is listed by itself too in version 9, without dependencies.
  const used = new Set([...projects, ...installed].flatMap(({ edges }) => edges.map(({ to }) => to)))
  return [...projects, ...installed.filter(({ id }) => used.has(id))]
}

function parse(text: string): Lock {
  const documents = parseAllDocuments(text)
  const last = Array.isArray(documents) ? documents.at(-1) : undefined
  if (last && last.errors.length > 0) throw new SyntaxError(last.errors[0].message)
  const lock: unknown = last?.toJS({ maxAliasCount: 0 })
  if (typeof lock !== 'object' || lock === null || !('lockfileVersion' in lock))
    throw new SyntaxError('This is no pnpm-lock.yaml: it has no "lockfileVersion".')
  return lock as Lock
}

/** A version is `8.18.0`, with peers behind it, or the id of a package with another name. */
function idOf(ids: ReadonlySet<string>, name: string, version: string): string | undefined {
  const candidates = [`${name}@${version}`, `/${name}@${version}`, `/${name}/${version}`, version, `/${version}`]
  return candidates.find((one) => ids.has(one))
}

function nameAndVersion(id: string, { name, version }: Snapshot = {}): { name: string; version: string } {
  const [, ownName, ownVersion] = /^\/?((?:@[^/]+\/)?[^/@]+)[/@]([^(_]+)/.exec(id) ?? ['', id, '']
  return { name: name ?? ownName, version: version ?? ownVersion }
}
