/**
 * The short form in which the facts of a dialect are written, and its expansion to entries. It holds no facts.
 */
import { moveOf } from './concepts/concept.js'
import { type ConceptName, conceptTable } from './concepts/index.js'
import { type Dialect, dialects, type Entry, type Form, type Kind, type Move } from './model.js'

/** How the dialects are called in sentences. */
export const dialectNames: Readonly<Record<Dialect, string>> = {
  ws: 'ws',
  websocket: 'websocket',
  'nodejs-websocket': 'nodejs-websocket',
  ws1: 'ws 1.x',
}

/** A fact: the name of its concept, or that and what else there is to say. */
export type Fact = ConceptName | DetailedFact

interface DetailedFact
  extends Pick<Entry, 'isStatic' | 'isPrivate' | 'gives' | 'how' | 'elements' | 'callback' | 'options'> {
  readonly means: ConceptName
  /** What our package does differently. */
  readonly differs?: string
  /** That our package does not have it, and why. */
  readonly missing?: string
  /** Replaces the note of the move to a dialect. */
  readonly moves?: Partial<Record<Dialect, Partial<Move>>>
}

export interface Facts {
  readonly exports?: Readonly<Record<string, Fact>>
  readonly methods?: Readonly<Record<string, Fact>>
  readonly properties?: Readonly<Record<string, Fact>>
  readonly events?: Readonly<Record<string, Fact>>
  readonly options?: Readonly<Record<string, Fact>>
  /** Names that are properties without documentation and counterpart, parted by blanks. */
  readonly internals?: string
  /** The same for methods. */
  readonly internalMethods?: string
  /** The same for properties that our package does not have: their state is in the engine. */
  readonly gone?: string
  /** The same for methods. */
  readonly goneMethods?: string
}

/** The entries of a kind of a dialect. */
export function entriesOf(dialect: Dialect, kind: Kind, facts: Facts): readonly Entry[] {
  const groups: readonly (readonly [Form, Readonly<Record<string, Fact>>])[] = [
    ['export', facts.exports ?? {}],
    ['method', { ...facts.methods, ...internal(facts.internalMethods), ...internal(facts.goneMethods, gone) }],
    ['property', { ...facts.properties, ...internal(facts.internals), ...internal(facts.gone, gone) }],
    ['event', facts.events ?? {}],
    ['option', facts.options ?? {}],
  ]
  return groups.flatMap(([form, group]) =>
    Object.entries(group).map(([name, fact]) => entryOf(dialect, kind, form, name, fact)),
  )
}

const gone = { missing: 'Its work and its state are in the engine; it is not there.' }

function internal(names = '', more: Partial<DetailedFact> = {}): Record<string, Fact> {
  const split = names.split(/\s+/).filter((name) => name !== '')
  return Object.fromEntries(split.map((name) => [name, { means: 'internal', isPrivate: true, ...more }]))
}

function entryOf(dialect: Dialect, kind: Kind, form: Form, name: string, fact: Fact): Entry {
  const { means, differs, missing, moves = {}, ...rest } = typeof fact === 'string' ? { means: fact } : fact
  const concept = conceptTable[means]
  const others = dialects.filter((other) => other !== dialect)
  return {
    dialect,
    kind,
    name,
    form,
    ...rest,
    concept: means,
    facade: missing ? 'missing' : differs ? 'differs' : 'same',
    ...((missing ?? differs) && { facadeNote: missing ?? differs }),
    moves: Object.fromEntries(
      others.map((other) => [other, { ...moveOf(concept, dialect, other, dialectNames), ...moves[other] }]),
    ),
  }
}
