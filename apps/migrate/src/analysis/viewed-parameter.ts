/**
 * Finds `connection = asWs(connection)` at the top of a function, behind which the parameter is another thing.
 */
import { ts } from 'ts-morph'
import type { Flow } from './flow.js'
import { isAssignment, preorder } from './syntax.js'

/** The parameter that an assignment gives another view of itself, if that is its only one and every call comes by. */
export function viewedParameter(flow: Flow, node: ts.BinaryExpression): ts.Symbol | undefined {
  const { left, right } = node
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isIdentifier(left)) return undefined
  if (!ts.isCallExpression(right) || right.arguments.length !== 1) return undefined
  const callees = [...flow.valuesOf(right.expression)]
  if (callees.length === 0 || callees.some(({ is }) => is !== 'view')) return undefined
  const symbol = flow.symbolOf(left)
  const declaration = symbol?.valueDeclaration
  if (!symbol || !declaration || !ts.isParameter(declaration)) return undefined
  const [given] = right.arguments
  if (!ts.isIdentifier(given) || flow.symbolOf(given) !== symbol) return undefined
  const owner = declaration.parent
  const body = ts.isFunctionLike(owner) && 'body' in owner ? owner.body : undefined
  if (!body || !ts.isExpressionStatement(node.parent) || node.parent.parent !== body) return undefined
  for (const other of preorder(body))
    if (other !== node && isAssignmentTo(flow, other, left.text, symbol)) return undefined
  return symbol
}

function isAssignmentTo(flow: Flow, node: ts.Node, name: string, symbol: ts.Symbol): boolean {
  if (!ts.isBinaryExpression(node) || !isAssignment(node.operatorToken.kind)) return false
  return ts.isIdentifier(node.left) && node.left.text === name && flow.symbolOf(node.left) === symbol
}
