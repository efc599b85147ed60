/**
 * Says where `accept` refused a client for its subprotocols, which ws does not do.
 */
import { ts } from 'ts-morph'
import type { Move } from '../move.js'
import { bare, contains, descendants, type FunctionNode, hasOwn, isNothing } from '../syntax.js'
import type { Accept } from './server-plan.js'

/** `accept('chat')` refuses who did not ask for chat; ws opens the connection without a subprotocol. */
export function sayRefusal({ call }: Accept, target: FunctionNode, move: Move): void {
  const [protocol] = call.arguments
  if (isNothing(protocol)) return
  const wanted = bare(protocol)
  if (!ts.isStringLiteralLike(wanted) || wanted.text === '' || isAskedFor(wanted.text, call, target)) return
  const name = wanted.getText()
  move.todo(
    call,
    `accept(${name}) answered 500 and threw when the client had not asked for ${name}; ws opens the connection without a subprotocol.`,
    'subprotocols',
  )
}

/** Whether the listener looked for a subprotocol in what is requested before it accepts. */
function isAskedFor(protocol: string, call: ts.CallExpression, target: FunctionNode): boolean {
  const isTest = (condition: ts.Node) => {
    const parts = descendants(condition)
    return (
      parts.some((node) => ts.isIdentifier(node) && node.text === 'requestedProtocols') &&
      parts.some((node) => ts.isStringLiteralLike(node) && node.text === protocol)
    )
  }
  const isExit = (node: ts.Node) => ts.isReturnStatement(node) || ts.isThrowStatement(node)
  return descendants(target).some((node) => {
    if (!ts.isIfStatement(node) || !isTest(node.expression)) return false
    if (contains(node, call)) return true
    const { thenStatement } = node
    return (
      node.end <= call.pos && contains(node.parent, call) && (isExit(thenStatement) || hasOwn(thenStatement, isExit))
    )
  })
}
