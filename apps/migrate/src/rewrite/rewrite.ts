/**
 * Rewrites a code base from one API to another: reads, analyses, applies the rules, and gives or writes the new texts.
 */
import { statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { analyse, type Unproved, type Use } from '../analysis/analysis.js'
import { listSourceFiles, openSources, readTexts, relativePath } from '../analysis/source-files.js'
import type { Problem } from '../problem.js'
import { sayBlindSpots } from './blind-spots.js'
import { findBorders } from './border.js'
import { nodejsWebsocketExports, planNodejsWebsocket } from './from-nodejs-websocket/index.js'
import { planWebsocket, websocketExports } from './from-websocket/index.js'
import { planWs1, ws1Exports } from './from-ws1/index.js'
import { moveImports } from './imports.js'
import { Move, type Remark, type Rule, type SourceDialect } from './move.js'
import { moveViews } from './views.js'

export interface RewriteOptions {
  /** The code base. Preset: the current directory. */
  readonly root?: string
  /** The files and folders that may change, relative to the root. Preset: all of it. The rest is only read. */
  readonly paths?: readonly string[]
  readonly from: SourceDialect
}

/** A file that the rules change. */
export interface RewrittenFile {
  /** Relative to the root. */
  readonly path: string
  readonly before: string
  readonly after: string
}

export interface RewriteReport {
  readonly root: string
  readonly files: readonly RewrittenFile[]
  /** Comments that were inserted for a person, and those that stand there already. */
  readonly todos: readonly Remark[]
  /** What differs a little and needs no change. */
  readonly notes: readonly Remark[]
  /** Calls between files that are rewritten and files that are not. */
  readonly borders: readonly Remark[]
  /** Expressions that look like a thing of the API and were left alone. */
  readonly unproved: readonly Unproved[]
  /** Files that cannot be read, parsed or written, and are left alone. */
  readonly problems: readonly Problem[]
  /** Packages that the new code imports. */
  readonly needs: readonly string[]
}

const dialects = {
  websocket: { plan: planWebsocket, exports: websocketExports },
  'nodejs-websocket': { plan: planNodejsWebsocket, exports: nodejsWebsocketExports },
  ws1: { plan: planWs1, exports: ws1Exports },
} as const

/** What a rewrite would change. It writes nothing. */
export function rewrite({ root = '.', paths = ['.'], from }: RewriteOptions): RewriteReport {
  const base = resolve(root)
  const all = listSourceFiles(base)
  const given = paths.map((path) => resolve(base, path))
  const inside = (file: string) => given.some((path) => file === path || file.startsWith(path + sep))
  const extra = given.filter((path) => statSync(path).isFile() && !all.includes(path))
  const { read, foreign, problems } = readTexts(base, [...all, ...extra])
  const selected = new Set([...read.keys()].filter((path) => inside(path) && !foreign.has(path)))
  const report = rewriteTexts(base, read, selected, from, foreign)
  return { ...report, problems: [...problems, ...report.problems] }
}

/** The same for texts by their absolute paths. Those that are `foreign` are not UTF-8: they are named if they matter. */
export function rewriteTexts(
  root: string,
  texts: ReadonlyMap<string, string>,
  selected: ReadonlySet<string>,
  from: SourceDialect,
  foreign: ReadonlySet<string> = new Set(),
): RewriteReport {
  const sources = openSources(root, texts)
  const analysis = analyse(sources, { dialectOfWs: from === 'ws1' ? 'ws1' : 'ws' })
  const move = new Move(analysis, from, selected)
  const { plan, exports } = dialects[from]
  const rules = plan(move)
  for (const use of move.uses) {
    if (use.form === 'import' || !move.isSelected(use.node) || move.isHandled(use.node)) continue
    ruleOf(use, rules)(use, move)
  }
  sayBlindSpots(move)
  moveViews(move)
  move.finish()
  moveImports(exports, move)
  const changed = move.changed
    .map((edits) => ({
      path: relativePath(sources.root, edits.file.fileName),
      before: edits.text,
      after: edits.result(),
    }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const spoilt = spoiltFiles(root, changed)
  const isLeft = ({ path }: { path: string }) => !spoilt.some((problem) => problem.path === path)
  return {
    root: sources.root,
    files: changed.filter(isLeft),
    todos: move.todos.filter(isLeft),
    notes: move.notes.filter(isLeft),
    borders: findBorders(move),
    unproved: analysis.unproved.filter(({ dialect, node }) => dialect === from && move.isSelected(node)),
    problems: [...sources.problems, ...foreignFiles(move, foreign), ...spoilt],
    needs: [...move.needs],
  }
}

/** The files whose new text is no program: they are left as they are. It is a fault of this tool, and is said so. */
export function spoiltFiles(root: string, files: readonly RewrittenFile[]): Problem[] {
  const texts = new Map(files.map(({ path, after }) => [resolve(root, path), after]))
  return openSources(root, texts).problems.map((problem) => ({
    ...problem,
    message: `${problem.message} This is where the rewritten text could not be parsed, which is a fault of this tool.`,
  }))
}

/** The files that are not UTF-8 and use the API. */
function foreignFiles({ uses }: Move, foreign: ReadonlySet<string>): Problem[] {
  const paths = new Set(uses.filter(({ node }) => foreign.has(node.getSourceFile().fileName)).map(({ path }) => path))
  return [...paths].map((path) => ({ path, message: 'It is not UTF-8, and would be damaged. Convert it first.' }))
}

/** The rule for a use: by form and name, by kind, or what the catalogue says of it. */
function ruleOf(use: Use, rules: Readonly<Record<string, Rule>>): Rule {
  return (
    rules[`${use.kind}.${use.form}.${use.name}`] ??
    rules[`${use.kind}.${use.form}.*`] ??
    rules[`${use.kind}.*`] ??
    byCatalogue
  )
}

const byCatalogue: Rule = (use, move) => {
  const effort = use.entry?.moves.ws?.effort
  if (effort !== undefined && effort !== 'none') move.todoOf(use)
}
