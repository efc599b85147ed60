/**
 * Moves code of ws 1.x to ws 8. The name of the package is the same, so what was moved before is told by its form.
 */
import { ts } from 'ts-morph'
import type { Use } from '../../analysis/analysis.js'
import { closeEvent } from '../close-listener.js'
import { moveElements } from '../elements.js'
import { addParameter, functionOf, parameterUses, registrationOf } from '../listener.js'
import { callOf } from '../member.js'
import { isMoved, moveDataAndFlags } from '../message-listener.js'
import type { Move, Rule } from '../move.js'
import { changeOptions } from '../option-list.js'
import { ofRequest } from '../request-of-connection.js'
import { blockStatement, contains, descendants } from '../syntax.js'
import { moveMakers } from './maker.js'

/** What the exports of ws 1.x are called in ws 8, where that is another name in ES modules. */
export const ws1Exports = { Server: 'WebSocketServer', WebSocket: 'WebSocket', default: 'WebSocket' }

/** Does what is larger than one use, and gives the rules for the rest. */
export function planWs1(move: Move): Readonly<Record<string, Rule>> {
  moveMakers(move)
  return rules
}

const nothing: Rule = () => {}

/** `ping` and `pong` had flags behind the data. */
const control: Rule = (use, move) => {
  const target = registrationOf(use.node, move)?.target
  const uses = target && parameterUses(target, 1, move)
  const data = target && parameterUses(target, 0, move)
  if (!data || data.length > 0)
    move.note(use.node, 'The data of an empty ping or pong is an empty Buffer in ws 8; it was null.', 'ping-and-pong')
  if (target && target.parameters.length > 1 && (!uses || uses.length > 0)) move.todoOf(use)
}

const rules: Readonly<Record<string, Rule>> = {
  'connection.event.message': (use, move) => {
    const registration = registrationOf(use.node, move)
    if (isMoved(registration?.target)) return
    if (!registration || !moveDataAndFlags(registration, move))
      move.todoOf(use, 'A message is (data, isBinary) in ws 8: data is a Buffer for text too.')
  },
  'connection.event.close': closeEvent,
  'connection.event.ping': control,
  'connection.event.pong': control,
  'connection.event.open': nothing,
  'connection.event.error': nothing,
  'connection.event.unexpected-response': nothing,
  'connection.method.close': (use, move) => {
    const call = callOf(use)
    if (call && call.arguments.length === 0)
      move.editsOf(call).replaceSpan(call.expression.getEnd(), call.getEnd(), '(1000)')
  },
  'connection.method.ping': sendControl,
  'connection.method.pong': sendControl,
  'connection.method.send': sendInTry,
  'connection.property.upgradeReq': ofRequest((request) => request),
  'connection.property.readyState': nothing,
  'server.event.connection': nothing,
  'server.method.handleUpgrade': emitRequest,
  'server.property._server': (use, move) => {
    const outer = use.node.parent
    const isAddress = ts.isPropertyAccessExpression(outer) && outer.name.text === 'address'
    if (isAddress && ts.isPropertyAccessExpression(use.node))
      move.editsOf(use.node).replaceSpan(use.node.expression.getEnd(), use.node.getEnd(), '')
  },
  'server.property.clients': moveElements,
  'server.method.close': endClients,
  'serverOptions.option.disableHixie': (use, move) => {
    const literal = use.node.parent
    if (ts.isObjectLiteralExpression(literal))
      changeOptions(literal, new Map([['disableHixie', undefined]]), [], move.editsOf(literal))
  },
  'serverOptions.option.perMessageDeflate': nothing,
  'connectOptions.option.protocol': moveProtocol,
  'w3cEvent.*': nothing,
  'verifyInfo.*': nothing,
  'flags.*': nothing,
  'module.export.createServer': nothing,
  'module.export.connect': nothing,
  'module.export.createConnection': nothing,
  'module.export.Server': nothing,
  'module.export.WebSocket': nothing,
  'module.export.default': nothing,
}

