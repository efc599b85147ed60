/**
 * Moves code of nodejs-websocket to ws: servers and clients first, then each use by its rule.
 */
import { ts } from 'ts-morph'
import type { Use } from '../../analysis/analysis.js'
import { closeEvent, errorEvent } from '../close-listener.js'
import { moveElements } from '../elements.js'
import { registrationOf, stringParameter } from '../listener.js'
import { isMaker } from '../maker.js'
import { callOf, ownerOf, renameMember, replaceMemberWith } from '../member.js'
import { moveMessageOfKind } from '../message-listener.js'
import type { Move, Rule } from '../move.js'
import { protocol } from '../protocol.js'
import { ofRequest } from '../request-of-connection.js'
import { sendText } from '../send.js'
import { blockStatement, enclosingFunction } from '../syntax.js'
import { moveClients } from './client.js'
import { moveServers } from './server.js'

/** What the exports of nodejs-websocket are called in ws. */
export const nodejsWebsocketExports = { createServer: 'WebSocketServer', connect: 'WebSocket' }

/** Does what is larger than one use, and gives the rules for the rest. */
export function planNodejsWebsocket(move: Move): Readonly<Record<string, Rule>> {
  moveServers(move)
  moveClients(move)
  return rules
}

const nothing: Rule = () => {}

const messageOfKind =
  (kind: 'text' | 'binary', value: string, name?: string): Rule =>
  (use, move) => {
    const registration = registrationOf(use.node, move)
    if (!registration || !moveMessageOfKind(registration, kind, value, move)) {
      move.todoOf(use, 'A message is (data, isBinary) in ws: data is a Buffer, and text is data.toString().')
      return
    }
    const edits = move.editsOf(use.node)
    edits.replace(use.node, use.node.getText(edits.file).replace(kind, 'message'))
    if (/^(once|prependOnceListener)$/.test((registration.call.expression as ts.PropertyAccessExpression).name.text))
      move.todoOf(
        use,
        `This waited for the first ${kind} message, and now takes the first message of any kind: if a peer may send both, use on() and remove the listener yourself.`,
      )
    if (name && registration.target?.parameters.length !== 0) move.importName(use.node, 'node:stream', name)
  }

/** Whether a connection is used by the function that makes it, so that it may not be open yet. */
function isMadeHere({ node }: Use, move: Move): boolean {
  const owner = ownerOf(node)
  const values = owner ? [...move.analysis.valuesOf(owner)] : []
  return values.some(
    (value) =>
      value.is === 'api' &&
      value.site !== undefined &&
      ts.isCallExpression(value.site) &&
      isMaker(value.site, 'connect', move) &&
      enclosingFunction(value.site) === enclosingFunction(node),
  )
}

const rename =
  (name: string): Rule =>
  (use, move) =>
    renameMember(use, name, move)

const rules: Readonly<Record<string, Rule>> = {
  'connection.method.sendText': sendText,
  'connection.method.sendBinary': rename('send'),
  'connection.method.send': nothing,
  'connection.method.sendPing': rename('ping'),
  'connection.method.close': (use, move) => {
    const call = callOf(use)
    const statement = call && blockStatement(call)
    const block = statement?.parent
    if (!statement || !block || !ts.isBlock(block)) return
    const next = block.statements[block.statements.indexOf(statement) + 1]
    if (!next || ts.isReturnStatement(next) || ts.isBreakStatement(next) || !ts.isExpressionStatement(statement)) return
    move.todoOf(
      use,
      "close() ran the listeners of 'close' before it returned; ws runs them when the peer has answered. Something follows here.",
    )
  },
  'connection.event.text': messageOfKind('text', '$.toString()'),
  'connection.event.binary': messageOfKind('binary', 'Readable.from([$], { objectMode: false })', 'Readable'),
  'connection.event.close': closeEvent,
  'connection.event.error': errorEvent,
  'connection.event.connect': (use, move) => {
    const edits = move.editsOf(use.node)
    edits.replace(use.node, use.node.getText(edits.file).replace('connect', 'open'))
  },
  'connection.event.pong': (use, move) => {
    const target = registrationOf(use.node, move)?.target
    if (target?.parameters.length && !stringParameter(target, 0, move)) move.todoOf(use)
  },
  'connection.property.path': ofRequest((request) => `${request}.url`),
  'connection.property.headers': ofRequest((request) => `${request}.headers`),
  'connection.property.key': ofRequest((request) => `${request}.headers['sec-websocket-key']`),
  'connection.property.protocol': protocol,
  'connection.property.readyState': nothing,
  'connection.property.CONNECTING': nothing,
  'connection.property.OPEN': nothing,
  'connection.property.CLOSING': nothing,
  'connection.property.CLOSED': nothing,
  'connection.property.socket': (use, move) => {
    renameMember(use, '_socket', move)
    if (isMadeHere(use, move)) move.todoOf(use, '_socket is null in ws until the connection is open: wait for that.')
  },
  'server.property.connections': moveElements,
  'server.property.socket': (use, move) => {
    const outer = use.node.parent
    const isAddress = ts.isPropertyAccessExpression(outer) && outer.name.text === 'address'
    if (isAddress && ts.isPropertyAccessExpression(use.node))
      move.editsOf(use.node).replaceSpan(use.node.expression.getEnd(), use.node.getEnd(), '')
    else replaceMemberWith(use, (server) => `${server}._server`, move)
  },
  'server.method.listen': nothing,
  'server.method.close': nothing,
  'server.event.*': nothing,
  'server.event.connection': nothing,
  'server.event.listening': nothing,
  'server.event.error': nothing,
  'server.event.close': nothing,
  'serverOptions.*': nothing,
  'connectOptions.*': nothing,
  'inStream.*': nothing,
  'outStream.*': nothing,
  'module.export.createServer': nothing,
  'module.export.connect': nothing,
}
