/**
 * Takes declarations, loops, results and modules into account, for every node of a file.
 */
import { ts } from 'ts-morph'
import { annotationValues } from './annotation.js'
import { result, union } from './cells.js'
import { declareMethods } from './class-flow.js'
import type { Flow } from './flow.js'
import {
  exportValues,
  followExportedDeclaration,
  followImport,
  followImportEquals,
  followReExport,
} from './module-flow.js'
import { isExported, preorder, propertyName } from './syntax.js'
import { none, type Values } from './value.js'

/** Takes every declaration, assignment and call of a file into account. */
export function visit(flow: Flow, file: ts.SourceFile): void {
  for (const node of preorder(file)) visitNode(flow, node)
}

function visitNode(flow: Flow, node: ts.Node): void {
  if (ts.isExpression(node) && !isMemberName(node)) flow.valuesOf(node)
  if (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyDeclaration(node)) declare(flow, node)
  else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    if (node.name) flow.assign(node.name, flow.valuesOf(node))
  } else if (ts.isReturnStatement(node)) addResult(flow, node, node.expression)
  else if (ts.isForOfStatement(node)) declareLoop(flow, node)
  else if (ts.isImportDeclaration(node)) followImport(flow, node)
  else if (ts.isImportEqualsDeclaration(node)) followImportEquals(flow, node)
  else if (ts.isExportDeclaration(node)) followReExport(flow, node)
  else if (ts.isExportAssignment(node)) exportValues(flow, node, 'default', flow.valuesOf(node.expression))
  else if (ts.isPropertySignature(node) && node.type) declareMember(flow, node)
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) addResult(flow, node.body, node.body)
  if (ts.isClassLike(node)) declareMethods(flow, node)
  if (isExported(node)) followExportedDeclaration(flow, node)
}

/** `name` in `owner.name` and `{ name: value }`, which is no expression by itself. */
function isMemberName(node: ts.Node): boolean {
  const { parent } = node
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node
}

function declare(flow: Flow, node: ts.VariableDeclaration | ts.ParameterDeclaration | ts.PropertyDeclaration): void {
  const annotated = node.type ? annotationValues(flow, node.type) : none
  const initial = node.initializer ? flow.valuesOf(node.initializer) : none
  const values = annotated.size > 0 ? union(annotated, withoutForeign(initial)) : initial
  if (ts.isPropertyDeclaration(node)) {
    const name = propertyName(node.name)
    if (name !== undefined) flow.cells.addField(flow.pool.own('instance', node.parent), name, values)
    return
  }
  if (ts.isPropertyName(node.name) || ts.isObjectBindingPattern(node.name) || ts.isArrayBindingPattern(node.name))
    flow.assign(node.name, values)
  const isField = ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)
  if (isField && ts.isIdentifier(node.name))
    flow.cells.addField(flow.pool.own('instance', node.parent.parent), node.name.text, flow.valuesOf(node.name))
}

function declareMember(flow: Flow, node: ts.PropertySignature): void {
  const name = propertyName(node.name)
  const owner = flow.pool.own('container', node.parent)
  if (name !== undefined) flow.cells.addField(owner, name, annotationValues(flow, node.type!))
}

function addResult(flow: Flow, at: ts.Node, expression: ts.Expression | undefined): void {
  const owner = ts.isFunctionLike(at.parent) ? at.parent : ts.findAncestor(at, ts.isFunctionLike)
  if (!owner) return
  const values = expression ? flow.valuesOf(expression) : none
  const annotated = owner.type ? annotationValues(flow, owner.type) : none
  flow.cells.addField(flow.pool.own('function', owner), result, union(annotated, values))
}

function declareLoop(flow: Flow, node: ts.ForOfStatement): void {
  const values = flow.elementsOf(flow.valuesOf(node.expression))
  const { initializer } = node
  if (ts.isVariableDeclarationList(initializer)) flow.assign(initializer.declarations[0].name, values)
  else flow.assign(initializer, values)
}

function withoutForeign(values: Values): Values {
  return new Set([...values].filter(({ is }) => is !== 'foreign'))
}
