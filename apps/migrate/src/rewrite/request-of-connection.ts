/**
 * Members of a connection that belong to the request of its opening handshake.
 */
import { ts } from 'ts-morph'
import { addParameter, functionOf, registrationOf } from './listener.js'
import { isGivenToServer } from './maker.js'
import type { Move, Rule } from './move.js'
import { contains, type FunctionNode } from './syntax.js'

/** A rule for what a connection knew of its request, which the second argument of the listener has in ws. */
export const ofRequest =
  (text: (request: string) => string): Rule =>
  (use, move) => {
    const { node } = use
    const handler = connectionListener(node, move)
    const request = handler && addParameter(handler, 1, 'request', 'IncomingMessage', move)
    if (!request || !ts.isPropertyAccessExpression(node)) {
      move.todoOf(
        use,
        `${use.name} is known from the request only, which the listener of 'connection' gets: keep it there.`,
      )
      return
    }
    move.editsOf(node).replace(node, text(request))
  }

/** The listener of `connection` that a node is in, if the node's object is its parameter. */
function connectionListener(node: ts.Node, move: Move): FunctionNode | undefined {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined
  const declaration = move.checker.getSymbolAtLocation(node.expression)?.valueDeclaration
  if (!declaration || !ts.isParameter(declaration)) return undefined
  const target = declaration.parent as FunctionNode
  return target.parameters[0] === declaration && contains(target, node) && listensForConnections(target, move)
    ? target
    : undefined
}

function listensForConnections(target: FunctionNode, move: Move): boolean {
  if (isGivenToServer(target, move)) return true
  return move.uses.some(({ node, kind, form, name }) => {
    if (kind === 'server' && form === 'event' && name === 'connection') {
      const listener = registrationOf(node, move)?.listener
      return listener !== undefined && functionOf(listener, move) === target
    }
    const isUpgrade = kind === 'server' && form === 'method' && name === 'handleUpgrade'
    if (isUpgrade && ts.isCallExpression(node.parent)) {
      const callback = node.parent.arguments[3]
      return callback !== undefined && functionOf(callback, move) === target
    }
    return false
  })
}
