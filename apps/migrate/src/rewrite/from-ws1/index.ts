/**
 * Moves code of ws 1.x to ws 8. The name of the package is the same, so what was moved before is told by its form.
 */
import { ts } from 'ts-morph'
import { closeEvent } from '../close-listener.js'
import { moveElements } from '../elements.js'
import { parameterUses, registrationOf } from '../listener.js'
import { callOf } from '../member.js'
import { isMoved, moveDataAndFlags } from '../message-listener.js'
import type { Move, Rule } from '../move.js'
import { changeOptions } from '../option-list.js'
import { ofRequest } from '../request-of-connection.js'
import { blockStatement } from '../syntax.js'
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
  'connection.method.ping': (use, move) => {
    if ((callOf(use)?.arguments.length ?? 0) > 1) move.todoOf(use, 'ping and pong take (data, mask, callback) in ws 8.')
  },
  'connection.method.pong': (use, move) => {
    if ((callOf(use)?.arguments.length ?? 0) > 1) move.todoOf(use, 'ping and pong take (data, mask, callback) in ws 8.')
  },
  'connection.property.upgradeReq': ofRequest((request) => request),
  'connection.property.readyState': nothing,
  'server.event.connection': nothing,
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

/** `close()` of a server ended its connections too. */
function endClients(use: Parameters<Rule>[0], move: Move): void {
  const call = callOf(use)
  const statement = call && blockStatement(call)
  if (call && isEnded(use.node)) return
  const isBody = call && ts.isArrowFunction(call.parent) && call.parent.body === call
  if (call && isBody && ts.isPropertyAccessExpression(use.node)) {
    const edits = move.editsOf(call)
    const owner = edits.textOf(use.node.expression)
    edits.insert(call.getStart(edits.file), `{ ${owner}.clients.forEach((client) => client.terminate()); `)
    edits.insert(call.getEnd(), ' }')
    return
  }
  if (!call || !statement || statement !== call.parent || !ts.isPropertyAccessExpression(use.node)) {
    move.todoOf(
      use,
      'close() ended the connections of the server too; ws 8 lets them be: terminate() each of its clients.',
    )
    return
  }
  if (isEnded(use.node)) return
  const edits = move.editsOf(call)
  const owner = edits.textOf(use.node.expression)
  edits.insertBefore(statement, `${owner}.clients.forEach((client) => client.terminate())`)
}

/** Whether the connections are ended right before. */
function isEnded(node: ts.Node): boolean {
  const before = node.getSourceFile().text.slice(0, node.getStart()).trimEnd()
  return /\.clients\.forEach\(\(client\) => client\.terminate\(\)\);?$/.test(before)
}
