/**
 * The members and events of a connection of websocket.
 */
import { ts } from 'ts-morph'
import { closeEvent, errorEvent } from '../close-listener.js'
import { quoted } from '../code-style.js'
import { parameterUses, type Registration, registrationOf, replaceParameters } from '../listener.js'
import { callOf, renameMember, replaceMemberWith } from '../member.js'
import type { Move, Rule } from '../move.js'
import { protocol } from '../protocol.js'
import { sendText } from '../send.js'
import { isNothing, isString } from '../syntax.js'
import { closeConstants, closeTexts } from './close-texts.js'
import { moveMessageObject } from './message-object.js'
import { isOfSite } from './server-plan.js'

/**
 * The statement that keeps an error of a connection from ending the process, unless the program listens for errors of what
 * is made at one of the sites.
 */
export function errorListener(connection: string, sites: readonly ts.Node[], move: Move): string | undefined {
  const isHeard = move.uses.some(
    ({ kind, form, name, node }) =>
      kind === 'connection' && form === 'event' && name === 'error' && sites.some((site) => isOfSite(node, site, move)),
  )
  return isHeard ? undefined : `${connection}.on('error', console.error)`
}

export const sendBinary: Rule = (use, move) => renameMember(use, 'send', move)

const otherValues =
  'send(x) made a string of what is no Buffer; ws sends the bytes of typed arrays, and throws for booleans and objects.'

/** Whether an expression is a value that `send` made a string of, and that ws sends in another way or refuses. */
function isMadeText(data: ts.Expression): boolean {
  const isBoolean = data.kind === ts.SyntaxKind.TrueKeyword || data.kind === ts.SyntaxKind.FalseKeyword
  const isNegation = ts.isPrefixUnaryExpression(data) && data.operator === ts.SyntaxKind.ExclamationToken
  return isBoolean || isNegation || ts.isArrayLiteralExpression(data) || ts.isObjectLiteralExpression(data)
}

/** `send(x)`: strings, numbers and Buffers mean the same; everything else was made a string. */
const send: Rule = (use, move) => {
  const [data] = callOf(use)?.arguments ?? []
  if (!data || ts.isNumericLiteral(data) || isString(data, move.checker)) return
  if (!isMadeText(data)) {
    const isBytes = /^Buffer\.|\.(binaryData|utf8Data)$/.test(data.getText())
    if (!isBytes) move.note(data, otherValues, 'sending')
    return
  }
  const edits = move.editsOf(data)
  edits.insert(data.getStart(edits.file), 'String(')
  edits.insert(data.getEnd(), ')')
}

/** `close()` sends 1000 and its description; `close(code)` sends the description of the code. */
export const close: Rule = (use, move) => {
  const call = callOf(use)
  if (!call) {
    move.todoOf(use, 'close() without arguments sent 1000 here; ws sends no code.')
    return
  }
  const edits = move.editsOf(call)
  const [code, reason] = call.arguments
  if (move.usesIn(call).some(({ form, name }) => form === 'event' && name === 'message'))
    move.note(call, 'After close() websocket gave no more messages; ws gives those that are on their way.', 'closing')
  if (!isNothing(reason)) {
    if (isNothing(code)) edits.replace(code, '1000')
    return
  }
  const text = (of: number) => quoted(closeTexts[of], edits.style)
  if (isNothing(code)) {
    edits.replaceSpan(call.expression.getEnd(), call.getEnd(), `(1000, ${text(1000)})`)
    return
  }
  const constant = ts.isPropertyAccessExpression(code) ? closeConstants[code.name.text] : undefined
  if (ts.isNumericLiteral(code) || constant) {
    const known = closeTexts[constant ?? Number(code.getText())]
    if (known && !reason) edits.insert(code.getEnd(), `, ${quoted(known, edits.style)}`)
    else if (known) edits.replace(reason, quoted(known, edits.style))
    return
  }
  move.note(call, 'close(code) sent the description of the code as its text; ws sends an empty text.', 'closing')
}

const messageEvent: Rule = (use, move) => {
  const registration = registrationOf(use.node, move)
  if (registration && moveMessageObject(registration, move)) {
    for (const { type } of registration.target?.parameters ?? []) if (type) move.handle(type)
    return
  }
  move.todoOf(use, 'A message is (data, isBinary) in ws: data is a Buffer, and text is data.toString().')
}

/** `ping` gives a function to cancel the answer first. */
const pingEvent: Rule = (use, move) => {
  const { target } = registrationOf(use.node, move) ?? ({} as Registration)
  const uses = target && parameterUses(target, 0, move)
  if (!target || !uses || uses.length > 0) {
    move.todoOf(use, 'ws answers pings by itself, and a listener cannot cancel that: see autoPong.')
    return
  }
  replaceParameters(target, target.parameters[1]?.getText() ?? '', move)
}

const stateTests: Readonly<Record<string, string>> = { open: 'OPEN', closed: 'CLOSED' }

const state: Rule = (use, move) => {
  const { parent } = use.node
  const other = ts.isBinaryExpression(parent) ? (parent.left === use.node ? parent.right : parent.left) : undefined
  const name = other && ts.isStringLiteralLike(other) ? stateTests[other.text] : undefined
  if (!name) {
    move.todoOf(use)
    return
  }
  replaceMemberWith(use, (owner) => `${owner}.readyState`, move)
  const edits = move.editsOf(use.node)
  edits.replace(other!, `${edits.textOf((use.node as ts.PropertyAccessExpression).expression)}.${name}`)
}

/** Rules for `connection.<form>.<name>`. */
export const connectionRules: Readonly<Record<string, Rule>> = {
  'connection.method.sendUTF': sendText,
  'connection.method.sendBytes': sendBinary,
  'connection.method.send': send,
  'connection.method.close': close,
  'connection.method.ping': () => {},
  'connection.method.pong': () => {},
  'connection.method.pause': () => {},
  'connection.method.resume': () => {},
  'connection.event.message': messageEvent,
  'connection.event.close': closeEvent,
  'connection.event.error': errorEvent,
  'connection.event.pong': () => {},
  'connection.event.ping': pingEvent,
  'connection.property.protocol': protocol,
  'connection.property.socket': (use, move) => renameMember(use, '_socket', move),
  'connection.property.connected': (use, move) => {
    const isNegated = ts.isPrefixUnaryExpression(use.node.parent)
    if (isNegated) {
      const edits = move.editsOf(use.node)
      const owner = edits.textOf((use.node as ts.PropertyAccessExpression).expression)
      edits.replace(use.node.parent, `${owner}.readyState !== ${owner}.OPEN`)
    } else {
      const isOperand = ts.isBinaryExpression(use.node.parent) && !isLogical(use.node.parent)
      const text = (owner: string) => `${owner}.readyState === ${owner}.OPEN`
      replaceMemberWith(use, (owner) => (isOperand ? `(${text(owner)})` : text(owner)), move)
    }
  },
  'connection.property.state': state,
}

function isLogical({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken
}
