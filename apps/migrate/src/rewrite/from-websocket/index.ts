/**
 * Moves code of websocket to ws: what is larger than one use first, then each use by its rule.
 */
import { ts } from 'ts-morph'
import { wrapCall } from '../bridge.js'
import { closeRemarks } from '../close-listener.js'
import { moveElements } from '../elements.js'
import { callOf, renameMember } from '../member.js'
import type { Move, Rule } from '../move.js'
import { descendants, freeName, isWritten } from '../syntax.js'
import { moveClients } from './client.js'
import { closeConstants, closeTexts } from './close-texts.js'
import { close, connectionRules } from './connection.js'
import { remoteAddressRule } from './remote-address.js'
import { isMoved, requestRules } from './request.js'
import { moveServer } from './server.js'
import { planServers } from './server-plan.js'
import { moveW3c } from './w3c.js'

/** What the exports of websocket are called in ws. */
export const websocketExports = {
  server: 'WebSocketServer',
  client: 'WebSocket',
  connection: 'WebSocket',
  w3cwebsocket: 'WebSocket',
}

/** Does what is larger than one use, and gives the rules for the rest. */
export function planWebsocket(move: Move): Readonly<Record<string, Rule>> {
  const plans = planServers(move)
  for (const plan of plans) moveServer(plan, move)
  // The type of a request is that of Node where all of them are.
  if (plans.length === 0 || plans.some(({ form }) => form === 'stays'))
    for (const file of move.analysis.sources.files) move.keepExport(file, 'request')
  moveClients(move)
  moveW3c(move)
  return {
    ...connectionRules,
    ...serverRules,
    ...requestRules(plans),
    ...constants,
    'connection.property.remoteAddress': remoteAddressRule(plans),
    'request.method.accept': (use, current) => {
      if (isMoved(use.node, plans, current))
        current.todoOf(use, 'The request is that of Node here: accept it with handleUpgrade().')
      else stays(use, current)
    },
    'request.method.reject': (use, current) => {
      if (isMoved(use.node, plans, current))
        current.todoOf(use, 'The request is that of Node here: answer on its socket, where the upgrade is handled.')
    },
    'routerRequest.method.accept': stays,
    'routerRequest.*': () => {},
    'client.*': () => {},
    'serverOptions.*': () => {},
    'connectOptions.*': () => {},
    'mountOptions.*': () => {},
    'message.*': () => {},
    'cookie.*': () => {},
    'w3c.method.close': close,
    'w3c.property.onclose': ({ node }, current) => current.note(node, closeRemarks.websocket, 'closing'),
    'w3c.*': () => {},
    'w3cEvent.*': () => {},
    'module.export.router': (use, current) => {
      current.keepExport(use.node, 'router')
      current.note(
        use.node,
        'The router stays one of websocket; its connections are seen as ws through the bridge.',
        'paths-and-routers',
      )
    },
    'router.method.mount': (use, current) => {
      current.todoOf(use, 'Routes stay with the router of websocket until you choose by request.url: see the guide.')
    },
    'router.*': () => {},
    'module.*': () => {},
  }
}

/** An `accept` whose handshake does not move. */
const stays: Rule = (use, move) => {
  const call = callOf(use)
  if (!call) return
  move.todoOf(use, 'The handshake stays one of websocket; its connection is seen as ws through the bridge.')
  wrapCall(call, move)
}

const constants: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(closeConstants).map(([name, code]): [string, Rule] => [
    `connection.property.${name}`,
    ({ node }, move) => move.editsOf(node).replace(node, String(code)),
  ]),
)

/** A call on each connection of a server, in place of one on the server. Its arguments stand at the `…`. */
function each(act: (client: string) => string): Rule {
  return (use, move) => {
    const call = callOf(use)
    if (!call || !ts.isExpressionStatement(call.parent) || !ts.isPropertyAccessExpression(use.node)) {
      move.todoOf(use)
      return
    }
    const edits = move.editsOf(call)
    const [first] = call.arguments
    const end = call.arguments.at(-1)?.getEnd()
    const names = freeNames(call)
    const [before, after = ''] = act(names.client).split('…')
    const loop = `.clients.forEach((${names.client}) => ${before}`
    if (!first || end === undefined) edits.replaceSpan(use.node.expression.getEnd(), call.getEnd(), `${loop})`)
    else if (call.arguments.every(isRepeatable)) {
      edits.replaceSpan(use.node.expression.getEnd(), first.getStart(edits.file), loop)
      edits.replaceSpan(end, call.getEnd(), `${after})`)
    } else {
      // What has effects is done once.
      const owner = edits.textOf(use.node.expression)
      edits.replaceSpan(call.getStart(edits.file), first.getStart(edits.file), `{ const ${names.data} = `)
      const rest = call.arguments[1] ? edits.text.slice(first.getEnd(), end) : ''
      edits.replaceSpan(first.getEnd(), call.parent.getEnd(), `; ${owner}${loop}${names.data}${rest}${after}) }`)
    }
  }
}

/** Names for the parameter of the loop and for what is sent, which nothing in a call has. */
function freeNames(call: ts.CallExpression): { client: string; data: string } {
  return { client: freeName(call, 'client', 'connection', 'one'), data: freeName(call, 'message', 'data', 'payload') }
}

/** Whether an expression can be evaluated for each connection: it does nothing, and always gives the same. */
function isRepeatable(node: ts.Expression): boolean {
  return descendants(node).every(
    (part) =>
      !ts.isCallExpression(part) &&
      !ts.isNewExpression(part) &&
      !ts.isAwaitExpression(part) &&
      !ts.isYieldExpression(part) &&
      !isWritten(part),
  )
}

const closeAll = each((client) => `${client}.close(1000, '${closeTexts[1000]}')`)

/** Members of servers that move. */
const serverRules: Readonly<Record<string, Rule>> = {
  'server.method.broadcast': each((client) => `${client}.send(…)`),
  'server.method.broadcastUTF': each((client) => `${client}.send(String(…))`),
  'server.method.broadcastBytes': each((client) => `${client}.send(…)`),
  'server.method.closeAllConnections': closeAll,
  'server.method.shutDown': (use, move) => {
    closeAll(use, move)
    const call = callOf(use)
    if (!call || !ts.isExpressionStatement(call.parent)) return
    const owner = (use.node as ts.PropertyAccessExpression).expression.getText()
    move.editsOf(call).insertAfter(call.parent, `${owner}.close()`)
  },
  'server.method.unmount': (use, move) => renameMember(use, 'close', move),
  'server.property.connections': (use, move) => moveElements(use, move),
  'server.event.request': () => {},
  'server.event.connect': () => {},
}
