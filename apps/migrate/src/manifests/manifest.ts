/**
 * Reads a package.json, and keeps its text for edits. It does not write.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Problem } from '../problem.js'

/** The groups of dependencies that are installed, in the order in which they are shown. */
export const dependencyGroups = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

export type DependencyGroup = (typeof dependencyGroups)[number]

/** What this tool reads of a package.json. Groups hold names and ranges. */
export interface ManifestContent {
  readonly name?: string
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] }
  readonly packageManager?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly overrides?: Readonly<Record<string, unknown>>
  readonly resolutions?: Readonly<Record<string, string>>
  readonly pnpm?: { readonly overrides?: Readonly<Record<string, string>> }
}

export interface Manifest {
  /** Relative to the folder that was asked about: `package.json`, `packages/a/package.json`. */
  readonly path: string
  /** The folder of it, relative; empty for the root. */
  readonly folder: string
  readonly text: string
  readonly content: ManifestContent
}

/** Reads a package.json; what is wrong with it is a problem with its place. */
export function readManifest(root: string, folder: string): Manifest | Problem {
  const path = folder === '' ? 'package.json' : `${folder}/package.json`
  try {
    const text = readFileSync(join(root, path), 'utf8')
    return problemOf(path, text) ?? { path, folder, text, content: JSON.parse(withoutMark(text)) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { path, message: code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${message}` }
  }
}

/** Whether it was read. */
export function isManifest(read: Manifest | Problem): read is Manifest {
  return 'content' in read
}

/** A byte order mark, which JSON does not allow and some editors write. */
export const withoutMark = (text: string) => text.replace(/^\uFEFF/, '')

function problemOf(path: string, text: string): Problem | undefined {
  const errors: ParseError[] = []
  const json = withoutMark(text)
  const root = parseTree(json, errors, { disallowComments: true })
  if (errors.length > 0) {
    const before = json.slice(0, errors[0].offset).split('\n')
    const message = `It is no JSON: ${printParseErrorCode(errors[0].error)}.`
    return { path, line: before.length, column: before.at(-1)!.length + 1, message }
  }
  if (root?.type !== 'object') return { path, message: 'It must hold an object.' }
  const twice = repeatedKey(root, (key) => edited.has(key))
  if (twice) {
    const before = json.slice(0, twice.offset).split('\n')
    const message = `It has ${json.slice(twice.offset, twice.offset + twice.length)} twice: only the last one counts.`
    return { path, line: before.length, column: before.at(-1)!.length + 1, message }
  }
  const content = JSON.parse(json)
  const wrong = dependencyGroups.find((group) => content[group] !== undefined && !isRecord(content[group]))
  return wrong && { path, message: `"${wrong}" must be an object of names and ranges.` }
}

/** The keys under which something may be set. */
const edited: ReadonlySet<unknown> = new Set([...dependencyGroups, 'overrides', 'resolutions', 'pnpm'])

/** The second of two equal keys of an object or of an object in it. Editing the first would change nothing. */
function repeatedKey(object: Node, matters: (key: unknown) => boolean = () => true): Node | undefined {
  const seen = new Set<unknown>()
  for (const { children } of object.children ?? []) {
    const [key, value] = children ?? []
    if (!key || !matters(key.value)) continue
    if (seen.has(key.value)) return key
    seen.add(key.value)
    const within = value?.type === 'object' ? repeatedKey(value) : undefined
    if (within) return within
  }
  return undefined
}

function isRecord(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === 'string')
  )
}
