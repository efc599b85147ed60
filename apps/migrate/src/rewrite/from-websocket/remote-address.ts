/**
 * `connection.remoteAddress`, which connections of ws do not have.
 */
import { ts } from 'ts-morph'
import type { Rule } from '../move.js'
import { contains, freeName } from '../syntax.js'
import { forwarded } from './request.js'
import { isOption, type ServerPlan } from './server-plan.js'

/**
 * In the listener that has the request, a constant that is set when the connection opens: the socket forgets its address
 * when it is closed. Elsewhere, the socket.
 */
export function remoteAddressRule(plans: readonly ServerPlan[]): Rule {
  return (use, move) => {
    const { node } = use
    if (!ts.isPropertyAccessExpression(node)) {
      move.todoOf(use)
      return
    }
    const edits = move.editsOf(node)
    const plan = plans.find(({ handlers }) => handlers.some(({ target }) => contains(target, node)))
    const handler = plan?.handlers.find(({ target }) => contains(target, node))
    const known = plan ? [plan] : plans
    const ignoresForwarded = known.every(({ options }) =>
      isOption(options, 'ignoreXForwardedFor', ts.SyntaxKind.TrueKeyword),
    )
    if (handler && ts.isBlock(handler.target.body!)) {
      const name = freeName(handler.target, 'remoteAddress', 'peerAddress')
      const request = handler.target.parameters[0].name.getText()
      edits.insertAtTop(handler.target.body, [`const ${name} = ${request}.socket.remoteAddress`])
      edits.replace(node, name)
    } else edits.insert(node.expression.getEnd(), '._socket')
    if (!ignoresForwarded) move.todoOf(use, forwarded)
    if (!handler)
      move.note(
        node,
        'The address of a socket is undefined once it is closed: keep it when the connection opens.',
        'request-head',
      )
  }
}
