/**
 * Says where `accept` refused a client for its subprotocols, which ws does not do.
 */
import { ts } from 'ts-morph'
import { type Fact, isGuarded, meant } from '../guards.js'
import type { Move } from '../move.js'
import { bare, descendants, type FunctionNode, isNothing, references } from '../syntax.js'
import type { Accept } from './server-plan.js'

/** `accept('chat')` refuses who did not ask for chat; ws opens the connection without a subprotocol. */
export function sayRefusal({ call }: Accept, target: FunctionNode, move: Move): void {
  const [protocol] = call.arguments
  if (isNothing(protocol)) return
  const wanted = bare(protocol)
  if (!ts.isStringLiteralLike(wanted) || wanted.text === '') return
  if (isGuarded(call, target, isAskedFor(wanted.text, target, move.checker), move.checker)) return
  const name = wanted.getText()
  move.todo(
    call,
    `accept(${name}) answered 500 and threw when the client had not asked for ${name}; ws opens the connection without a subprotocol.`,
    'subprotocols',
  )
}

/** What is compared with the result of a search, when that tells whether something was found. */
const foundUnless: Readonly<Record<string, readonly string[]>> = {
  index: ['== -1', '=== -1', '< 0', '<= -1'],
  count: ['== 0', '=== 0', '< 1', '<= 0'],
  value: ['== undefined', '=== undefined', '== null', '=== null', '== false', '=== false'],
}
const foundIf: typeof foundUnless = {
  index: ['!= -1', '!== -1', '>= 0', '> -1'],
  count: ['!= 0', '!== 0', '> 0', '>= 1'],
  value: ['!= undefined', '!== undefined', '!= null', '!== null', '!= false', '!== false', '== true', '=== true'],
}

/** The fact that the request of a listener asks for a subprotocol. */
function isAskedFor(protocol: string, target: FunctionNode, checker: ts.TypeChecker): Fact {
  const requests = new Set<ts.Node>(references(target, target.parameters[0].name as ts.Identifier, checker))
  const isProtocols = (node: ts.Node) =>
    ts.isPropertyAccessExpression(node) && node.name.text === 'requestedProtocols' && requests.has(node.expression)
  const isWanted = (node: ts.Node) => ts.isStringLiteralLike(node) && node.text === protocol
  const isSearch = (node: ts.Expression) => {
    const parts = partsOf(node, checker)
    return parts.some(isProtocols) && parts.some(isWanted)
  }
  return {
    holdsIf(condition, isTrue) {
      if (ts.isBinaryExpression(condition)) {
        const search = meant(condition.left, checker)
        if (!isSearch(search)) return false
        const rest = `${condition.operatorToken.getText()} ${condition.right.getText()}`
        return (isTrue ? foundIf : foundUnless)[resultOf(search)].includes(rest)
      }
      if (ts.isPrefixUnaryExpression(condition) && condition.operator === ts.SyntaxKind.TildeToken)
        return isTrue && isSearch(meant(condition.operand, checker))
      return isTrue && isSearch(condition) && resultOf(condition) !== 'index'
    },
    holdsIfEqual: (one, other, isEqual) =>
      isEqual && isWanted(one) && ts.isElementAccessExpression(other) && isProtocols(meant(other.expression, checker)),
  }
}

/** Every node of an expression, and of what its variables stand for. */
function partsOf(node: ts.Expression, checker: ts.TypeChecker): ts.Node[] {
  return descendants(node).flatMap((part) => {
    const value = ts.isIdentifier(part) ? meant(part, checker) : part
    return value === part ? [part] : partsOf(value as ts.Expression, checker)
  })
}

/** What a search gives: `indexOf(…)`, `filter(…).length`, `includes(…)`. */
function resultOf(search: ts.Expression): 'index' | 'count' | 'value' {
  if (ts.isPropertyAccessExpression(search)) return search.name.text === 'length' ? 'count' : 'value'
  const isCall = ts.isCallExpression(search) && ts.isPropertyAccessExpression(search.expression)
  return isCall && /index/i.test((search.expression as ts.PropertyAccessExpression).name.text) ? 'index' : 'value'
}
