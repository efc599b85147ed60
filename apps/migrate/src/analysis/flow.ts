/**
 * What each expression may be: follows values of the APIs through variables, fields, functions, containers and files.
 * Order of statements and conditions do not count. What the user does with the values is of no concern here.
 */
import { ts } from 'ts-morph'
import type { Dialect, Entry, Form, Kind } from '../catalogue/model.js'
import { annotationValues } from './annotation.js'
import { callApi, constructApi } from './api-call.js'
import { bindPattern } from './binding.js'
import { callBuiltin, callStatic, constructBuiltin } from './built-in.js'
import { Cells, elements, keys, moduleExports, receiver, result, union } from './cells.js'
import { concernedFiles } from './concerned-files.js'
import type { Sources } from './source-files.js'
import { none, type OwnValue, type Value, ValuePool, type Values } from './value.js'

/** What the analysis has to know of the packages. */
export interface Knowledge {
  /** The dialect of a module specifier, and the export that a deep import names. */
  dialectOf(specifier: string, path: string): { dialect: Dialect; exportName?: string } | undefined
  findEntry(dialect: Dialect, kind: Kind, form: Form, name: string): Entry | undefined
  findMember(dialect: Dialect, kind: Kind, name: string): Entry | undefined
}

/** The state of one analysis. */
export class Flow {
  readonly cells = new Cells()
  readonly pool = new ValuePool()
  /** The object literals that are options of an API. */
  readonly options = new Map<ts.ObjectLiteralExpression, { dialect: Dialect; kind: Kind }>()
  #memo = new Map<ts.Node, Values>()
  /** The classes whose bases are being looked at. */
  readonly #ways = new Set<ts.Node>()

  constructor(
    readonly sources: Sources,
    readonly knowledge: Knowledge,
  ) {}

  /** Repeats passes over all files until nothing new is learned. */
  solve(): void {
    // Each pass can only add values, of which there are finitely many; chains in real code end after a few.
    const files = concernedFiles(this.sources, (specifier, { fileName }) =>
      Boolean(this.knowledge.dialectOf(specifier, fileName)),
    )
    for (let pass = 0; pass < 40; pass += 1) {
      this.cells.changed = false
      this.#memo = new Map()
      for (const file of files) this.#visit(file)
      if (!this.cells.changed) return
    }
  }

  /** What an expression may be. Empty: nothing is known, or a primitive value. */
  valuesOf(node: ts.Node): Values {
    const known = this.#memo.get(node)
    if (known) return known
    this.#memo.set(node, none)
    const values = this.#evaluate(node)
    this.#memo.set(node, values)
    return values
  }

  symbolOf(name: ts.Node): ts.Symbol | undefined {
    if (ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name)
      return this.sources.checker.getShorthandAssignmentValueSymbol(name.parent)
    return this.sources.checker.getSymbolAtLocation(name)
  }

