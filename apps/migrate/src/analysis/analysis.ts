/**
 * What is known of a code base: every use of an API, and the expressions that look like one and cannot be proved.
 */
import { ts } from 'ts-morph'
import { findEntry, findMember } from '../catalogue/catalogue.js'
import type { Dialect, Entry, Form, Kind } from '../catalogue/model.js'
import { listenerMethods } from './api-call.js'
import { Flow, type Knowledge } from './flow.js'
import { packageKnowledge } from './module-specifier.js'
import { relativePath, type Sources } from './source-files.js'
import { memberName, preorder, propertyName, requiredModule } from './syntax.js'
import type { ApiValue, Value, Values } from './value.js'

/** A place in a file. Lines and columns count from 1. */
export interface Place {
  /** Relative to the root of the sources. */
  readonly path: string
  readonly line: number
  readonly column: number
}

/** A use of an API. */
export interface Use extends Place {
  readonly node: ts.Node
  readonly dialect: Dialect
  /** What has the member; `module` for an export and an import. */
  readonly kind: Kind
  readonly form: Form | 'import'
  /** The member, event or option; the specifier of an import. */
  readonly name: string
  /** Unset for an import, and for a name that the API does not have. */
  readonly entry?: Entry
}

/** An expression that is used as if it were a thing of an API, which cannot be proved. */
export interface Unproved extends Place {
  readonly node: ts.Node
  /** The expression, as it is written. */
  readonly expression: string
  /** The member or event that it looks like. */
  readonly name: string
  readonly dialect: Dialect
}

export interface Analysis {
  readonly sources: Sources
  readonly uses: readonly Use[]
  readonly unproved: readonly Unproved[]
  /** What an expression, or a name that declares something, may be. */
  valuesOf(node: ts.Node): Values
  /** What an expression is, if it is one kind of thing of one API in every case that is known. */
  provedApi(node: ts.Node): ApiValue | undefined
  /** The API and kind of an object literal that is given as options. */
  optionsOf(node: ts.ObjectLiteralExpression): { readonly dialect: Dialect; readonly kind: Kind } | undefined
}

/** Which dialects are looked for, and what `ws` is. */
export interface AnalysisOptions {
  /** The dialect of imports of `ws`: known from package.json, or from what the user says. Preset `ws`. */
  readonly dialectOfWs?: 'ws' | 'ws1' | ((path: string) => 'ws' | 'ws1')
  /** Where members are looked up. Preset: the catalogue. */
  readonly lookup?: Pick<Knowledge, 'findEntry' | 'findMember'>
}

/** Analyses a code base as a whole. */
export function analyse(sources: Sources, options: AnalysisOptions = {}): Analysis {
  const { dialectOfWs = 'ws', lookup = { findEntry, findMember } } = options
  const knowledge: Knowledge = {
    dialectOf: (specifier, path) =>
      packageKnowledge(specifier, typeof dialectOfWs === 'function' ? dialectOfWs(path) : dialectOfWs),
    ...lookup,
  }
  const flow = new Flow(sources, knowledge)
  flow.solve()
  const valuesOf = (node: ts.Node) => {
    flow.lookAt(node.getSourceFile())
    return flow.valuesOf(node)
  }
  const found = sources.files.map((file) => new UseFinder(flow, file).find())
  return {
    sources,
    uses: found.flatMap(({ uses }) => uses),
    unproved: found.flatMap(({ unproved }) => unproved),
    valuesOf,
    provedApi: (node) => provedApi(valuesOf(node)),
    optionsOf: (node) => flow.options.get(node),
  }
}

/** The one API and kind of values; with several places of origin, the first. */
function provedApi(values: Values): ApiValue | undefined {
  let first: ApiValue | undefined
  for (const value of values) {
    if (value.is === 'instance') continue // An object of a user's class that extends one of the API.
    if (value.is !== 'api') return undefined
    if (first && (first.dialect !== value.dialect || first.kind !== value.kind)) return undefined
    first ??= value
  }
  return first
}