/** `{ protocol: 'a' }` is the second argument in ws 8, which does not look at the option. */
function moveProtocol(use: Use, move: Move): void {
  const property = use.node
  const options = property.parent
  const site = options.parent
  const isDirect = ts.isNewExpression(site) && site.arguments?.[1] === options
  if (!isDirect || !ts.isObjectLiteralExpression(options) || !ts.isObjectLiteralElementLike(property)) {
    move.todoOf(use, 'ws 8 does not look at the option `protocol`: give it as the second argument.')
    return
  }
  const edits = move.editsOf(site)
  const value = ts.isPropertyAssignment(property) ? edits.textOf(property.initializer) : 'protocol'
  edits.insert(options.getStart(edits.file), `${value}, `)
  changeOptions(options, new Map([['protocol', undefined]]), [], edits)
}

/** `ping(data, options, dontFailWhenClosed)`: ws 8 masks as it must, and does not throw on a closed connection. */
function sendControl(use: Use, move: Move): void {
  const call = callOf(use)
  const [data, options, lenient] = call?.arguments ?? []
  if (!call || !options) return
  const isPlain = /^(\{\s*(mask: (true|false))?\s*\}|true|false|null|undefined)$/.test(options.getText())
  const isFlag = !lenient || /^(true|false)$/.test(lenient.getText())
  if (!isPlain || !isFlag || call.arguments.length > 3) {
    move.todoOf(use, 'ping and pong take (data, mask, callback) in ws 8.')
    return
  }
  move.editsOf(call).replaceSpan(data.getEnd(), call.arguments.at(-1)!.getEnd(), '')
  if (lenient?.getText() !== 'true') sayNoThrow(use, move)
}

/** `send` without a callback threw when the connection was not open. */
function sendInTry(use: Use, move: Move): void {
  const call = callOf(use)
  const last = call?.arguments.at(-1)
  if (last && ts.isFunctionLike(last)) return
  sayNoThrow(use, move)
}

function sayNoThrow(use: Use, move: Move): void {
  const isIn = (at: ts.Node) => at.parent !== undefined && ts.isTryStatement(at.parent) && at.parent.tryBlock === at
  const isFunction = (at: ts.Node) => ts.isFunctionLike(at) || ts.isSourceFile(at)
  const around = ts.findAncestor(use.node, (at) => isFunction(at) || isIn(at))
  if (around && isIn(around) && (around.parent as ts.TryStatement).catchClause)
    move.todoOf(
      use,
      `${use.name}() threw 'not opened' on a closed connection; in ws 8 only a callback hears of it. Look at readyState if the catch matters.`,
    )
}

/** The listeners of `connection` get the request too: who emits it by hand hands it on. */
function emitRequest(use: Use, move: Move): void {
  const call = callOf(use)
  const [request, , , callback] = call?.arguments ?? []
  const target = callback && functionOf(callback, move)
  if (!target || !ts.isIdentifier(request) || target.getSourceFile() !== request.getSourceFile()) return
  const isEmit = (node: ts.Node): node is ts.CallExpression =>
    ts.isCallExpression(node) &&
    /\.emit\(\s*['"]connection['"]\s*,/.test(node.getText()) &&
    node.arguments.length === 2 &&
    contains(target, node)
  for (const node of descendants(target).filter(isEmit)) {
    const handed = contains(call!, node) ? request.text : addParameter(target, 1, 'request', 'IncomingMessage', move)
    if (handed) move.editsOf(node).insert(node.arguments[1].getEnd(), `, ${handed}`)
  }
}

/** `close()` of a server ended its connections too. */
function endClients(use: Use, move: Move): void {
  const call = callOf(use)
  if (call && isEnded(use.node)) return
  const place = call && (ts.isArrowFunction(call.parent) && call.parent.body === call ? call : call.parent)
  if (
    !call ||
    !place ||
    !ts.isPropertyAccessExpression(use.node) ||
    !(place === call || ts.isExpressionStatement(place))
  ) {
    move.todoOf(
      use,
      'close() ended the connections of the server too; ws 8 lets them be: terminate() each of its clients.',
    )
    return
  }
  const edits = move.editsOf(call)
  const line = `${edits.textOf(use.node.expression)}.clients.forEach((client) => client.terminate())`
  const statement = blockStatement(call)
  if (statement && statement === place) edits.insertBefore(statement, line)
  else {
    edits.insert(place.getStart(edits.file), `{ ${line}; `)
    edits.insert(place.getEnd(), ' }')
  }
}

/** Whether the connections are ended right before. */
function isEnded(node: ts.Node): boolean {
  const before = node.getSourceFile().text.slice(0, node.getStart()).trimEnd()
  return /\.clients\.forEach\(\(client\) => client\.terminate\(\)\);?$/.test(before)
}
