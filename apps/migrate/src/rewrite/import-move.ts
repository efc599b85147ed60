/**
 * One import of the package that is left, in any form: what it is in ws, and what has to stay beside it.
 */
import { ts } from 'ts-morph'
import type { Use } from '../analysis/analysis.js'
import { quoted } from './code-style.js'
import type { FileEdits } from './file-edits.js'
import type { Move } from './move.js'
import { freeName, isEsModule, references } from './syntax.js'

/** What an export is called in ws. */
export type ExportNames = Readonly<Record<string, string>>

/** The move of one import. */
export class ImportMove {
  readonly #file: ts.SourceFile
  readonly #edits: FileEdits

  constructor(
    readonly use: Use,
    readonly names: ExportNames,
    readonly move: Move,
  ) {
    this.#file = use.node.getSourceFile()
    this.#edits = move.editsOf(use.node)
  }

  run(): void {
    const { node } = this.use
    if (ts.isImportDeclaration(node)) this.#declaration(node)
    else if (ts.isExportDeclaration(node)) this.#exportDeclaration(node)
    else if (ts.isCallExpression(node)) this.#require(node)
    else if (ts.isExternalModuleReference(node)) this.#whole(node.expression, node.parent.name as ts.Identifier, false)
  }

  #declaration(node: ts.ImportDeclaration): void {
    const { importClause, moduleSpecifier } = node
    if (!importClause) {
      this.#specifier(moduleSpecifier)
      return
    }
    const { name, namedBindings } = importClause
    const deep = this.#deepExport()
    if (deep && name) {
      if (!this.#isMoved(deep)) return
      this.#edits.replace(importClause, `{ ${this.names[deep]} as ${name.text} }`)
      this.#specifier(moduleSpecifier)
      return
    }
    if (namedBindings && ts.isNamedImports(namedBindings)) this.#named(node, namedBindings)
    else if (namedBindings) this.#whole(moduleSpecifier, (namedBindings as ts.NamespaceImport).name, false)
    // The default export of ws has no servers in ES modules; the namespace has all names.
    if (name && !namedBindings) this.#whole(moduleSpecifier, name, this.use.dialect !== 'ws1')
  }

  /** `import { server as Server, router } from 'websocket'` */
  #named(node: ts.ImportDeclaration, list: ts.NamedImports): void {
    const stays: string[] = []
    const moved: string[] = []
    for (const element of list.elements) {
      const imported = (element.propertyName ?? element.name).text
      if (this.#isRequest(imported)) this.#requestType(element.name)
      else if (this.#isUnused(element.name, imported)) continue
      else if (!this.#isMoved(imported)) stays.push(element.getText(this.#file))
      else {
        const local = this.#localName(element.name, imported)
        moved.push(local === this.names[imported] ? local : `${this.names[imported]} as ${local}`)
      }
    }
    // Other names of ws that the new code needs stand in the same list.
    const wanted = this.move.imports.get(this.#file.fileName) ?? []
    for (const one of wanted.filter(({ module }) => module === 'ws')) moved.push(one.name)
    this.move.imports.set(
      this.#file.fileName,
      wanted.filter(({ module }) => module !== 'ws'),
    )
    const unique = [...new Set(moved)]
    const { end } = this.#edits.style
    const ws = quoted('ws', this.#edits.style)
    if (stays.length === 0 && unique.length > 0) {
      this.#edits.replace(list, `{ ${unique.join(', ')} }`)
      this.#specifier(node.moduleSpecifier)
    } else if (stays.length === 0) this.#edits.removeStatement(node)
    else {
      if (unique.length > 0) {
        this.move.needs.add('ws')
        this.#edits.insert(
          node.getStart(this.#file),
          `import { ${unique.join(', ')} } from ${ws}${end}${this.#edits.style.newline}`,
        )
      }
      if (stays.length < list.elements.length) this.#edits.replace(list, `{ ${stays.join(', ')} }`)
    }
  }

  #exportDeclaration(node: ts.ExportDeclaration): void {
    const { exportClause } = node
    if (!exportClause || !ts.isNamedExports(exportClause)) {
      this.move.todo(node, 'A whole package is re-exported: export what is used of ws.', 'package')
      return
    }
    const names = exportClause.elements.map((element) => (element.propertyName ?? element.name).text)
    if (!names.every((name) => this.#isMoved(name))) return
    for (const element of exportClause.elements)
      this.#edits.replace(element, `${this.names[(element.propertyName ?? element.name).text]} as ${element.name.text}`)
    this.#specifier(node.moduleSpecifier!)
  }

  /** `require('websocket')`, and what is done with it. */
  #require(node: ts.CallExpression): void {
    const { parent } = node
    const [specifier] = node.arguments
    const deep = this.#deepExport()
    if (deep) {
      if (!this.#isMoved(deep)) return
      this.#specifier(specifier)
      this.#edits.insert(node.getEnd(), `.${this.names[deep]}`)
    } else if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
      const name = parent.name.text
      if (!this.#isMoved(name)) return
      this.#specifier(specifier)
      this.#edits.replace(parent.name, this.names[name])
    } else if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name))
      this.#pattern(parent, parent.name, specifier)
    else if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      this.#whole(specifier, parent.name, false)
    else if (ts.isAwaitExpression(parent)) this.#awaited(parent, specifier)
    else if (this.use.dialect !== 'ws1')
      this.move.todo(node, 'What is imported here is used in a way that is not followed.', 'package')
  }

  #awaited(node: ts.AwaitExpression, specifier: ts.Expression): void {
    const { parent } = node
    if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name))
      this.#pattern(parent, parent.name, specifier)
    else if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      this.#whole(specifier, parent.name, false)
  }

