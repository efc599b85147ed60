/**
 * One run of the rewriter over a code base: what every rule can see and do. The rules are in the folders beside it.
 */
import type { ts } from 'ts-morph'
import type { Analysis, Use } from '../analysis/analysis.js'
import { relativePath } from '../analysis/source-files.js'
import type { Topic } from '../catalogue/concepts/concept.js'
import type { Dialect, Kind } from '../catalogue/model.js'
import { guideUrl } from '../catalogue/packages.js'
import { FileEdits } from './file-edits.js'

/** The dialects that can be left. */
export type SourceDialect = Exclude<Dialect, 'ws'>

/** A heading of the guide. */
export type Anchor = Topic | 'step-3-bridge'

/** Something that a person has to look at. */
export interface Remark {
  readonly path: string
  readonly line: number
  readonly text: string
  /** Where the guide says more. */
  readonly link?: string
}

/** What a rule does with one use of the API. */
export type Rule = (use: Use, move: Move) => void

export class Move {
  readonly todos: Remark[] = []
  readonly notes: Remark[] = []
  /** Packages that the new code imports. */
  readonly needs = new Set<string>()
  /** Parameters that are strings, as the API says. */
  readonly strings = new Set<ts.Node>()
  /** The uses of the API that is left, in every file. */
  readonly uses: readonly Use[]
  readonly #edits = new Map<string, FileEdits>()
  readonly #byKind: ReadonlyMap<string, readonly Use[]>
  readonly #byFile: ReadonlyMap<string, readonly Use[]>
  readonly #handled = new Set<ts.Node>()
  readonly #later: (() => void)[] = []
  readonly #kept = new Map<string, Set<string>>()
  /** The imports that the new code needs, by file. */
  readonly imports = new Map<string, { module: string; name: string; isType: boolean }[]>()

  constructor(
    readonly analysis: Analysis,
    readonly from: SourceDialect,
    /** Absolute paths of the files that may change. */
    readonly selected: ReadonlySet<string>,
  ) {
    this.uses = analysis.uses.filter(({ dialect }) => dialect === from)
    this.#byKind = grouped(this.uses, ({ kind }) => kind)
    this.#byFile = grouped(this.uses, ({ path }) => path)
  }

  /** The uses of members of a kind of thing. */
  usesOf(kind: Kind): readonly Use[] {
    return this.#byKind.get(kind) ?? []
  }

  /** The uses in the file of a node. */
  usesIn(node: ts.Node): readonly Use[] {
    return this.#byFile.get(relativePath(this.analysis.sources.root, node.getSourceFile().fileName)) ?? []
  }

  get checker(): ts.TypeChecker {
    return this.analysis.sources.checker
  }

  isSelected(node: ts.Node): boolean {
    return this.selected.has(node.getSourceFile().fileName)
  }

  editsOf(node: ts.Node): FileEdits {
    const file = node.getSourceFile()
    let edits = this.#edits.get(file.fileName)
    if (!edits) {
      edits = new FileEdits(file)
      this.#edits.set(file.fileName, edits)
    }
    return edits
  }

  get changed(): FileEdits[] {
    return [...this.#edits.values()].filter(({ isChanged }) => isChanged)
  }

  /** Does something when all rules have run, for example because it moves text that they change. */
  later(act: () => void): void {
    this.#later.push(act)
  }

  finish(): void {
    for (const act of this.#later.splice(0)) act()
  }

  /** Says that a node needs no rule any more, for a rule of something around it took care of it. */
  handle(node: ts.Node): void {
    this.#handled.add(node)
  }

  isHandled(node: ts.Node): boolean {
    return this.#handled.has(node)
  }

  /** Leaves a comment for a person, with the anchor of the guide. */
  todo(node: ts.Node, reason: string, anchor: Anchor): void {
    const link = guideUrl(this.from, 'ws', anchor)
    this.editsOf(node).todo(node, reason, link)
    this.todos.push({ ...this.#place(node), text: reason, link })
  }

  /** Leaves a comment with the words of the catalogue for a use. */
  todoOf(use: Use, reason?: string): void {
    const move = use.entry?.moves.ws
    const advice = move?.to ? `in ws ${move.to}. ${move.note}` : move?.note
    this.todo(
      use.node,
      reason ?? (advice ? `${use.name}: ${advice}` : `${use.name} has no counterpart in ws.`),
      (move?.anchor ?? 'internals') as Anchor,
    )
  }

  /** Says that an export is still used in a file, so that its import has to stay. */
  keepExport(node: ts.Node, name: string): void {
    const { fileName } = node.getSourceFile()
    this.#kept.set(fileName, (this.#kept.get(fileName) ?? new Set()).add(name))
  }

  isKept(node: ts.Node, name: string): boolean {
    return this.#kept.get(node.getSourceFile().fileName)?.has(name) ?? false
  }

  /** Asks for an import of a name in a file. */
  importName(node: ts.Node, module: string, name: string, isType = false): void {
    const { fileName } = node.getSourceFile()
    const wanted = this.imports.get(fileName) ?? []
    if (!wanted.some((one) => one.module === module && one.name === name)) wanted.push({ module, name, isType })
    this.imports.set(fileName, wanted)
    if (!module.startsWith('node:')) this.needs.add(module)
  }

  /** Says something in the report that needs no change of the code. */
  note(node: ts.Node, text: string, anchor?: Anchor): void {
    const place = this.#place(node)
    if (this.notes.some((note) => note.path === place.path && note.text === text)) return
    this.notes.push({ ...place, text, link: anchor && guideUrl(this.from, 'ws', anchor) })
  }

  #place(node: ts.Node): { path: string; line: number } {
    const file = node.getSourceFile()
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
    return { path: relativePath(this.analysis.sources.root, file.fileName), line: line + 1 }
  }
}

function grouped(uses: readonly Use[], keyOf: (use: Use) => string): Map<string, Use[]> {
  const found = new Map<string, Use[]>()
  for (const use of uses) {
    const group = found.get(keyOf(use))
    if (group) group.push(use)
    else found.set(keyOf(use), [use])
  }
  return found
}
