/**
 * What an expression may be: a thing of one of the APIs, or a thing of the user's code that may hold one.
 * It says nothing of how the values are found.
 */
import type { ts } from 'ts-morph'
import type { Dialect, Entry, Kind } from '../catalogue/model.js'

/** An object that an API made, or its options. */
export interface ApiValue {
  readonly is: 'api'
  readonly id: string
  readonly dialect: Dialect
  readonly kind: Kind
  /** The `new` or call that made it, where there is one. */
  readonly site?: ts.Node
}

/** What a package exports, before it is constructed or called. */
export interface ExportValue {
  readonly is: 'export'
  readonly id: string
  readonly entry: Entry
}

/** What `require` or `import * as` of a package gives. */
export interface PackageValue {
  readonly is: 'package'
  readonly id: string
  readonly dialect: Dialect
}

/** The bridge as a whole. */
export interface BridgeValue {
  readonly is: 'bridge'
  readonly id: 'bridge'
}

/** A function of the bridge: it gives the connection that it gets, as one of this dialect. */
export interface ViewValue {
  readonly is: 'view'
  readonly id: string
  readonly dialect: Dialect
}

/** A value of the user's own code, told apart by the place that makes it. */
export interface OwnValue {
  readonly is: 'file' | 'function' | 'class' | 'instance' | 'prototype' | 'container' | 'resolver'
  readonly id: string
  readonly node: ts.Node
}

/** An array, Set or object of an API, as `server.connections`. */
export interface ElementsValue {
  readonly is: 'elements'
  readonly id: string
  readonly entry: Entry
}

/** Something that this analysis does not follow: a global, a thing of another package, the result of their calls. */
export interface ForeignValue {
  readonly is: 'foreign'
  readonly id: 'foreign'
}

export type Value =
  | ApiValue
  | ExportValue
  | PackageValue
  | BridgeValue
  | ViewValue
  | OwnValue
  | ElementsValue
  | ForeignValue

export type Values = ReadonlySet<Value>

export const none: Values = new Set()

/** The one foreign value. */
export const foreign: ForeignValue = { is: 'foreign', id: 'foreign' }

/** Makes values such that equal ones are the same object. */
export class ValuePool {
  readonly foreign = foreign
  readonly bridge: BridgeValue = { is: 'bridge', id: 'bridge' }
  readonly #values = new Map<string, Value>()
  readonly #nodes = new Map<ts.Node, number>()

  api(dialect: Dialect, kind: Kind, site?: ts.Node): ApiValue {
    const id = `${dialect} ${kind} ${site ? this.#number(site) : ''}`
    return this.#one({ is: 'api', id, dialect, kind, site })
  }

  export(entry: Entry): ExportValue {
    return this.#one({ is: 'export', id: `export ${entry.dialect} ${entry.kind} ${entry.name}`, entry })
  }

  package(dialect: Dialect): PackageValue {
    return this.#one({ is: 'package', id: `package ${dialect}`, dialect })
  }

  view(dialect: Dialect): ViewValue {
    return this.#one({ is: 'view', id: `view ${dialect}`, dialect })
  }

  elements(entry: Entry): ElementsValue {
    return this.#one({ is: 'elements', id: `elements ${entry.dialect} ${entry.kind} ${entry.name}`, entry })
  }

  own(is: OwnValue['is'], node: ts.Node, role = ''): OwnValue {
    return this.#one({ is, id: `${is} ${this.#number(node)}${role}`, node })
  }

  #one<V extends Value>(value: V): V {
    const known = this.#values.get(value.id)
    if (known) return known as V
    this.#values.set(value.id, value)
    return value
  }

  #number(node: ts.Node): number {
    const known = this.#nodes.get(node)
    if (known !== undefined) return known
    this.#nodes.set(node, this.#nodes.size)
    return this.#nodes.size - 1
  }
}
