/**
 * Reads bun.lock, the text form of Bun's lockfile: JSON with trailing commas. Its binary form, bun.lockb, cannot be.
 */
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import type { Edge, PackageNode } from './graph.js'

interface Dependencies {
  name?: string
  version?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

interface Lock {
  workspaces: Record<string, Dependencies>
  /** By the way to it: `engine.io/debug/ms`. The first element is `ms@2.1.3`, and an object says what it asks for. */
  packages: Record<string, unknown[]>
}

/** @throws {SyntaxError} when the text is not of this form */
export function readBunLock(text: string): PackageNode[] {
  const { workspaces, packages } = parseLock(text)
  const ids = new Map(Object.entries(packages).map(([way, locked]) => [way, idOf(way, locked)]))
  const edgesOf = (
    way: string,
    { peerDependencies, optionalDependencies, devDependencies, dependencies }: Dependencies,
  ) =>
    Object.entries({ ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies }).map(
      ([name, range]): Edge => ({ name, range, to: nearest(way, name, ids) }),
    )
  const projects = Object.entries(workspaces).map(([folder, project]): PackageNode => {
    const { name = folder, version = '' } = project
    return { id: projectId(folder), name, version, folder, edges: edgesOf(folder === '' ? '' : name, project) }
  })
  const installed = Object.entries(packages)
    .filter(([, locked]) => workspaceOf(locked) === undefined)
    .map(([way, locked]): PackageNode => {
      const { name, version } = nameAndVersion(String(locked[0]))
      return { id: way, name, version, edges: edgesOf(way, (locked.find(isObject) ?? {}) as Dependencies) }
    })
  return [...projects, ...installed]
}

function parseLock(text: string): Lock {
  const errors: ParseError[] = []
  const lock: unknown = parse(text, errors, { allowTrailingComma: true })
  if (errors.length > 0) throw new SyntaxError(`${printParseErrorCode(errors[0].error)} at ${errors[0].offset}.`)
  if (!isObject(lock) || lock.lockfileVersion === undefined || !isObject(lock.workspaces))
    throw new SyntaxError('This is no bun.lock: it has no "lockfileVersion" and "workspaces".')
  const { workspaces, packages = {} } = lock
  if (!isObject(packages) || ![...Object.values(packages)].every(Array.isArray))
    throw new SyntaxError('"packages" must hold a list for each package.')
  if (!Object.values(workspaces).every(isObject)) throw new SyntaxError('"workspaces" must hold objects.')
  return { workspaces, packages } as Lock
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const projectId = (folder: string) => `project ${folder}`

/** The folder of a project of the workspace: `["a@workspace:packages/a"]`. */
function workspaceOf([title]: readonly unknown[]): string | undefined {
  return /^@?[^@]+@workspace:(.*)$/.exec(String(title))?.[1]
}

function idOf(way: string, locked: readonly unknown[]): string {
  const folder = workspaceOf(locked)
  return folder === undefined ? way : projectId(folder)
}

/** What a package finds under a name: below itself, or below the nearest one that it is below of. */
function nearest(way: string, name: string, ids: ReadonlyMap<string, string>): string | undefined {
  const names = way.match(/(?:@[^/]+\/)?[^/]+/g) ?? []
  for (let depth = names.length; depth >= 0; depth--) {
    const id = ids.get([...names.slice(0, depth), name].join('/'))
    if (id !== undefined) return id
  }
  return undefined
}

/** `@types/cors@2.8.19` */
function nameAndVersion(title: string): { name: string; version: string } {
  const at = title.indexOf('@', 1)
  return at < 0 ? { name: title, version: '' } : { name: title.slice(0, at), version: title.slice(at + 1) }
}