  /** Gives a variable, parameter, field or pattern these values. */
  assign(target: ts.Node, values: Values): void {
    if (values.size === 0 && !ts.isObjectBindingPattern(target)) return
    if (ts.isIdentifier(target)) {
      const symbol = this.symbolOf(target)
      // A name that nothing declares is a global of the program.
      this.cells.add(symbol?.declarations?.length ? this.cells.ofSymbol(symbol) : `global ${target.text}`, values)
    } else if (isModuleExports(target)) {
      this.cells.addField(this.pool.own('file', target.getSourceFile()), moduleExports, values)
    } else if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
      const name = memberName(target) ?? elements
      for (const owner of this.valuesOf(target.expression)) this.setField(owner, name, values)
    } else bindPattern(this, target, values)
  }

  setField(owner: Value, name: string, values: Values): void {
    if (owner.is === 'foreign') return
    this.cells.addField(owner, name, values)
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
        return union(cells.getField(owner, name), this.#inherited(owner, name))
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
    const file = this.sources.resolve(specifier, from)
    return file ? this.exportsOf(this.pool.own('file', file)) : undefined
  }

  /** Calls a value: its parameters get the arguments. Returns what it returns. */
  call(callee: Value, args: readonly Values[], self: Values = none): Values {
    if (callee.is === 'resolver') {
      for (const values of args) this.cells.addField(this.pool.own('container', callee.node), elements, values)
      return none
    }
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

  /** The methods and fields that a class or a constructor function gives to its instances. */
  #inherited(owner: OwnValue, name: string): Values {
    const { node } = owner
    const own = this.cells.getField(this.pool.own('prototype', node), name)
    if (!ts.isClassLike(node)) return own
    const bases = this.#basesOf(node).filter(({ is }) => is === 'class' || is === 'function')
    const inherited = this.#below(node, () =>
      union(...bases.map((base) => this.member(this.pool.own('instance', (base as OwnValue).node), name))),
    )
    return union(own, inherited)
  }

  #evaluate(node: ts.Node): Values {
    const { pool } = this
    if (ts.isIdentifier(node)) return this.#identifier(node)
    if (node.kind === ts.SyntaxKind.ThisKeyword) return this.#this(node)
    if (isModuleExports(node)) return this.exportsOf(pool.own('file', node.getSourceFile()))
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.#access(node)
    if (ts.isCallExpression(node)) return this.#call(node)
    if (ts.isNewExpression(node)) return this.#construct(node)
    if (ts.isFunctionLike(node) && !ts.isTypeNode(node)) return new Set([pool.own('function', node)])
    if (ts.isClassLike(node)) return new Set([pool.own('class', node)])
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return this.#literal(node)
    if (ts.isAwaitExpression(node)) return this.#awaited(node.expression)
    if (ts.isConditionalExpression(node)) return union(this.valuesOf(node.whenTrue), this.valuesOf(node.whenFalse))
    if (ts.isBinaryExpression(node)) return this.#binary(node)
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isYieldExpression(node)
    )
      return node.expression ? this.valuesOf(node.expression) : none
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      const annotated = annotationValues(this, node.type)
      return annotated.size > 0 ? annotated : this.valuesOf(node.expression)
    }
    if (ts.isSpreadElement(node)) return this.elementsOf(this.valuesOf(node.expression))
    return none
  }

  #identifier(node: ts.Identifier): Values {
    if (node.text === 'undefined') return none
    if (node.text === 'exports' && !this.symbolOf(node)?.declarations?.some(ts.isVariableDeclaration))
      return this.exportsOf(this.pool.own('file', node.getSourceFile()))
    const symbol = this.symbolOf(node)
    if (!symbol?.declarations?.length) {
      const known = this.cells.get(`global ${node.text}`)
      return known.size > 0 ? known : new Set([this.pool.foreign])
    }
    return this.cells.get(this.cells.ofSymbol(symbol))
  }

  #this(node: ts.Node): Values {
    const owner = thisOwner(node)
    if (ts.isClassElement(owner) && ts.isClassLike(owner.parent)) {
      const isStatic = ts.canHaveModifiers(owner) && ts.getModifiers(owner)?.some(isStaticKeyword)
      if (isStatic) return new Set([this.pool.own('class', owner.parent)])
      return union(new Set([this.pool.own('instance', owner.parent)]), this.#base(owner.parent, undefined))
    }
    if (!ts.isFunctionLike(owner)) return none
    if (ts.isMethodDeclaration(owner) || ts.isAccessor(owner))
      return new Set([this.pool.own('container', owner.parent)])
    return this.cells.getField(this.pool.own('function', owner), receiver)
  }

  #access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Values {
    const owners = this.valuesOf(node.expression)
    const name = memberName(node)
    if (name === undefined) return this.contentOf(owners)
    return union(...[...owners].map((owner) => this.member(owner, name)))
  }

  #literal(node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression): Values {
    const own = this.pool.own('container', node)
    if (ts.isArrayLiteralExpression(node)) {
      for (const element of node.elements) this.cells.addField(own, elements, this.valuesOf(element))
      return new Set([own])
    }
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) {
        for (const value of this.valuesOf(property.expression)) this.#copyFields(value, own)
      } else {
        const name = property.name && propertyName(property.name)
        const value = ts.isPropertyAssignment(property) ? property.initializer : property
        const source = ts.isShorthandPropertyAssignment(property) ? property.name : value
        this.cells.addField(own, name ?? elements, this.valuesOf(source))
      }
    }
    return new Set([own])
  }

  /** `{ ...value }`: the names are not kept apart. */
  #copyFields(from: Value, to: Value): void {
    if (from.is !== 'foreign') this.cells.addField(to, elements, this.cells.getElements(from))
  }

  #binary(node: ts.BinaryExpression): Values {
    const { kind } = node.operatorToken
    const { BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken, CommaToken } = ts.SyntaxKind
    if (kind === BarBarToken || kind === QuestionQuestionToken)
      return union(this.valuesOf(node.left), this.valuesOf(node.right))
    if (kind === AmpersandAmpersandToken || kind === CommaToken) return this.valuesOf(node.right)
    if (!isAssignment(kind)) return none
    const values = this.valuesOf(node.right)
    this.assign(node.left, values)
    return kind === ts.SyntaxKind.EqualsToken ? values : union(values, this.valuesOf(node.left))
  }

  /** Promises are transparent: one of a connection is the connection. */
  #awaited(expression: ts.Expression): Values {
    return union(
      ...[...this.valuesOf(expression)].map((value) => {
        const isPromise = value.is === 'container' && ts.isNewExpression(value.node)
        return isPromise && isGlobalNamed((value.node as ts.NewExpression).expression, 'Promise')
          ? this.cells.getElements(value)
          : new Set([value])
      }),
    )
  }

  #arguments(node: ts.CallExpression | ts.NewExpression): Values[] {
    return (node.arguments ?? []).map((argument) => this.valuesOf(argument))
  }

  #call(node: ts.CallExpression): Values {
    const { expression } = node
    const specifier = requiredModule(node)
    if (specifier !== undefined) {
      return this.moduleValues(specifier, node.getSourceFile()) ?? new Set([this.pool.foreign])
    }
    const args = this.#arguments(node)
    if (ts.isIdentifier(expression) && interopHelpers.has(expression.text) && args.length === 1) {
      // What compilers put around require(): the module itself, with a default.
      const module = this.pool.own('container', node)
      this.cells.addField(module, 'default', args[0])
      return union(new Set([module]), new Set([...args[0]].filter(({ is }) => is === 'package' || is === 'file')))
    }
    const fromStatic = callStatic(this, node, args)
    if (fromStatic) return fromStatic
    if (expression.kind === ts.SyntaxKind.SuperKeyword) return this.#superCall(node, args)
    if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)) {
      const name = memberName(expression)
      const owners = this.valuesOf(expression.expression)
      if (name !== undefined) {
        const built = callBuiltin(this, node, name, owners, args)
        const fromApi = [...owners].map((owner) => callApi(this, node, owner, name, args))
        const own = [...owners].map((owner) => this.callAll(this.member(owner, name), args, new Set([owner])))
        return union(built, ...fromApi, ...own)
      }
    }
    const callees = this.valuesOf(expression)
    const built = callBuiltin(this, node, '', callees, args)
    const fromApi = [...callees].map((callee) => constructApi(this, node, callee, args))
    return union(built, ...fromApi, this.callAll(callees, args))
  }

  #construct(node: ts.NewExpression): Values {
    const args = this.#arguments(node)
    const callees = this.valuesOf(node.expression)
    const made = [...callees].map((callee) => {
      if (callee.is === 'class') return this.#instance(callee, args, node)
      if (callee.is === 'function') {
        const self = new Set([this.pool.own('instance', callee.node)])
        this.call(callee, args, self)
        return self
      }
      return constructApi(this, node, callee, args)
    })
    return union(constructBuiltin(this, node, args), ...made)
  }

  /** `new` of a user's class, which may extend one of an API. */
  #instance(callee: OwnValue, args: readonly Values[], site: ts.Node): Values {
    const node = callee.node as ts.ClassLikeDeclaration
    const instance = new Set([this.pool.own('instance', node)])
    const ownConstructor = node.members.find(ts.isConstructorDeclaration)
    if (ownConstructor) this.call(this.pool.own('function', ownConstructor), args, instance)
    return union(instance, this.#base(node, site, ownConstructor ? undefined : args))
  }

  /** What the instances of a class are by its base classes. */
  #base(node: ts.ClassLikeDeclaration, site: ts.Node | undefined, args?: readonly Values[]): Values {
    const valuesOf = (base: Value): Values => {
      if (base.is === 'class') {
        if (args && site) return this.#instance(base, args, site)
        return this.#base(base.node as ts.ClassLikeDeclaration, site)
      }
      const kind = base.is === 'export' ? base.entry.gives?.[0] : undefined
      return base.is === 'export' && kind ? new Set([this.pool.api(base.entry.dialect, kind, node)]) : none
    }
    return this.#below(node, () => union(...this.#basesOf(node).map(valuesOf)))
  }

  /** What a class may extend; nothing where too much is possible, as in code that makes classes. */
  #basesOf(node: ts.ClassLikeDeclaration): Value[] {
    const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    const bases = heritage ? [...this.valuesOf(heritage.expression)] : []
    return bases.length > 4 ? [] : bases
  }

  /** Looks at the bases of a class, unless that is what led here: a class may seem to extend itself. */
  #below(node: ts.ClassLikeDeclaration, look: () => Values): Values {
    if (this.#ways.has(node)) return none
    this.#ways.add(node)
    const values = look()
    this.#ways.delete(node)
    return values
  }

  #superCall(node: ts.CallExpression, args: readonly Values[]): Values {
    const owner = ts.findAncestor(node, ts.isClassLike)
    const heritage = owner?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
    if (!owner || !heritage) return none
    const self = new Set([this.pool.own('instance', owner)])
    for (const base of this.valuesOf(heritage.expression)) {
      if (base.is === 'class') this.#instance(base, args, node)
      else if (base.is === 'function') this.call(base, args, self)
      else constructApi(this, node, base, args)
    }
    return none
  }

  /** Takes every declaration, assignment and call below a node into account. */
  #visit(node: ts.Node): void {
    if (ts.isExpression(node)) this.valuesOf(node)
    if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node)) this.#declare(node)
    else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
      if (node.name) this.assign(node.name, this.valuesOf(node))
    } else if (ts.isReturnStatement(node)) this.#return(node, node.expression)
    else if (ts.isForOfStatement(node)) this.#loop(node)
    else if (ts.isImportDeclaration(node)) this.#import(node)
    else if (ts.isImportEqualsDeclaration(node)) this.#importEquals(node)
    else if (ts.isExportDeclaration(node)) this.#reExport(node)
    else if (ts.isExportAssignment(node)) this.#export(node, 'default', this.valuesOf(node.expression))
    else if (ts.isPropertySignature(node) && node.type) this.#signature(node)
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) this.#return(node.body, node.body)
    if (ts.isClassLike(node)) this.#methods(node)
    if (isExported(node)) this.#exportDeclaration(node)
    ts.forEachChild(node, (child) => this.#visit(child))
  }

  #declare(node: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration): void {
    const annotated = node.type ? annotationValues(this, node.type) : none
    const initial = node.initializer ? this.valuesOf(node.initializer) : none
    const values = annotated.size > 0 ? union(annotated, withoutForeign(initial)) : initial
    if (ts.isPropertyDeclaration(node)) {
      const name = propertyName(node.name)
      if (name !== undefined) this.cells.addField(this.pool.own('instance', node.parent), name, values)
      return
    }
    if (ts.isPropertyName(node.name) || ts.isObjectBindingPattern(node.name) || ts.isArrayBindingPattern(node.name))
      this.assign(node.name, values)
    const isField = ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)
    if (isField && ts.isIdentifier(node.name))
      this.cells.addField(this.pool.own('instance', node.parent.parent), node.name.text, this.valuesOf(node.name))
  }

  #signature(node: ts.PropertySignature): void {
    const name = propertyName(node.name)
    const owner = this.pool.own('container', node.parent)
    if (name !== undefined) this.cells.addField(owner, name, annotationValues(this, node.type!))
  }

  #methods(node: ts.ClassLikeDeclaration): void {
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) && !ts.isAccessor(member)) continue
      const name = propertyName(member.name)
      if (name === undefined) continue
      const isStatic = ts.getModifiers(member)?.some(isStaticKeyword)
      const owner = this.pool.own(isStatic ? 'class' : 'prototype', node)
      const method = this.pool.own('function', member)
      const values = ts.isGetAccessor(member) ? this.cells.getField(method, result) : new Set([method])
      this.cells.addField(owner, name, values)
    }
  }

  #return(at: ts.Node, expression: ts.Expression | undefined): void {
    const owner = ts.isFunctionLike(at.parent) ? at.parent : ts.findAncestor(at, ts.isFunctionLike)
    if (!owner) return
    const values = expression ? this.valuesOf(expression) : none
    const annotated = owner.type ? annotationValues(this, owner.type) : none
    this.cells.addField(this.pool.own('function', owner), result, union(annotated, values))
  }

  #loop(node: ts.ForOfStatement): void {
    const values = this.elementsOf(this.valuesOf(node.expression))
    const { initializer } = node
    if (ts.isVariableDeclarationList(initializer)) this.assign(initializer.declarations[0].name, values)
    else this.assign(initializer, values)
  }

  #import(node: ts.ImportDeclaration): void {
    if (!ts.isStringLiteral(node.moduleSpecifier) || !node.importClause) return
    const module =
      this.moduleValues(node.moduleSpecifier.text, node.getSourceFile()) ?? new Set<Value>([this.pool.foreign])
    const { name, namedBindings } = node.importClause
    if (name) this.assign(name, union(this.#exported(module, 'default'), interop(module)))
    if (!namedBindings) return
    if (ts.isNamespaceImport(namedBindings)) this.assign(namedBindings.name, module)
    else
      for (const element of namedBindings.elements)
        this.assign(element.name, this.#exported(module, (element.propertyName ?? element.name).text))
  }

  #importEquals(node: ts.ImportEqualsDeclaration): void {
    const { moduleReference } = node
    if (ts.isExternalModuleReference(moduleReference) && ts.isStringLiteral(moduleReference.expression)) {
      const module = this.moduleValues(moduleReference.expression.text, node.getSourceFile())
      this.assign(node.name, module ?? new Set([this.pool.foreign]))
    } else if (ts.isQualifiedName(moduleReference)) {
      const owners = this.valuesOf(moduleReference.left)
      this.assign(node.name, this.#exported(owners, moduleReference.right.text))
    }
  }

  #exported(module: Values, name: string): Values {
    return union(...[...module].map((value) => this.member(value, name)))
  }

  #reExport(node: ts.ExportDeclaration): void {
    const own = this.pool.own('file', node.getSourceFile())
    const from =
      node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
        ? this.moduleValues(node.moduleSpecifier.text, node.getSourceFile())
        : undefined
    if (node.exportClause && ts.isNamedExports(node.exportClause)) {
      for (const { name, propertyName } of node.exportClause.elements) {
        const source = propertyName ?? name
        const values = from ? this.#exported(from, source.text) : this.valuesOf(source)
        const local = from ? values : this.#localExport(node, source)
        this.cells.addField(own, name.text, local)
      }
    } else if (node.exportClause) this.cells.addField(own, node.exportClause.name.text, from ?? none)
    else for (const value of from ?? none) this.#copyNamed(value, own)
  }

  #localExport(node: ts.ExportDeclaration, name: ts.ModuleExportName): Values {
    const specifier = node.exportClause as ts.NamedExports
    const element = specifier.elements.find((one) => (one.propertyName ?? one.name) === name)
    const symbol = element && this.sources.checker.getExportSpecifierLocalTargetSymbol(element)
    return symbol ? this.cells.get(this.cells.ofSymbol(symbol)) : none
  }

  /** `export * from`: names are kept where the module is a file of the code base. */
  #copyNamed(from: Value, to: OwnValue): void {
    if (from.is === 'file') {
      for (const name of this.cells.namesOf(from)) this.cells.addField(to, name, this.cells.getField(from, name))
    }
  }

  #export(node: ts.Node, name: string, values: Values): void {
    const own = this.pool.own('file', node.getSourceFile())
    if (ts.isExportAssignment(node) && node.isExportEquals) this.cells.addField(own, moduleExports, values)
    else this.cells.addField(own, name, values)
  }

  #exportDeclaration(node: ts.Node): void {
    if (ts.isVariableStatement(node)) {
      for (const { name } of node.declarationList.declarations)
        if (ts.isIdentifier(name)) this.#export(node, name.text, this.valuesOf(name))
    } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
      const isDefault = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
      this.#export(node, isDefault ? 'default' : (node.name?.text ?? 'default'), this.valuesOf(node))
    }
  }
}

