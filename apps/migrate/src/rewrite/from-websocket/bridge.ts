/**
 * Connections of what stays one of websocket, seen as ws.
 */
import { ts } from 'ts-morph'
import type { Use } from '../../analysis/analysis.js'
import { bridgePackage } from '../../catalogue/packages.js'
import { functionOf, registrationOf } from '../listener.js'
import type { Move } from '../move.js'
import { references } from '../syntax.js'

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
  const registration = registrationOf(use.node, move)
  const target = registration?.listener && functionOf(registration.listener, move)
  const name = target?.parameters[0]?.name
  if (!target || !name || !target.body) return
  const edits = move.editsOf(target)
  if (!move.isSelected(target)) return
  if (!ts.isIdentifier(name) || !ts.isBlock(target.body)) {
    move.todo(
      use.node,
      'This connection is one of websocket: wrap it with asWs() of @rosetta-ws/bridge.',
      'step-3-bridge',
    )
    return
  }
  if (/\bas(Ws)\(/.test(target.body.getText(edits.file).slice(0, 200))) return
  move.importName(target, bridgePackage, 'asWs')
  edits.insertAtTop(target.body, [`${name.text} = asWs(${name.text})`])
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