  /** `const { server: Server, router } = require('websocket')` */
  #pattern(declaration: ts.VariableDeclaration, pattern: ts.ObjectBindingPattern, specifier: ts.Expression): void {
    const { stays, moved } = this.#partsOf(pattern)
    if (moved.length === 0) return
    if (stays.length > 0) this.#split(declaration, pattern, `require(${quoted('ws', this.#edits.style)})`)
    else {
      this.#edits.replace(pattern, `{ ${moved.join(', ')} }`)
      this.#specifier(specifier)
    }
  }

  /** The elements of a pattern that stay, and those that are of ws now, as they are to be written. */
  #partsOf(pattern: ts.ObjectBindingPattern): { stays: string[]; moved: string[] } {
    const stays: string[] = []
    const moved: string[] = []
    for (const element of pattern.elements) {
      const imported = (element.propertyName ?? element.name).getText(this.#file)
      if (!ts.isIdentifier(element.name) || !this.#isMoved(imported)) {
        if (!ts.isIdentifier(element.name) || !this.#isUnused(element.name, imported))
          stays.push(element.getText(this.#file))
        continue
      }
      const local = this.#localName(element.name, imported)
      moved.push(local === this.names[imported] ? local : `${this.names[imported]}: ${local}`)
    }
    return { stays, moved: [...new Set(moved)] }
  }

  /** Takes the elements of a pattern that are of ws from there, in a statement before. */
  #split(declaration: ts.VariableDeclaration, pattern: ts.ObjectBindingPattern, from: string): void {
    const { stays, moved } = this.#partsOf(pattern)
    const statement = declaration.parent.parent
    if (moved.length === 0 || !ts.isVariableStatement(statement)) return
    const keyword = this.#file.text.slice(statement.getStart(this.#file), pattern.getStart(this.#file)).split(/\s/)[0]
    this.#edits.insertBefore(statement, `${keyword} { ${moved.join(', ')} } = ${from}`)
    this.#edits.replace(pattern, `{ ${stays.join(', ')} }`)
    this.move.needs.add('ws')
  }

  /** A name for the whole package: its exports are members. */
  #whole(specifier: ts.Expression, name: ts.Identifier, needsNamespace: boolean): void {
    if (this.use.dialect === 'ws1') {
      this.#ws1(specifier, name)
      return
    }
    const members = references(this.#file, name, this.move.checker).filter(
      ({ parent }) => ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent),
    )
    const patterns = references(this.#file, name, this.move.checker).flatMap(({ parent }) =>
      ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name) ? [parent.name] : [],
    )
    const stays = patterns.some((pattern) => pattern.elements.some((element) => !this.#isMovedElement(element)))
    const exportOf = ({ parent }: ts.Identifier) =>
      ts.isPropertyAccessExpression(parent) ? parent.name : (parent as ts.QualifiedName).right
    const kept = members.filter((one) => !this.#isMoved(exportOf(one).text) && !this.#isRequest(exportOf(one).text))
    const moved = members.filter((one) => this.#isMoved(exportOf(one).text))
    for (const one of members)
      if (this.#isRequest(exportOf(one).text) && ts.isQualifiedName(one.parent)) {
        this.#edits.replace(one.parent, 'IncomingMessage')
        this.move.importName(this.#file, 'node:http', 'IncomingMessage', true)
      }
    if (kept.length === 0 && !stays) {
      for (const pattern of patterns) this.#renameElements(pattern)
      for (const one of moved) this.#edits.replace(exportOf(one), this.names[exportOf(one).text])
      if (needsNamespace) this.#edits.replace(name, `* as ${name.text}`)
      this.#specifier(specifier)
      return
    }
    const split = patterns.filter((pattern) => pattern.elements.some((element) => this.#isMovedElement(element)))
    if (moved.length === 0 && split.length === 0) return
    const local = freeName(this.#file, 'ws', 'wsPackage')
    for (const one of moved) this.#edits.replace(one.parent, `${local}.${this.names[exportOf(one).text]}`)
    for (const pattern of split) this.#split(pattern.parent as ts.VariableDeclaration, pattern, local)
    this.move.needs.add('ws')
    const ws = quoted('ws', this.#edits.style)
    const text = isEsModule(this.#file) ? `import * as ${local} from ${ws}` : `const ${local} = require(${ws})`
    this.#edits.insertBefore(ts.findAncestor(name, ts.isStatement)!, text)
  }

  #isMovedElement(element: ts.BindingElement): boolean {
    return ts.isIdentifier(element.name) && this.#isMoved((element.propertyName ?? element.name).getText(this.#file))
  }

  /** `const { server: Server } = websocket`: the names of ws, for the same variables. */
  #renameElements(pattern: ts.ObjectBindingPattern): void {
    for (const element of pattern.elements) {
      const imported = (element.propertyName ?? element.name).getText(this.#file)
      const local = this.#localName(element.name as ts.Identifier, imported)
      const wanted = this.names[imported]
      this.#edits.replace(element, local === wanted ? local : `${wanted}: ${local}`)
    }
  }

  /** `ws` keeps its name; `wsd` is left. `Server` is a static of the class in CommonJS only. */
  #ws1(specifier: ts.Expression, name: ts.Identifier): void {
    if (ts.isStringLiteralLike(specifier) && specifier.text !== 'ws') this.#specifier(specifier)
    if (!ts.isImportClause(name.parent)) return
    const found = references(this.#file, name, this.move.checker)
    const servers = found.filter(({ parent }) => ts.isPropertyAccessExpression(parent) && parent.name.text === 'Server')
    const patterns = found.filter(({ parent }) => ts.isVariableDeclaration(parent) && takesServer(parent.name))
    if (servers.length === 0 && patterns.length === 0) return
    for (const one of servers) this.#edits.replace(one.parent, 'WebSocketServer')
    for (const { parent } of patterns) this.#takenServer(parent as ts.VariableDeclaration)
    this.#edits.insert(name.getEnd(), ', { WebSocketServer }')
  }

  /** `const { Server } = WebSocket` is `const Server = WebSocketServer`. */
  #takenServer(declaration: ts.VariableDeclaration): void {
    const [element, more] = (declaration.name as ts.ObjectBindingPattern).elements
    if (more) {
      this.move.todo(declaration, 'In ES modules the default export has no Server: take WebSocketServer.', 'package')
      return
    }
    this.#edits.replace(declaration, `${element.name.getText(this.#file)} = WebSocketServer`)
  }

  #isRequest(name: string): boolean {
    return name === 'request' && this.use.dialect === 'websocket' && !this.move.isKept(this.#file, name)
  }

  /** The type of a request is that of Node. */
  #requestType(name: ts.Identifier): void {
    for (const one of references(this.#file, name, this.move.checker)) this.#edits.replace(one, 'IncomingMessage')
    this.move.importName(this.#file, 'node:http', 'IncomingMessage', true)
  }

  /** The name that a moved export has in the file: that of ws, if nothing else has it. */
  #localName(name: ts.Identifier, imported: string): string {
    const wanted = this.names[imported]
    if (name.text === wanted || name.text !== imported) return name.text
    const isTaken = freeName(this.#file, wanted) !== wanted
    if (isTaken) return name.text
    for (const one of references(this.#file, name, this.move.checker))
      if (!this.move.isHandled(one)) this.#edits.replace(one, wanted)
    return wanted
  }

  #deepExport(): string | undefined {
    const uses = this.move.usesIn(this.use.node)
    return uses.find(({ node, form, name }) => node === this.use.node && form === 'export' && name)?.name
  }

  #isMoved(name: string): boolean {
    return Object.hasOwn(this.names, name) && !this.move.isKept(this.#file, name)
  }

  /** Whether every use of an import is gone: types of parameters that have others now. */
  #isUnused(name: ts.Identifier, imported: string): boolean {
    if (this.#isMoved(imported)) return false
    const found = references(this.#file, name, this.move.checker)
    return found.length > 0 && found.every((one) => ts.findAncestor(one, (at) => this.move.isHandled(at)))
  }

  #specifier(node: ts.Expression): void {
    this.move.needs.add('ws')
    if (ts.isStringLiteralLike(node) && node.text !== 'ws') this.#edits.replace(node, quoted('ws', this.#edits.style))
  }
}

/** Whether a pattern has the `Server` of ws 1.x in it. */
function takesServer(name: ts.BindingName): boolean {
  if (!ts.isObjectBindingPattern(name)) return false
  return name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'Server')
}
