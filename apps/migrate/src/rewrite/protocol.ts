/**
 * The subprotocol of a connection, which is an empty string in ws where there is none.
 */
import { ts } from 'ts-morph'
import type { Rule } from './move.js'
import { isNothing } from './syntax.js'

const changed = "protocol is '' in ws where none was agreed on; it was null or undefined."

/** `connection.protocol == null` becomes `connection.protocol == ''`. What `===` asked for is known in one API only. */
export const protocol: Rule = ({ node }, move) => {
  const { parent } = node
  const operator = ts.isBinaryExpression(parent) ? parent.operatorToken.getText() : ''
  const isComparison = ts.isBinaryExpression(parent) && /^[!=]==?$/.test(operator)
  const other = isComparison ? (parent.left === node ? parent.right : parent.left) : undefined
  if (!other || !isNothing(other)) {
    move.note(node, changed, 'subprotocols')
    return
  }
  const { quote } = move.editsOf(node).style
  const isExact = operator.length === 3 && (move.from === 'websocket' || other.kind === ts.SyntaxKind.NullKeyword)
  if (isExact) move.todo(node, `${changed} Compare with that.`, 'subprotocols')
  else move.editsOf(node).replace(other, quote + quote)
}