/** Functions that Babel and TypeScript put into compiled files, by their names. */
const interopHelpers = new Set([
  '_interopRequireDefault',
  '_interopRequireWildcard',
  '_interopDefault',
  '__importDefault',
  '__importStar',
])

/** The name after the dot, or the text between the brackets when it is constant. */
export function memberName(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  const { argumentExpression } = node
  return ts.isStringLiteralLike(argumentExpression) ? argumentExpression.text : undefined
}

/** The name of a property of a literal, class or pattern, when it is constant. */
export function propertyName(name: ts.PropertyName | ts.BindingName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text
  return ts.isPrivateIdentifier(name) ? name.text : undefined
}

/** The module that a `require('…')` or `import('…')` names. */
export function requiredModule(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return undefined
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  const [specifier] = node.arguments
  return (isImport || isRequire) && ts.isStringLiteralLike(specifier) ? specifier.text : undefined
}

/** A name that is not declared in the code base. */
export function isGlobalNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

/** The function or member of a class whose `this` a node sees, or the file. */
function thisOwner(node: ts.Node): ts.Node {
  let owner = node.parent
  while (!ts.isSourceFile(owner)) {
    if (ts.isFunctionLike(owner) && !ts.isArrowFunction(owner)) return owner
    if (ts.isClassElement(owner)) return owner
    owner = owner.parent
  }
  return owner
}

function isModuleExports(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  )
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

function isStaticKeyword({ kind }: ts.Node): boolean {
  return kind === ts.SyntaxKind.StaticKeyword
}

function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    Boolean(ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
  )
}

/** The default import of a CommonJS file is its `module.exports`. */
function interop(module: Values): Values {
  return new Set([...module].filter(({ is }) => is !== 'file' && is !== 'foreign' && is !== 'package'))
}

function isMapNode(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) && (isGlobalNamed(node.expression, 'Map') || isGlobalNamed(node.expression, 'WeakMap'))
  )
}

function withoutForeign(values: Values): Values {
  return new Set([...values].filter(({ is }) => is !== 'foreign'))
}
