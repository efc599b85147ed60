/**
 * Methods that send text, as `send`.
 */
import { ts } from 'ts-morph'
import { callOf, renameMember } from './member.js'
import type { Move, Rule } from './move.js'
import { isString } from './syntax.js'

/** `sendUTF(x)`: what is not known to be a string is made one, as it was. */
export const sendText: Rule = (use, move) => {
  renameMember(use, 'send', move)
  const [data] = callOf(use)?.arguments ?? []
  if (!callOf(use)) move.todoOf(use, `${use.name} is not called here: send() takes strings and Buffers as they are.`)
  if (!data || isString(data, move.checker) || isTextOfMessage(data, move)) return
  const edits = move.editsOf(data)
  edits.insert(data.getStart(edits.file), 'String(')
  edits.insert(data.getEnd(), ')')
}

function isTextOfMessage(data: ts.Expression, move: Move): boolean {
  if (ts.isIdentifier(data)) {
    const declaration = move.checker.getSymbolAtLocation(data)?.valueDeclaration
    if (!declaration) return false
    return move.strings.has(declaration) || (ts.isBindingElement(declaration) && nameOf(declaration) === 'utf8Data')
  }
  if (!ts.isPropertyAccessExpression(data) || data.name.text !== 'utf8Data') return false
  return move.analysis.provedApi(data.expression)?.kind === 'message'
}

/** The member that an element of a pattern takes. */
function nameOf({ propertyName, name }: ts.BindingElement): string {
  return (propertyName ?? name).getText()
}
