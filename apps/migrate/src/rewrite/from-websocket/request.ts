/**
 * The members of a request of websocket, as those of Node's request. They move where the handshake of the request moves.
 */
import { ts } from 'ts-morph'
import { replaceMemberWith } from '../member.js'
import type { Move, Rule } from '../move.js'
import { isOfSite, isOption, type ServerPlan } from './server-plan.js'

/** The rules for requests. `plans` tell which requests are Node's now. */
export function requestRules(plans: readonly ServerPlan[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(
    Object.entries(rules(plans)).map(([name, rule]): [string, Rule] => [
      name,
      (use, move) => {
        if (isMoved(use.node, plans, move)) rule(use, move)
      },
    ]),
  )
}

/** Whether the request of a use is one of a server that moves. */
export function isMoved(node: ts.Node, plans: readonly ServerPlan[], move: Move): boolean {
  const own = plans.filter(({ site }) => isOfSite(node, site, move))
  return (own.length > 0 ? own : plans).every(({ form }) => form !== 'stays') && plans.length > 0
}

function rules(plans: readonly ServerPlan[]): Readonly<Record<string, Rule>> {
  const ignoresForwarded = (node: ts.Node, move: Move) =>
    plans
      .filter(({ site }) => isOfSite(node, site, move))
      .every(({ options }) => isOption(options, 'ignoreXForwardedFor', ts.SyntaxKind.TrueKeyword))
  return {
    'request.property.origin': asString((request) => `${request}.headers.origin`),
    'request.property.host': asString((request) => `${request}.headers.host`),
    'request.property.key': asString((request) => `${request}.headers['sec-websocket-key']`),
    'request.property.resource': asString((request) => `${request}.url`),
    'request.property.httpRequest': as((request) => request),
    'request.property.webSocketVersion': as((request) => `Number(${request}.headers['sec-websocket-version'])`),
    'request.property.requestedProtocols': as(
      (request) =>
        `(${request}.headers['sec-websocket-protocol'] || '').toLowerCase().split(/\\s*,\\s*/).filter(Boolean)`,
    ),
    'request.property.remoteAddress': (use, move) => {
      replaceMemberWith(use, (request) => `${request}.socket.remoteAddress`, move)
      if (!ignoresForwarded(use.node, move)) move.todoOf(use, forwarded)
    },
    'request.property.resourceURL': resourceUrl,
    'request.property.socket': () => {},
    'request.property.*': (use, move) => move.todoOf(use),
  }
}

/** The advice where an address may have been that of a proxy's client. */
export const forwarded =
  'remoteAddress was taken from X-Forwarded-For when there was one: read it if a proxy of yours sets it.'

function as(text: (request: string) => string): Rule {
  return (use, move) => replaceMemberWith(use, text, move)
}

/** The same for what TypeScript took for a string in every case, as it still is in practice. */
function asString(text: (request: string) => string): Rule {
  return (use, move) => replaceMemberWith(use, (request) => text(request) + assertion(use.node), move)
}

function assertion(node: ts.Node): '!' | '' {
  return /\.[cm]?tsx?$/.test(node.getSourceFile().fileName) ? '!' : ''
}

/**
 * `resourceURL.pathname`, `resourceURL.query.name`. A URL is not constructed: that throws for what a peer may well ask for,
 * as `GET //`, and ends the process there.
 */
const resourceUrl: Rule = (use, move) => {
  const { node } = use
  const outer = node.parent
  if (!ts.isPropertyAccessExpression(node) || !ts.isPropertyAccessExpression(outer)) {
    move.todoOf(use)
    return
  }
  const edits = move.editsOf(node)
  const url = `${edits.textOf(node.expression)}.url${assertion(node)}`
  const { text } = outer.name
  if (text === 'pathname') edits.replace(outer, `${url}.split('?')[0]`)
  else if (text === 'query' && ts.isPropertyAccessExpression(outer.parent) && outer.parent.expression === outer)
    edits.replace(outer.parent, `new URLSearchParams(${url}.replace(/^[^?]*/, '')).get('${outer.parent.name.text}')`)
  else move.todoOf(use)
}
