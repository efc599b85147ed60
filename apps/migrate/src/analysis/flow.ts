/**
 * What each expression may be: follows values of the APIs through variables, fields, functions, containers and files.
 * Order of statements and conditions do not count. What the user does with the values is of no concern here.
 */
import { ts } from 'ts-morph'
import type { Dialect, Entry, Form, Kind } from '../catalogue/model.js'
import { bridgePackage, bridgeViews } from '../catalogue/packages.js'
import { bindPattern } from './binding.js'
import { Cells, elements, keys, moduleExports, receiver, result, union } from './cells.js'
import { inheritedMember } from './class-flow.js'
import { concernedFiles } from './concerned-files.js'
import { evaluate } from './evaluate.js'
import type { Sources } from './source-files.js'
import { isMapNode, isModuleExports, memberName } from './syntax.js'
import { none, type OwnValue, type Value, ValuePool, type Values } from './value.js'
import { visit } from './visit.js'

/** What the analysis has to know of the packages. */
export interface Knowledge {
  /** The dialect of a module specifier, and the export that a deep import names. */
  dialectOf(specifier: string, path: string): { dialect: Dialect; exportName?: string } | undefined
  findEntry(dialect: Dialect, kind: Kind, form: Form, name: string): Entry | undefined
  findMember(dialect: Dialect, kind: Kind, name: string): Entry | undefined
}

/** `connection = asWs(connection)`: where it ends, and what the name is behind it. */
interface Replacement {
  readonly end: number
  readonly values: Values
}

/** The state of one analysis. */
export class Flow {
  readonly cells = new Cells()
  readonly pool = new ValuePool()
  /** The object literals that are options of an API. */
  readonly options = new Map<ts.ObjectLiteralExpression, { dialect: Dialect; kind: Kind }>()
  /** What is known of expressions, by the file that asked: nobody else has read what they follow from. */
  readonly #memos = new Map<ts.SourceFile, Map<ts.Node, Values>>()
  #memo = new Map<ts.Node, Values>()
  #files: readonly ts.SourceFile[] = []
  readonly #symbols = new Map<ts.Node, ts.Symbol | undefined>()
  /** The parameters that hold another view of what was given from a place on. */
  readonly replaced = new Map<ts.Symbol, Replacement>()
  /** What is being looked at by `once`. */
  readonly #underway = new Set<ts.Node>()

  constructor(
    readonly sources: Sources,
    readonly knowledge: Knowledge,
  ) {}

