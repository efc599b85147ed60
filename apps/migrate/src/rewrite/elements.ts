/**
 * The array of a server's connections, which is the Set `clients` in ws.
 */
import { ts } from 'ts-morph'
import type { Use } from '../analysis/analysis.js'
import { functionOf } from './listener.js'
import { renameMember, replaceMemberWith } from './member.js'
import type { Move } from './move.js'

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
  else replaceMemberWith(use, (owner) => `Array.from(${owner}.clients)`, move)
}

/** Members that only a Set has, so that the use has moved before. */
const ofSets = new Set(['size', 'has', 'add', 'delete'])

/** Whether an array is made of it already: `[...server.clients]`, `Array.from(server.clients)`. */
function isMadeArray(parent: ts.Node): boolean {
  return ts.isSpreadElement(parent) || (ts.isCallExpression(parent) && parent.expression.getText() === 'Array.from')
}
