/**
 * Small changes of one member of an object.
 */
import { ts } from 'ts-morph'
import type { Use } from '../analysis/analysis.js'
import type { Move } from './move.js'

/** The expression before the dot of a use; for an event, what listens. */
export function ownerOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return node.expression
  const call = node.parent
  if (call && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression))
    return call.expression.expression
  return undefined
}

/** The call that a member is the callee of. */
export function callOf({ node }: Use): ts.CallExpression | undefined {
  const { parent } = node
  return ts.isCallExpression(parent) && parent.expression === node ? parent : undefined
}

export function renameMember({ node }: Use, name: string, move: Move): void {
  if (ts.isPropertyAccessExpression(node)) move.editsOf(node).replace(node.name, name)
  else if (ts.isElementAccessExpression(node)) move.editsOf(node).replace(node.argumentExpression, `'${name}'`)
}

/** Another expression in place of a member, in which the text before the dot may stand again. */
export function replaceMemberWith(use: Use, text: (owner: string) => string, move: Move): void {
  const { node } = use
  if (!ts.isPropertyAccessExpression(node)) {
    move.todoOf(use)
    return
  }
  const edits = move.editsOf(node)
  // The first place is the text that is there; what changes within it is kept.
  const [before, ...after] = text('\0').split('\0')
  const owner = edits.textOf(node.expression)
  edits.insert(node.getStart(edits.file), before)
  edits.replaceSpan(node.expression.getEnd(), node.getEnd(), after.join(owner))
}
