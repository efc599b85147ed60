/**
 * The array of a server's connections, which is the Set `clients` in ws.
 */
import { ts } from 'ts-morph'
import type { Use } from '../analysis/analysis.js'
import { functionOf } from './listener.js'
import { renameMember, replaceMemberWith } from './member.js'
import type { Move } from './move.js'
import { enclosingFunction, isWritten, references } from './syntax.js'

/** Moves a use of the array, whatever its name was: what a Set does too stays, for the rest an array is made of it. */
export function moveElements(use: Use, move: Move): void {
  const { node } = use
  const { parent } = node
  if (isMadeArray(parent)) return
  const edits = move.editsOf(node)
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    if (ofSets.has(parent.name.text)) return
    if (parent.name.text === 'length') {
      edits.replace(parent.name, 'size')
      renameMember(use, 'clients', move)
      return
    }
    const call = parent.parent
    const callback = ts.isCallExpression(call) ? call.arguments[0] : undefined
    const target = callback && functionOf(callback, move)
    if (parent.name.text === 'forEach' && target && target.parameters.length < 2) {
      renameMember(use, 'clients', move)
      return
    }
  }
  if (ts.isForOfStatement(parent) && parent.expression === node) renameMember(use, 'clients', move)
  else {
    replaceMemberWith(use, (owner) => `Array.from(${owner}.clients)`, move)
    if (isChanged(parent, node))
      move.todo(node, 'This changes a copy: ws keeps a Set, and takes from it by itself.', 'broadcast')
    else if (isKept(node, move))
      move.todo(
        node,
        'This was the array that is kept up to date, and is a copy now: make it where it is used.',
        'broadcast',
      )
  }
}

const changing = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'])

/** `server.connections.splice(…)`, `server.connections[0] = …` */
function isChanged(parent: ts.Node, node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node && changing.has(parent.name.text)
  return ts.isElementAccessExpression(parent) && parent.expression === node && isWritten(parent)
}

/** Whether the array is kept for later: in a member, or in a variable that other functions use. */
function isKept(node: ts.Node, move: Move): boolean {
  const { parent } = node
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === node
  if (ts.isBinaryExpression(parent))
    return parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false
  const own = enclosingFunction(parent)
  return references(own, parent.name, move.checker).some((one) => enclosingFunction(one) !== own)
}

/** Members that only a Set has, so that the use has moved before. */
const ofSets = new Set(['size', 'has', 'add', 'delete'])

/** Whether an array is made of it already: `[...server.clients]`, `Array.from(server.clients)`. */
function isMadeArray(parent: ts.Node): boolean {
  return ts.isSpreadElement(parent) || (ts.isCallExpression(parent) && parent.expression.getText() === 'Array.from')
}