/** Members that hardly anything but one API has. Any use of one is worth a word when it cannot be proved. */
const telling: Readonly<Record<string, Dialect>> = {
  sendUTF: 'websocket',
  sendBytes: 'websocket',
  utf8Data: 'websocket',
  binaryData: 'websocket',
  closeReasonCode: 'websocket',
  broadcastUTF: 'websocket',
  broadcastBytes: 'websocket',
  closeAllConnections: 'websocket',
  requestedProtocols: 'websocket',
  sendText: 'nodejs-websocket',
  sendBinary: 'nodejs-websocket',
  beginBinary: 'nodejs-websocket',
  upgradeReq: 'ws1',
}

/** Events that are worth a word only in a file that imports the package. */
const tellingEvents = new Set(['message', 'text', 'binary', 'request', 'connection'])

class UseFinder {
  readonly uses: Use[] = []
  readonly unproved: Unproved[] = []
  #imported: Dialect | undefined

  constructor(
    readonly flow: Flow,
    readonly file: ts.SourceFile,
  ) {}

  find(): this {
    this.flow.lookAt(this.file)
    for (const node of preorder(this.file)) this.#look(node)
    return this
  }

  #look(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) this.#import(node, node.moduleSpecifier)
    else if (ts.isExternalModuleReference(node)) this.#import(node, node.expression)
    else if (ts.isCallExpression(node)) this.#call(node)
    else if (ts.isNewExpression(node)) this.#moduleAsClass(node)
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) this.#member(node)
    else if (ts.isQualifiedName(node)) this.#members(node, node.right.text, this.#namesOf(node.left))
    else if (ts.isObjectBindingPattern(node)) this.#pattern(node)
    else if (ts.isImportSpecifier(node)) this.#importSpecifier(node)
    else if (ts.isObjectLiteralExpression(node)) this.#options(node)
  }

  #import(node: ts.Node, specifier: ts.Node | undefined): void {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const known = this.flow.knowledge.dialectOf(specifier.text, this.file.fileName)
    if (!known) return
    this.#imported ??= known.dialect
    this.#add({ node, dialect: known.dialect, kind: 'module', form: 'import', name: specifier.text })
    if (known.exportName) this.#export(node, known.dialect, known.exportName)
  }

  #call(node: ts.CallExpression): void {
    const specifier = requiredModule(node)
    if (specifier !== undefined) {
      this.#import(node, node.arguments[0])
      return
    }
    const { expression } = node
    if (!ts.isPropertyAccessExpression(expression)) return
    const [event] = node.arguments
    if (!listenerMethods.has(expression.name.text) || !event || !ts.isStringLiteralLike(event)) return
    const values = this.flow.valuesOf(expression.expression)
    const api = provedApi(values)
    if (api) {
      // A listener of the browser's form gets what the property of the same name gets.
      const isBrowsers = expression.name.text === 'addEventListener'
      const form = isBrowsers ? 'property' : 'event'
      const name = isBrowsers ? `on${event.text}` : event.text
      const entry = this.flow.knowledge.findEntry(api.dialect, api.kind, form, name)
      this.#add({ node: event, dialect: api.dialect, kind: api.kind, form, name, entry })
    } else if (this.#imported && tellingEvents.has(event.text) && isOpen(values))
      this.#notProved(expression.expression, event.text, this.#imported)
  }

  #member(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
    const name = memberName(node)
    if (name === undefined) return
    const values = this.flow.valuesOf(node.expression)
    if (this.#members(node, name, values)) return
    const dialect = Object.hasOwn(telling, name) ? telling[name] : undefined
    if (dialect && isOpen(values)) this.#notProved(node.expression, name, dialect)
  }

  /** A member of a value; false when it is none of an API. */
  #members(node: ts.Node, name: string, values: Values): boolean {
    const api = provedApi(values)
    if (api) {
      if (listenerMethods.has(name)) return true
      const entry = this.flow.knowledge.findMember(api.dialect, api.kind, name)
      if (entry) this.#add({ node, dialect: api.dialect, kind: api.kind, form: entry.form, name, entry })
      return true
    }
    const [value, more] = [...values]
    const kind = !more && value?.is === 'export' ? value.entry.gives?.[0] : undefined
    if (kind && value?.is === 'export') {
      const { dialect } = value.entry
      const entry = this.flow.knowledge.findMember(dialect, kind, name)
      if (entry?.isStatic) {
        this.#add({ node, dialect, kind, form: entry.form, name, entry })
        return true
      }
    }
    const owner = onlyPackage(values)
    if (!owner) return false
    this.#export(node, owner, name)
    return true
  }

  #export(node: ts.Node, dialect: Dialect, name: string): void {
    const entry = this.flow.knowledge.findMember(dialect, 'module', name)
    if (entry) this.#add({ node, dialect, kind: 'module', form: entry.form, name, entry })
  }

  /** `new WebSocket()`, where the class is what the package exports as a whole. */
  #moduleAsClass(node: ts.NewExpression): void {
    for (const value of this.flow.valuesOf(node.expression)) {
      if (value.is !== 'package') continue
      const entry = this.flow.knowledge.findEntry(value.dialect, 'module', 'export', 'WebSocket')
      if (entry) this.#add({ node, dialect: value.dialect, kind: 'module', form: 'export', name: 'WebSocket', entry })
    }
  }

  #pattern(node: ts.ObjectBindingPattern): void {
    const { parent } = node
    const values =
      ts.isVariableDeclaration(parent) && parent.initializer ? this.flow.valuesOf(parent.initializer) : undefined
    if (!values) return
    for (const element of node.elements) {
      const name = propertyName(element.propertyName ?? element.name)
      if (name !== undefined) this.#members(element, name, values)
    }
  }

  #importSpecifier(node: ts.ImportSpecifier): void {
    const specifier = node.parent.parent.parent.moduleSpecifier
    if (!ts.isStringLiteral(specifier)) return
    const known = this.flow.knowledge.dialectOf(specifier.text, this.file.fileName)
    if (known) this.#export(node, known.dialect, (node.propertyName ?? node.name).text)
  }

  #options(node: ts.ObjectLiteralExpression): void {
    const marked = this.flow.options.get(node)
    if (!marked) return
    for (const property of node.properties) {
      const name = property.name && propertyName(property.name)
      if (name === undefined) continue
      const entry = this.flow.knowledge.findEntry(marked.dialect, marked.kind, 'option', name)
      if (entry) this.#add({ node: property, ...marked, form: 'option', name, entry })
    }
  }

  #namesOf(name: ts.EntityName): Values {
    const symbol = ts.isIdentifier(name) ? this.flow.symbolOf(name) : undefined
    return symbol ? this.flow.cells.get(this.flow.cells.ofSymbol(symbol)) : new Set()
  }

  #add(use: Omit<Use, keyof Place>): void {
    this.uses.push({ ...this.#place(use.node), ...use })
  }

  #notProved(node: ts.Expression, name: string, dialect: Dialect): void {
    this.unproved.push({ ...this.#place(node), node, expression: node.getText(this.file), name, dialect })
  }

  #place(node: ts.Node): Place {
    const { line, character } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file))
    const path = relativePath(this.flow.sources.root, this.file.fileName)
    return { path, line: line + 1, column: character + 1 }
  }
}

/** Whether values leave room for something of an API: nothing is known of them, or some of them are not followed. */
function isOpen(values: Values): boolean {
  const known = [...values].filter(({ is }) => is !== 'foreign')
  return values.size === 0 || known.some(({ is }) => is === 'api') || known.length === 0
}

function onlyPackage(values: Values): Dialect | undefined {
  const [value, more]: (Value | undefined)[] = [...values]
  if (more || !value) return undefined
  if (value.is === 'package') return value.dialect
  const isModule = value.is === 'export' && value.entry.gives?.[0] === 'connection'
  return isModule ? value.entry.dialect : undefined
}
