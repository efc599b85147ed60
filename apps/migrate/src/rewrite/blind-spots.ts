/**
 * Ways to use a connection that no rule sees, for they name no member of it: comments are left where they would be wrong.
 */
import { ts } from 'ts-morph'
import type { Move } from './move.js'
import { descendants } from './syntax.js'

/** Events whose arguments or name are others in ws. */
const changed: Readonly<Record<Move['from'], ReadonlySet<string>>> = {
  websocket: new Set(['message', 'close', 'ping']),
  'nodejs-websocket': new Set(['text', 'binary', 'close', 'connect']),
  ws1: new Set(['message', 'close']),
}

/** Leaves a comment at each of them in the selected files. */
export function sayBlindSpots(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    for (const node of descendants(file)) if (ts.isCallExpression(node)) look(node, move)
  }
}

function look(call: ts.CallExpression, move: Move): void {
  const { expression } = call
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()
  const [first, second] = call.arguments
  if (/^(once|on)$/.test(name) && first && second && isEvent(second, move) && isConnection(first, move))
    move.todo(call, `${name}() of node:events gives what ws emits: ${formOf(second as ts.StringLiteral)}.`, 'receiving')
  else if (name === 'emit' && first && isEvent(first, move) && isConnection(ownerOf(expression), move))
    move.todo(call, `The listeners are those of ws now: emit ${formOf(first as ts.StringLiteral)}.`, 'receiving')
  else if (
    ts.isElementAccessExpression(expression) &&
    isComputed(expression) &&
    isConnection(expression.expression, move)
  )
    move.todo(call, 'Which method is called is known at run time only: it must be one of ws.', 'sending')
}

function formOf({ text }: ts.StringLiteral): string {
  if (text === 'close') return "'close' with (code, reason), where the reason is a Buffer"
  if (text === 'connect') return "'open'"
  return text === 'ping' ? "'ping' with (data)" : "'message' with (data, isBinary)"
}

function isEvent(node: ts.Expression, move: Move): boolean {
  return ts.isStringLiteralLike(node) && changed[move.from].has(node.text)
}

function isComputed({ argumentExpression }: ts.ElementAccessExpression): boolean {
  return !ts.isStringLiteralLike(argumentExpression)
}

function ownerOf(node: ts.Expression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(node) ? node.expression : undefined
}

function isConnection(node: ts.Expression | undefined, move: Move): boolean {
  const api = node && move.analysis.provedApi(node)
  return api?.dialect === move.from && api.kind === 'connection'
}
