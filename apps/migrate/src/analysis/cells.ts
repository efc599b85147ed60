/**
 * What is known so far of each variable, field, parameter and result. It only grows, so that repeating the analysis
 * until nothing changes comes to an end.
 */
import type { ts } from 'ts-morph'
import { foreign, none, type Value, type Values } from './value.js'

/** What one variable, field, parameter or result may be. */
export interface Cell {
  readonly values: Set<Value>
  /** Who has read it since it grew. */
  readonly readers: Set<Reader>
}

/** A part of the code whose results follow from the cells that it reads. */
export type Reader = ts.SourceFile

/** The cells of the fields of a value. */
interface Fields {
  readonly cells: Map<string, Cell>
  /** Who has asked for their names. */
  readonly readers: Set<Reader>
}

export class Cells {
  /** Who is reading. Unset, nobody is noted. */
  reader: Reader | undefined
  /** Those that have read what has grown since. */
  readonly outdated = new Set<Reader>()
  readonly #symbols = new Map<ts.Symbol, Cell>()
  readonly #globals = new Map<string, Cell>()
  readonly #fields = new Map<Value, Fields>()

  get(cell: Cell): Values {
    if (this.reader) cell.readers.add(this.reader)
    return cell.values
  }

  add({ values: known, readers }: Cell, values: Iterable<Value>): void {
    const before = known.size
    for (const value of values) {
      if (known.has(value)) continue
      known.add(known.size >= most && isOwn(value) ? foreign : value)
    }
    if (known.size > before) this.#outdate(readers)
  }

  /** The cell of a variable, parameter or import. */
  ofSymbol(symbol: ts.Symbol): Cell {
    return this.#in(this.#symbols, symbol)
  }

  /** The cell of a name that nothing declares: a global of the program. */
  ofGlobal(name: string): Cell {
    return this.#in(this.#globals, name)
  }

  addField(owner: Value, name: string, values: Iterable<Value>): void {
    const fields = this.#fieldsOf(owner)
    if (!fields.cells.has(name)) this.#outdate(fields.readers)
    this.add(this.#in(fields.cells, name), values)
  }

  /** What is in a field, and in the elements that were set by a computed name. */
  getField(owner: Value, name: string): Values {
    if (name === elements || name.startsWith(hidden)) return this.#field(owner, name)
    return union(this.#field(owner, name), this.#field(owner, elements))
  }

  /** What is in all elements and named fields. */
  getElements(owner: Value): Values {
    return union(...this.namesOf(owner).map((name) => this.#field(owner, name)))
  }

  /** The names of the fields that are known. */
  namesOf(owner: Value): string[] {
    const { cells, readers } = this.#fieldsOf(owner)
    if (this.reader) readers.add(this.reader)
    return [...cells.keys()].filter((name) => !name.startsWith(hidden))
  }

  /** What is in one field. One that is not there may come, so who asked is noted with the names. */
  #field(owner: Value, name: string): Values {
    const { cells, readers } = this.#fieldsOf(owner)
    const cell = cells.get(name)
    if (cell) return this.get(cell)
    if (this.reader) readers.add(this.reader)
    return none
  }

  #fieldsOf(owner: Value): Fields {
    let fields = this.#fields.get(owner)
    if (!fields) {
      fields = { cells: new Map(), readers: new Set() }
      this.#fields.set(owner, fields)
    }
    return fields
  }

  #in<Key>(cells: Map<Key, Cell>, key: Key): Cell {
    let cell = cells.get(key)
    if (!cell) {
      cell = { values: new Set(), readers: new Set() }
      cells.set(key, cell)
    }
    return cell
  }

  #outdate(readers: Set<Reader>): void {
    for (const reader of readers) this.outdated.add(reader)
    readers.clear()
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
