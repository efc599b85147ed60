/**
 * What is known so far of each variable, field, parameter and result. It only grows, so that repeating the analysis
 * until nothing changes comes to an end.
 */
import type { ts } from 'ts-morph'
import { foreign, none, type Value, type Values } from './value.js'

export class Cells {
  /** Whether something was learned since this was set to false. */
  changed = false
  readonly #cells = new Map<string, Set<Value>>()
  readonly #fields = new Map<string, Set<string>>()
  readonly #symbols = new Map<ts.Symbol, number>()

  get(cell: string): Values {
    return this.#cells.get(cell) ?? none
  }

  add(cell: string, values: Iterable<Value>): void {
    let known = this.#cells.get(cell)
    for (const value of values) {
      if (known?.has(value)) continue
      if (!known) {
        known = new Set()
        this.#cells.set(cell, known)
      }
      if (known.size >= most && isOwn(value)) {
        if (known.has(foreign)) continue
        known.add(foreign)
        this.changed = true
        continue
      }
      known.add(value)
      this.changed = true
    }
  }

  /** The cell of a variable, parameter or import. */
  ofSymbol(symbol: ts.Symbol): string {
    let number = this.#symbols.get(symbol)
    if (number === undefined) {
      number = this.#symbols.size
      this.#symbols.set(symbol, number)
    }
    return `variable ${number}`
  }

  addField(owner: Value, name: string, values: Iterable<Value>): void {
    const names = this.#fields.get(owner.id) ?? new Set()
    names.add(name)
    this.#fields.set(owner.id, names)
    this.add(field(owner, name), values)
  }

  /** What is in a field, and in the elements that were set by a computed name. */
  getField(owner: Value, name: string): Values {
    if (name === elements || name.startsWith(hidden)) return this.get(field(owner, name))
    return union(this.get(field(owner, name)), this.get(field(owner, elements)))
  }

  /** What is in all elements and named fields. */
  getElements(owner: Value): Values {
    return union(...this.namesOf(owner).map((name) => this.get(field(owner, name))))
  }

  /** The names of the fields that are known. */
  namesOf(owner: Value): string[] {
    return [...(this.#fields.get(owner.id) ?? [])].filter((name) => !name.startsWith(hidden))
  }
}

/**
 * What holds more values than this is not followed further: the table of modules of a bundle would otherwise lead
 * everywhere. Such a cell has the foreign value too, so that nothing is taken for proved.
 */
const most = 20

const isOwn = ({ is }: Value) => !followed.has(is)

const followed = new Set<Value['is']>(['api', 'export', 'package', 'elements', 'bridge', 'view'])

/** Names of fields that no code can write begin with this. */
const hidden = '#'

/** The field that stands for every element of an array, Set, Map or object whose name is computed. */
export const elements = '[]'
/** The field of the keys of a Map. */
export const keys = '#keys'
/** The field of `this` of a function, and of its result. */
export const receiver = '#this'
export const result = '#result'
/** The field of what `module.exports` of a file is set to. */
export const moduleExports = '#exports'

/** The field of an argument of an event that user code emits. */
export function eventArgument(event: string, index: number): string {
  return `#event ${event} ${index}`
}

/** All values of several sets. */
export function union(...sets: readonly Values[]): Values {
  let first = none
  let merged: Set<Value> | undefined
  for (const set of sets) {
    if (set.size === 0 || set === first) continue
    if (first.size === 0) {
      first = set
      continue
    }
    for (const value of set) {
      if ((merged ?? first).has(value)) continue
      merged ??= new Set(first)
      merged.add(value)
    }
  }
  return merged ?? first
}

function field(owner: Value, name: string): string {
  return `${owner.id}.${name}`
}
