/**
 * Scans a code base: what it installs, and what its files use of the four APIs. It changes nothing.
 */
import { resolve } from 'node:path'
import { ts } from 'ts-morph'
import { type Analysis, analyse, type Use } from '../analysis/analysis.js'
import { listSourceFiles, openSources, readTexts, relativePath } from '../analysis/source-files.js'
import type { Dialect } from '../catalogue/model.js'
import { guideUrl } from '../catalogue/packages.js'
import { overridesFor, type TransitiveUse, transitiveUses } from '../lockfiles/overrides.js'
import { readLockfiles } from '../lockfiles/read-lockfile.js'
import { type ApiDependency, apiDependencies, speaksOlderApi, versionInModules } from '../manifests/dependency.js'
import { projectsOf, readWorkspace, type Workspace } from '../manifests/workspace.js'
import type { FileUses, PackageUse, ReportedUse, ScanReport, TransitivePackage } from './report.js'
import { totalsOf } from './report.js'

export interface ScanOptions {
  /** The API that moves are described to. Preset `ws`. */
  readonly target?: Dialect
  /** What an import of `ws` is, whatever package.json says. */
  readonly wsDialect?: 'ws' | 'ws1'
}

/** Scans a folder. Whatever cannot be read is among the problems of the report. */
export function scan(root: string, { target = 'ws', wsDialect }: ScanOptions = {}): ScanReport {
  const workspace = readWorkspace(root)
  const dependencies = dependenciesOf(workspace)
  const { lockfiles, problems, closed } = readLockfiles(root, projectsOf(workspace))
  const texts = readTexts(root, listSourceFiles(resolve(root)))
  const dialectOfWs = (path: string) => wsDialect ?? dialectAt(relativePath(root, path), dependencies)
  const analysis = analyse(openSources(root, texts.read), { dialectOfWs })
  const transitive = lockfiles.map((lockfile) => ({ lockfile, uses: transitiveUses(lockfile) }))
  const files = filesOf(analysis, target)
  return {
    version: 1,
    root,
    target,
    packages: dependencies.map(packageUse),
    transitive: transitive.flatMap(({ uses }) => uses.map(transitivePackage)),
    overrides: transitive
      .map(({ lockfile, uses }) => overridesFor(lockfile, uses))
      .filter(({ entries }) => Object.keys(entries).length > 0),
    files,
    totals: totalsOf(
      files.flatMap(({ uses }) => uses),
      files.reduce((sum, { unproved }) => sum + unproved.length, 0),
    ),
    filesRead: analysis.sources.files.length,
    problems: [...workspace.problems, ...problems, ...closed, ...texts.problems, ...analysis.sources.problems],
  }
}

/** The dependencies on originals and ours of all projects, with the versions that are installed. */
export function dependenciesOf(workspace: Workspace): ApiDependency[] {
  return workspace.manifests.flatMap((manifest) =>
    apiDependencies(manifest, (name) => versionInModules(workspace.root, manifest.folder, name)),
  )
}

/** What `ws` is in a file: by the package.json of its project, or else of the root. */
function dialectAt(path: string, dependencies: readonly ApiDependency[]): 'ws' | 'ws1' {
  const folderOf = (manifest: string) => manifest.slice(0, -'package.json'.length)
  const nearest = dependencies
    .filter(({ name, manifest }) => name === 'ws' && path.startsWith(folderOf(manifest)))
    .sort((a, b) => b.manifest.length - a.manifest.length)[0]
  return nearest?.dialect === 'ws1' ? 'ws1' : 'ws'
}

const olderApi = (version?: string) =>
  `ws ${version} has an older API than @rosetta-ws/ws, which is that of ws 8: text arrives as a Buffer there, and so does the reason of close.`

function packageUse(one: ApiDependency): PackageUse {
  const { manifest, group, name, range, version, dialect, isSwapped } = one
  const note = speaksOlderApi(one) ? { note: olderApi(version) } : {}
  return { manifest, group, name, range, version, dialect, facade: one.original.facade, isSwapped, ...note }
}

function transitivePackage({
  lockfile,
  name,
  version,
  original,
  users,
  path,
  isOlderApi,
}: TransitiveUse): TransitivePackage {
  return {
    lockfile,
    name,
    version,
    dialect: original.dialect,
    facade: original.facade,
    users: users.map((user) => `${user.name}@${user.version}`),
    path,
    ...(isOlderApi && { note: olderApi(version) }),
  }
}

function filesOf({ uses, unproved }: Analysis, target: Dialect): FileUses[] {
  const paths = [...new Set([...uses, ...unproved].map(({ path }) => path))].sort()
  return paths.map((path) => {
    const own = uses.filter((use) => use.path === path).map((use) => reported(use, target))
    const open = unproved
      .filter((one) => one.path === path)
      .map(({ line, column, expression, name, dialect }) => ({
        line,
        column,
        expression: short(expression),
        name,
        dialect,
      }))
    const inOrder = own.sort((a, b) => a.line - b.line || a.column - b.column)
    return { path, totals: totalsOf(own, open.length), uses: inOrder, unproved: open }
  })
}

const short = (expression: string) => {
  const line = expression.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

/** Where the name of a member stands, and not where the expression begins that has it. */
function placeOf({ node, line, column }: Use): { line: number; column: number } {
  const name = ts.isPropertyAccessExpression(node) ? node.name : ts.isQualifiedName(node) ? node.right : undefined
  if (!name) return { line, column }
  const file = node.getSourceFile()
  const position = file.getLineAndCharacterOfPosition(name.getStart(file))
  return { line: position.line + 1, column: position.character + 1 }
}

function reported(use: Use, target: Dialect): ReportedUse {
  const { dialect, kind, form, name, entry } = use
  const place = { ...placeOf(use), dialect, kind, form, name }
  if (form === 'import') return place
  if (!entry) return { ...place, facade: 'unknown', facadeNote: `The API of ${dialect} has no such ${form}.` }
  const move = entry.moves[target]
  return {
    ...place,
    facade: entry.facade,
    ...(entry.facadeNote && { facadeNote: entry.facadeNote }),
    ...(move && {
      move: {
        effort: move.effort,
        ...(move.to && { to: move.to }),
        note: move.note,
        guide: guideUrl(dialect, target, move.anchor),
      },
    }),
  }
}
