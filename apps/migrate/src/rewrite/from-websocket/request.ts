/**
 * The members of a request of websocket, as those of Node's request. They move where the handshake of the request moves.
 */
import { ts } from 'ts-morph'
import { replaceMemberWith } from '../member.js'
import type { Move, Rule } from '../move.js'
import { isOption, type ServerPlan } from './server-plan.js'

/** The rules for requests. `plans` tell which requests are Node's now. */
export function requestRules(plans: readonly ServerPlan[], move: Move): Readonly<Record<string, Rule>> {
  const isMoved = plans.length > 0 && plans.every(({ form }) => form !== 'stays')
  if (!isMoved) return { 'request.*': () => {} }
  const ignoresForwarded = plans.every(({ options }) =>
    isOption(options, 'ignoreXForwardedFor', ts.SyntaxKind.TrueKeyword),
  )
  void move
  return {
    'request.property.origin': as((request) => `${request}.headers.origin`),
    'request.property.host': as((request) => `${request}.headers.host`),
    'request.property.key': as((request) => `${request}.headers['sec-websocket-key']`),
    'request.property.resource': as((request) => `${request}.url`),
    'request.property.httpRequest': as((request) => request),
    'request.property.webSocketVersion': as((request) => `Number(${request}.headers['sec-websocket-version'])`),
    'request.property.requestedProtocols': as(
      (request) =>
        `(${request}.headers['sec-websocket-protocol'] || '').toLowerCase().split(/\\s*,\\s*/).filter(Boolean)`,
    ),
    'request.property.remoteAddress': (use, current) => {
      replaceMemberWith(use, (request) => `${request}.socket.remoteAddress`, current)
      if (!ignoresForwarded)
        current.todoOf(
          use,
          'remoteAddress was taken from X-Forwarded-For when there was one: read it if a proxy of yours sets it.',
        )
    },
    'request.property.resourceURL': resourceUrl,
    'request.property.socket': () => {},
  }
}

function as(text: (request: string) => string): Rule {
  return (use, move) => replaceMemberWith(use, text, move)
}

/** `resourceURL.pathname`, `resourceURL.query.name`. */
const resourceUrl: Rule = (use, move) => {
  const { node } = use
  const outer = node.parent
  if (!ts.isPropertyAccessExpression(node) || !ts.isPropertyAccessExpression(outer)) {
    move.todoOf(use)
    return
  }
  const edits = move.editsOf(node)
  const url = `new URL(${edits.textOf(node.expression)}.url, 'http://localhost')`
  const { text } = outer.name
  if (text === 'pathname') edits.replace(outer, `${url}.pathname`)
  else if (text === 'query' && ts.isPropertyAccessExpression(outer.parent) && outer.parent.expression === outer)
    edits.replace(outer.parent, `${url}.searchParams.get('${outer.parent.name.text}')`)
  else move.todoOf(use)
}
