/**
 * Connections of what keeps the API that is left, seen as ws.
 */
import { ts } from 'ts-morph'
import type { Use } from '../analysis/analysis.js'
import { bridgePackage } from '../catalogue/packages.js'
import { callable, functionOf, registrationOf } from './listener.js'
import type { Move } from './move.js'
import { references } from './syntax.js'

/** Wraps what a call gives: `asWs(request.accept(…))`. */
export function wrapCall(call: ts.CallExpression, move: Move): void {
  const edits = move.editsOf(call)
  if (isWrapped(call)) return
  move.importName(call, bridgePackage, 'asWs')
  edits.insert(call.getStart(edits.file), 'asWs(')
  edits.insert(call.getEnd(), ')')
  const { parent } = call
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return
  for (const name of references(call.getSourceFile(), parent.name, move.checker))
    if (isWrapped(name)) edits.replace(name.parent, name.text)
}

/** Wraps the first argument of a listener: `connection = asWs(connection)` at the top of its body. */
export function wrapInBridge(use: Use, move: Move): void {
  wrapListenerArgument(registrationOf(use.node, move)?.listener, use.node, move)
}

/** The same for a listener that is given to something else than `on`. */
export function wrapListenerArgument(listener: ts.Expression | undefined, site: ts.Node, move: Move): void {
  const target = listener && functionOf(listener, move)
  if (!target) {
    wrapArgument(listener, site, move)
    return
  }
  const name = target.parameters[0]?.name
  if (!name || !target.body) return
  const edits = move.editsOf(target)
  if (!move.isSelected(target)) return
  if (!ts.isIdentifier(name) || !ts.isBlock(target.body)) {
    if (ts.isIdentifier(name) && ts.isArrowFunction(target)) wrapInArrow(target, name, move)
    else move.todo(site, toWrap, 'step-3-bridge')
    return
  }
  if (/\bas(Ws)\(/.test(target.body.getText(edits.file).slice(0, 200))) return
  move.importName(target, bridgePackage, 'asWs')
  edits.insertAtTop(target.body, [`${name.text} = asWs(${name.text})`])
}

const toWrap = 'This connection has the old API: wrap it with asWs() of @rosetta-ws/bridge.'

/** A listener that is not found gets the view: `(connection) => resolve(asWs(connection))`. */
function wrapArgument(listener: ts.Expression | undefined, site: ts.Node, move: Move): void {
  const isCallable = listener && (ts.isIdentifier(listener) || callable(listener) !== listener.getText())
  if (!isCallable) {
    if (!listener || !/\basWs\(/.test(listener.getText())) move.todo(site, toWrap, 'step-3-bridge')
    return
  }
  move.importName(listener, bridgePackage, 'asWs')
  const edits = move.editsOf(listener)
  edits.replace(listener, `(connection) => ${callable(listener)}(asWs(connection))`)
}

/** `(connection) => open(connection)`: each use of the name is the view, which is the same one each time. */
function wrapInArrow(target: ts.ArrowFunction, name: ts.Identifier, move: Move): void {
  const edits = move.editsOf(target)
  const uses = references(target.body, name, move.checker)
  if (uses.every(isWrapped)) return
  move.importName(target, bridgePackage, 'asWs')
  for (const one of uses)
    edits.replace(
      one,
      ts.isShorthandPropertyAssignment(one.parent) ? `${one.text}: asWs(${one.text})` : `asWs(${one.text})`,
    )
}

/** Wraps the elements of a server's array. */
export function wrapElements({ node }: Use, move: Move): void {
  const { parent } = node
  const isSize = ts.isPropertyAccessExpression(parent) && parent.name.text === 'length'
  if (isSize || !move.isSelected(node) || /^\.map\(\(one\) => asWs/.test(node.getSourceFile().text.slice(node.end)))
    return
  move.importName(node, bridgePackage, 'asWs')
  move.editsOf(node).insert(node.getEnd(), '.map((one) => asWs(one))')
}

function isWrapped(node: ts.Node): boolean {
  const { parent } = node
  return ts.isCallExpression(parent) && ts.isIdentifier(parent.expression) && parent.expression.text === 'asWs'
}