  /** Repeats passes over the files until nothing new is learned. A file is visited again when something that it read has grown. */
  solve(): void {
    const { outdated } = this.cells
    this.#files = concernedFiles(
      this.sources,
      (specifier, { fileName }) =>
        specifier === bridgePackage || Boolean(this.knowledge.dialectOf(specifier, fileName)),
    )
    this.#outdateAll()
    // Each pass can only add values, of which there are finitely many; chains in real code end after a few.
    for (let pass = 0; pass < 40 && outdated.size > 0; pass += 1) {
      for (const file of this.#files) {
        if (!outdated.delete(file)) continue
        this.cells.reader = file
        this.#memos.set(file, new Map())
        this.lookAt(file)
        visit(this, file)
      }
    }
    this.cells.reader = undefined
  }

  /** Says which file the expressions are of that are asked for next. */
  lookAt(file: ts.SourceFile): void {
    const memo = this.#memos.get(file) ?? new Map()
    this.#memos.set(file, memo)
    this.#memo = memo
  }

  /** What an expression may be. Empty: nothing is known, or a primitive value. */
  valuesOf(node: ts.Node): Values {
    const known = this.#memo.get(node)
    if (known) return known
    this.#memo.set(node, none)
    const values = evaluate(this, node)
    this.#memo.set(node, values)
    return values
  }

  #outdateAll(): void {
    for (const file of this.#files) this.cells.outdated.add(file)
  }

  /** Looks at something, unless that is what led here: a class may seem to extend itself, a type may name itself. */
  once(node: ts.Node, look: () => Values): Values {
    if (this.#underway.has(node)) return none
    this.#underway.add(node)
    const values = look()
    this.#underway.delete(node)
    return values
  }

  symbolOf(name: ts.Node): ts.Symbol | undefined {
    if (this.#symbols.has(name)) return this.#symbols.get(name)
    const { checker } = this.sources
    const isShorthand = ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
    const symbol = isShorthand
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name)
    this.#symbols.set(name, symbol)
    return symbol
  }

  /** Gives a variable, parameter, field or pattern these values. */
  assign(target: ts.Node, values: Values): void {
    if (values.size === 0 && !ts.isObjectBindingPattern(target)) return
    if (ts.isIdentifier(target)) {
      const symbol = this.symbolOf(target)
      // A name that nothing declares is a global of the program.
      this.cells.add(
        symbol?.declarations?.length ? this.cells.ofSymbol(symbol) : this.cells.ofGlobal(target.text),
        values,
      )
    } else if (isModuleExports(target)) {
      this.cells.addField(this.pool.own('file', target.getSourceFile()), moduleExports, values)
    } else if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
      const name = memberName(target) ?? elements
      for (const owner of this.valuesOf(target.expression)) this.setField(owner, name, values)
    } else bindPattern(this, target, values)
  }

  /** Gives a parameter another value from a place on: what it was given is gone there. */
  replaceFrom(symbol: ts.Symbol, end: number, values: Values): void {
    if (this.replaced.get(symbol)?.values.size !== values.size) this.#outdateAll()
    this.replaced.set(symbol, { end, values })
  }

  setField(owner: Value, name: string, values: Values): void {
    if (owner.is === 'foreign') return
    this.cells.addField(owner, name, values)
    // A function of the user's own that is put on a server or connection has it as `this`.
    if (owner.is === 'api')
      for (const value of values) if (value.is === 'function') this.cells.addField(value, receiver, new Set([owner]))
    // Methods that are put on a prototype one by one have its instances as `this`.
    if (owner.is === 'prototype') {
      // A function with a prototype is a constructor, also where nothing here calls it.
      const instances = new Set([this.pool.own('instance', owner.node)])
      if (ts.isFunctionLike(owner.node)) this.cells.addField(this.pool.own('function', owner.node), receiver, instances)
      for (const value of values)
        if (value.is === 'function')
          this.cells.addField(value, receiver, new Set([this.pool.own('instance', owner.node)]))
    }
  }

  /** What a member of a value may be. */
  member(owner: Value, name: string): Values {
    const { cells, pool, knowledge } = this
    switch (owner.is) {
      case 'foreign':
        return new Set([pool.foreign])
      case 'package':
        return this.#packageMember(owner.dialect, name)
      case 'bridge':
        if (name === 'default') return new Set([owner])
        return Object.hasOwn(bridgeViews, name) ? new Set([pool.view(bridgeViews[name])]) : none
      case 'export': {
        const { dialect, gives } = owner.entry
        const entry = gives?.[0] ? knowledge.findMember(dialect, gives[0], name) : undefined
        // The class of ws is its module: WebSocket.Server, WebSocket.WebSocket.
        return entry ? none : this.#packageMember(dialect, name)
      }
      case 'api': {
        const entry = knowledge.findMember(owner.dialect, owner.kind, name)
        if (entry?.elements) return new Set([pool.elements(entry)])
        const kind = entry?.form === 'property' ? entry.gives?.[0] : undefined
        return kind ? new Set([pool.api(owner.dialect, kind)]) : cells.getField(owner, name)
      }
      case 'file':
        return union(...[...this.exportsOf(owner)].map((value) => cells.getField(value, name)))
      case 'function':
      case 'class':
        if (name === 'prototype') return new Set([pool.own('prototype', owner.node)])
        return cells.getField(owner, name)
      case 'instance':
        return union(cells.getField(owner, name), inheritedMember(this, owner, name))
      default:
        return cells.getField(owner, name)
    }
  }

  /** A file's exports: itself for `export` and `exports.x`, and what `module.exports` is set to. */
  exportsOf(file: OwnValue): Values {
    return union(new Set([file]), this.cells.getField(file, moduleExports))
  }

  /** What `import` or `require` of a module gives; undefined for one that is not followed. */
  moduleValues(specifier: string, from: ts.SourceFile): Values | undefined {
    const known = this.knowledge.dialectOf(specifier, from.fileName)
    if (known) {
      if (known.exportName) return this.#packageMember(known.dialect, known.exportName)
      return new Set([this.pool.package(known.dialect)])
    }
    if (specifier === bridgePackage) return new Set([this.pool.bridge])
    const file = this.sources.resolve(specifier, from)
    return file ? this.exportsOf(this.pool.own('file', file)) : undefined
  }

  /** Calls a value: its parameters get the arguments. Returns what it returns. */
  call(callee: Value, args: readonly Values[], self: Values = none): Values {
    if (callee.is === 'resolver') {
      for (const values of args) this.cells.addField(this.pool.own('container', callee.node), elements, values)
      return none
    }
    if (callee.is === 'view') return new Set([this.pool.api(callee.dialect, 'connection')])
    if (callee.is !== 'function') return callee.is === 'foreign' ? new Set([callee]) : none
    const node = callee.node as ts.FunctionLikeDeclaration
    this.cells.addField(callee, receiver, self)
    for (const [index, parameter] of node.parameters.entries()) {
      if (parameter.dotDotDotToken) {
        const rest = this.pool.own('container', parameter)
        this.cells.addField(rest, elements, union(...args.slice(index)))
        this.assign(parameter.name, new Set([rest]))
      } else this.assign(parameter.name, args[index] ?? none)
    }
    return this.cells.getField(callee, result)
  }

  callAll(callees: Values, args: readonly Values[], self: Values = none): Values {
    return union(...[...callees].map((callee) => this.call(callee, args, self)))
  }

  /** What is in a container: the elements of an array or a Set, the values of a Map or an object. */
  contentOf(values: Values): Values {
    return union(
      ...[...values].map((value): Values => {
        if (value.is === 'foreign') return new Set([value])
        if (value.is === 'elements') return new Set([this.pool.api(value.entry.dialect, value.entry.elements!)])
        return this.cells.getElements(value)
      }),
    )
  }

  /** What `for (x of values)`, `...values` and array destructuring give: of a Map, its pairs. */
  elementsOf(values: Values): Values {
    return union(
      ...[...values].map((value) => {
        const keyValues = this.cells.getField(value, keys)
        const isMap = value.is === 'container' && (keyValues.size > 0 || isMapNode(value.node))
        const content = this.contentOf(new Set([value]))
        return isMap ? new Set([this.pair(value.node, keyValues, content)]) : content
      }),
    )
  }

  /** The two places of an entry of a Map or an object. */
  pair(node: ts.Node, key: Values, content: Values): Value {
    const pair = this.pool.own('container', node, ' pair')
    this.cells.addField(pair, '0', key)
    this.cells.addField(pair, '1', content)
    return pair
  }

  /** Notes that an object literal is the options of an API's function. */
  markOptions(node: ts.ObjectLiteralExpression, dialect: Dialect, kind: Kind): void {
    this.options.set(node, { dialect, kind })
  }

  #packageMember(dialect: Dialect, name: string): Values {
    const entry = this.knowledge.findEntry(dialect, 'module', 'export', name)
    if (entry) return new Set([this.pool.export(entry)])
    // A default export under CommonJS interop is the package itself.
    return name === 'default' ? new Set([this.pool.package(dialect)]) : none
  }
}
