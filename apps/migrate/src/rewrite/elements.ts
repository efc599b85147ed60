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
  if (ts.isSpreadElement(parent)) return // An array is made of it already.
  const edits = move.editsOf(node)
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    if (parent.name.text === 'length') {
      edits.replace(parent.name, 'size')
      renameMember(use, 'clients', move)
      return
    }
    const call = parent.parent
    const callback = ts.isCallExpression(call) ? call.arguments[0] : undefined
    const target = callback && functionOf(callback, move)
    if (parent.name.text === 'forEach' && target && target.parameters.length < 2) renameMember(use, 'clients', move)
    return
  }
  if (ts.isForOfStatement(parent) && parent.expression === node) renameMember(use, 'clients', move)
  else replaceMemberWith(use, (owner) => `[...${owner}.clients]`, move)
}
