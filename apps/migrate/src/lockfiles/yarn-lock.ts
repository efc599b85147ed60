/**
 * Reads yarn.lock, of Yarn 1 and of Yarn 2 and later.
 */
import { parseSyml } from '@yarnpkg/parsers'
import { parse as parseYaml } from 'yaml'
import type { Edge, PackageNode, ProjectDependencies } from './graph.js'
import { projectNode } from './npm-lock.js'

/** The first line of a yarn.lock of Yarn 1, by which the parser knows its grammar. */
const head = '# yarn lockfile v1\n'

/** Whether the text is a yarn.lock of Yarn 2 or later. */
export function isBerry(text: string): boolean {
  return /^__metadata:/m.test(text)
}

/** @throws {SyntaxError} when the text is no lockfile of Yarn 1, or has conflicts */
export function readYarnLock(text: string, projects: readonly ProjectDependencies[]): PackageNode[] {
  const parsed = parseClassic(text)
  const entries = new Map<object, { keys: string[]; locked: ClassicEntry }>()
  for (const [key, locked] of Object.entries(parsed)) {
    const known = entries.get(locked)
    if (known) known.keys.push(key)
    else entries.set(locked, { keys: [key], locked })
  }
  const idOf = new Map([...entries.values()].flatMap(({ keys }) => keys.map((key) => [key, keys[0]] as const)))
  const edges = (wanted: Record<string, string> = {}) =>
    Object.entries(wanted).map(([name, range]): Edge => ({ name, range, to: idOf.get(`${name}@${range}`) }))
  const installed = [...entries.values()].map(
    ({ keys, locked }): PackageNode => ({
      id: keys[0],
      name: aliasOf(descriptor(keys[0]).range) ?? descriptor(keys[0]).name,
      version: locked.version,
      edges: edges({ ...locked.optionalDependencies, ...locked.dependencies }),
    }),
  )
  return [...projects.map((one) => projectNode(one, edges(one.dependencies))), ...installed]
}

interface ClassicEntry {
  version: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

function parseClassic(text: string): Record<string, ClassicEntry> {
  if (/^<{7} /m.test(text)) throw new SyntaxError('It has unresolved merge conflicts.')
  return parseSyml(text.includes(head.trim()) ? text : head + text) as Record<string, ClassicEntry>
}

interface BerryEntry {
  version?: string | number
  resolution?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** @throws {SyntaxError} when the text is no YAML, or not of this form */
export function readBerryLock(text: string): PackageNode[] {
  const parsed = parseYaml(text, { maxAliasCount: 0 }) as Record<string, BerryEntry>
  const entries = Object.entries(parsed).filter(([key]) => key !== '__metadata')
  const idOf = new Map(entries.flatMap(([key]) => key.split(/,\s*/).map((one) => [plain(one), key] as const)))
  return entries.map(([key, locked]) => {
    const { name, range } = descriptor(locked.resolution ?? key.split(/,\s*/)[0])
    const wanted = { ...locked.optionalDependencies, ...locked.dependencies }
    const edges = Object.entries(wanted).map(
      ([of, asked]): Edge => ({
        name: of,
        range: asked.replace(/^npm:(?=[^@]*$)/, ''),
        to: idOf.get(plain(`${of}@${asked}`)),
      }),
    )
    const folder = /^workspace:(.*)$/.exec(range)?.[1]
    return {
      id: key,
      name,
      version: String(locked.version ?? ''),
      edges,
      ...(folder !== undefined && { folder: folder === '.' ? '' : folder }),
    }
  })
}

/** A descriptor without the protocol `npm:` of a plain range, which lockfiles of some versions leave out. */
function plain(text: string): string {
  const { name, range } = descriptor(text)
  return `${name}@${aliasOf(range) ? range : range.replace(/^npm:/, '')}`
}

/** `@scope/name@range` apart. */
function descriptor(text: string): { name: string; range: string } {
  const at = text.indexOf('@', 1)
  return at < 0 ? { name: text, range: '' } : { name: text.slice(0, at), range: text.slice(at + 1) }
}

/** The real name in a range such as `npm:@rosetta-ws/ws@^8.23.0`. */
export function aliasOf(range: string): string | undefined {
  return /^npm:(@?[^@]+)@/.exec(range)?.[1]
}
