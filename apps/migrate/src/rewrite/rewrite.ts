/**
 * Rewrites a code base from one API to another: reads, analyses, applies the rules, and gives or writes the new texts.
 */
import { readFileSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { analyse, type Unproved, type Use } from '../analysis/analysis.js'
import { listSourceFiles, openSources, relativePath, type SyntaxProblem } from '../analysis/source-files.js'
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
  /** Files that cannot be parsed. */
  readonly problems: readonly SyntaxProblem[]
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
  const texts = new Map([...all, ...extra].map((path) => [path, readFileSync(path, 'utf8')]))
  return rewriteTexts(base, texts, new Set([...texts.keys()].filter(inside)), from)
}

/** The same for texts by their absolute paths. */
export function rewriteTexts(
  root: string,
  texts: ReadonlyMap<string, string>,
  selected: ReadonlySet<string>,
  from: SourceDialect,
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
  moveViews(move)
  move.finish()
  moveImports(exports, move)
  const files = move.changed.map((edits) => ({
    path: relativePath(sources.root, edits.file.fileName),
    before: edits.text,
    after: edits.result(),
  }))
  return {
    root: sources.root,
    files: files.filter(({ before, after }) => before !== after).sort((a, b) => (a.path < b.path ? -1 : 1)),
    todos: move.todos,
    notes: move.notes,
    borders: findBorders(move),
    unproved: analysis.unproved.filter(({ dialect, node }) => dialect === from && move.isSelected(node)),
    problems: sources.problems,
    needs: [...move.needs],
  }
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
