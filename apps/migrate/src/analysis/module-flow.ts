/**
 * What files import and export, in both module systems.
 */
import { ts } from 'ts-morph'
import { moduleExports, union } from './cells.js'
import type { Flow } from './flow.js'
import { none, type OwnValue, type Value, type Values } from './value.js'

export function followImport(flow: Flow, node: ts.ImportDeclaration): void {
  if (!ts.isStringLiteral(node.moduleSpecifier) || !node.importClause) return
  const module =
    flow.moduleValues(node.moduleSpecifier.text, node.getSourceFile()) ?? new Set<Value>([flow.pool.foreign])
  const { name, namedBindings } = node.importClause
  if (name) flow.assign(name, union(exportedFrom(flow, module, 'default'), interop(module)))
  if (!namedBindings) return
  if (ts.isNamespaceImport(namedBindings)) flow.assign(namedBindings.name, module)
  else
    for (const element of namedBindings.elements)
      flow.assign(element.name, exportedFrom(flow, module, (element.propertyName ?? element.name).text))
}

export function followImportEquals(flow: Flow, node: ts.ImportEqualsDeclaration): void {
  const { moduleReference } = node
  if (ts.isExternalModuleReference(moduleReference) && ts.isStringLiteral(moduleReference.expression)) {
    const module = flow.moduleValues(moduleReference.expression.text, node.getSourceFile())
    flow.assign(node.name, module ?? new Set([flow.pool.foreign]))
  } else if (ts.isQualifiedName(moduleReference)) {
    const owners = flow.valuesOf(moduleReference.left)
    flow.assign(node.name, exportedFrom(flow, owners, moduleReference.right.text))
  }
}

function exportedFrom(flow: Flow, module: Values, name: string): Values {
  return union(...[...module].map((value) => flow.member(value, name)))
}

export function followReExport(flow: Flow, node: ts.ExportDeclaration): void {
  const own = flow.pool.own('file', node.getSourceFile())
  const from =
    node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)
      ? flow.moduleValues(node.moduleSpecifier.text, node.getSourceFile())
      : undefined
  if (node.exportClause && ts.isNamedExports(node.exportClause)) {
    for (const { name, propertyName } of node.exportClause.elements) {
      const source = propertyName ?? name
      const values = from ? exportedFrom(flow, from, source.text) : flow.valuesOf(source)
      const local = from ? values : localExport(flow, node, source)
      flow.cells.addField(own, name.text, local)
    }
  } else if (node.exportClause) flow.cells.addField(own, node.exportClause.name.text, from ?? none)
  else for (const value of from ?? none) copyNames(flow, value, own)
}

function localExport(flow: Flow, node: ts.ExportDeclaration, name: ts.ModuleExportName): Values {
  const specifier = node.exportClause as ts.NamedExports
  const element = specifier.elements.find((one) => (one.propertyName ?? one.name) === name)
  const symbol = element && flow.sources.checker.getExportSpecifierLocalTargetSymbol(element)
  return symbol ? flow.cells.get(flow.cells.ofSymbol(symbol)) : none
}

/** `export * from`: names are kept where the module is a file of the code base. */
function copyNames(flow: Flow, from: Value, to: OwnValue): void {
  if (from.is === 'file') {
    for (const name of flow.cells.namesOf(from)) flow.cells.addField(to, name, flow.cells.getField(from, name))
  }
}

export function exportValues(flow: Flow, node: ts.Node, name: string, values: Values): void {
  const own = flow.pool.own('file', node.getSourceFile())
  if (ts.isExportAssignment(node) && node.isExportEquals) flow.cells.addField(own, moduleExports, values)
  else flow.cells.addField(own, name, values)
}

export function followExportedDeclaration(flow: Flow, node: ts.Node): void {
  if (ts.isVariableStatement(node)) {
    for (const { name } of node.declarationList.declarations)
      if (ts.isIdentifier(name)) exportValues(flow, node, name.text, flow.valuesOf(name))
  } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    const isDefault = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
    exportValues(flow, node, isDefault ? 'default' : (node.name?.text ?? 'default'), flow.valuesOf(node))
  }
}

/** The default import of a CommonJS file is its `module.exports`. */
function interop(module: Values): Values {
  return new Set([...module].filter(({ is }) => is !== 'file' && is !== 'foreign' && is !== 'package'))
}
