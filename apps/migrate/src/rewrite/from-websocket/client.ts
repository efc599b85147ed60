/**
 * Clients of websocket: `new Client()`, listeners, `connect(url)` become one `new WebSocket(url)`.
 */
import { ts } from 'ts-morph'
import type { Use } from '../../analysis/analysis.js'
import { wrapInBridge } from '../bridge.js'
import type { FileEdits } from '../file-edits.js'
import { callable, functionOf, type Registration, registrationOf, replaceParameters } from '../listener.js'
import { ownerOf } from '../member.js'
import type { Move } from '../move.js'
import {
  blockStatement,
  contains,
  descendants,
  type FunctionNode,
  freeName,
  hasOwn,
  isAvailableAt,
  isNothing,
  references,
} from '../syntax.js'
import { clientOptions, reasonToKeep, sayLost } from './client-options.js'

/** Moves every client that is constructed in the selected files, or says why it stays. Those of a file go together. */
export function moveClients(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    const plans = descendants(file).flatMap((node) => {
      const api = ts.isNewExpression(node) ? move.analysis.provedApi(node) : undefined
      if (!ts.isNewExpression(node) || api?.dialect !== 'websocket' || api.kind !== 'client' || api.site !== node)
        return []
      const uses = usesOf(node, move)
      return [{ site: node, uses, plan: planClient(node, uses, move) }]
    })
    const isMoved = plans.every(({ plan }) => typeof plan !== 'string')
    for (const { site, uses, plan } of plans) {
      for (const { node } of uses) move.handle(node)
      if (isMoved) moveClient(site, plan as ClientPlan, move)
      else stay(site, uses, typeof plan === 'string' ? plan : 'Another client of this file does.', move)
    }
  }
}

function usesOf(site: ts.NewExpression, move: Move): Use[] {
  return move.usesOf('client').filter(({ node, form }) => {
    const owner = form !== 'option' ? ownerOf(node) : undefined
    return owner && [...move.analysis.valuesOf(owner)].some((value) => value.is === 'api' && value.site === site)
  })
}

/** The client keeps its API; its connection is seen as ws through the bridge. */
function stay(site: ts.NewExpression, uses: readonly Use[], reason: string, move: Move): void {
  move.keepExport(site, 'client')
  move.todo(site, `This client stays one of websocket. ${reason}`, 'clients')
  for (const use of uses) if (use.form === 'event' && use.name === 'connect') wrapInBridge(use, move)
}

function moveClient(site: ts.NewExpression, plan: ClientPlan, move: Move): void {
  sayLost(site, site.arguments?.[0], move)
  const { name, call, statement } = plan
  const edits = move.editsOf(site)
  move.later(() =>
    edits.replaceSpan(
      site.expression.getEnd(),
      site.getEnd(),
      `(${clientArguments(call, site.arguments?.[0], edits)})`,
    ),
  )
  move.later(() => edits.removeStatement(statement))
  for (const registration of plan.listeners) moveListener(registration, name.text, plan, move)
  if (!plan.listeners.some(({ event }) => event.text === 'connectFailed')) {
    const declaration = blockStatement(site)!
    edits.insertAfter(declaration, `${name.text}.on('error', console.error)`)
  }
}

interface ClientPlan {
  readonly name: ts.Identifier
  /** The call of `connect`. */
  readonly call: ts.CallExpression
  readonly statement: ts.Statement
  readonly listeners: readonly Registration[]
}

function planClient(site: ts.NewExpression, uses: readonly Use[], move: Move): ClientPlan | string {
  const { parent } = site
  const reason = reasonToKeep(site.arguments?.[0])
  if (reason) return reason
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return 'It is not kept in a variable.'
  const declaration = blockStatement(site)
  const connects = uses.filter(({ name, form }) => name === 'connect' && form === 'method')
  const [connect, more] = connects
  if (!connect || more) return connect ? 'connect() is called in several places.' : 'connect() is not found.'
  const call = connect.node.parent
  const statement = call.parent
  if (!ts.isCallExpression(call) || !ts.isExpressionStatement(statement))
    return 'The call of connect() is no statement.'
  if (!declaration || statement.parent !== declaration.parent)
    return 'connect() is called elsewhere than where it is made.'
  if (call.arguments.length === 0) return 'connect() gets no URL.'
  if (call.arguments.some(ts.isSpreadElement)) return 'The arguments of connect() are spread.'
  if (!call.arguments.every((one) => isAvailableAt(one, site.pos, move.checker))) {
    const { statements } = statement.parent as ts.Block
    const between = statements.slice(statements.indexOf(declaration) + 1, statements.indexOf(statement))
    const isListener = (one: ts.Statement) =>
      uses.some(({ form, node }) => form === 'event' && contains(one, node)) || ts.isFunctionDeclaration(one)
    const isHarmless = (one: ts.Statement) =>
      isListener(one) || (!hasOwn(one, ts.isCallOrNewExpression) && !hasOwn(one, ts.isAwaitExpression))
    const isLater = (one: ts.Statement) => call.arguments.some((argument) => usesNameOf(one, argument, move))
    if (!between.every(isHarmless) || between.some(isLater))
      return 'What connect() gets is computed after the client is made.'
  }
  if (!isNothing(call.arguments[4])) return 'connect() gets options of the request.'
  const listeners: Registration[] = []
  for (const use of uses) {
    if (use.form !== 'event') {
      if (use.node !== connect.node) return `${use.name} of a client has no counterpart.`
      continue
    }
    const registration = registrationOf(use.node, move)
    if (!registration?.listener) return `The listener of ${use.name} is not found.`
    if (use.name !== 'connect' && use.name !== 'connectFailed') return `Its event ${use.name} is another in ws.`
    listeners.push(registration)
  }
  return { name: parent.name, call, statement, listeners }
}

/** Whether an expression has a name that a statement declares. */
function usesNameOf(statement: ts.Statement, expression: ts.Expression, move: Move): boolean {
  if (ts.isFunctionDeclaration(statement)) return false
  return descendants(expression).some((node) => {
    const declaration = ts.isIdentifier(node) && move.checker.getSymbolAtLocation(node)?.declarations?.[0]
    return Boolean(declaration) && contains(statement, declaration as ts.Node)
  })
}

/** `url, protocols, { origin, headers, maxPayload }` */
function clientArguments(call: ts.CallExpression, config: ts.Expression | undefined, edits: FileEdits): string {
  const [url, protocols, origin, headers] = call.arguments
  const text = (node: ts.Expression) => edits.textOf(node)
  const options = [
    isNothing(origin) ? '' : `origin: ${text(origin)}`,
    isNothing(headers) ? '' : text(headers) === 'headers' ? 'headers' : `headers: ${text(headers)}`,
    ...clientOptions(config, edits),
  ].filter(Boolean)
  const parts = [text(url)]
  const isNone = isNothing(protocols) || (ts.isStringLiteralLike(protocols) && protocols.text === '')
  if (!isNone) parts.push(text(protocols))
  parts.push(`{ ${options.join(', ')} }`)
  return parts.join(', ')
}

const hearsMore =
  'The listener of connectFailed hears errors of the open connection, too, before `close`: see that both do not connect anew.'

function moveListener(registration: Registration, client: string, plan: ClientPlan, move: Move): void {
  const edits = move.editsOf(registration.call)
  const { event, listener } = registration
  if (event.text === 'connectFailed') {
    edits.replace(event, event.getText(edits.file).replace('connectFailed', 'error'))
    const isParted = plan.listeners.some((one) => {
      const opened = one.event.text === 'connect' && one.listener ? functionOf(one.listener, move) : undefined
      return opened !== undefined && hasErrorListener(opened, move)
    })
    if (!isParted) move.note(event, hearsMore, 'clients')
    return
  }
  edits.replace(event, event.getText(edits.file).replace('connect', 'open'))
  const target = functionOf(listener!, move)
  const fails = plan.listeners.some((one) => one.event.text === 'connectFailed')
  if (target && target === listener && target.body && ts.isBlock(target.body)) {
    const lines = nameConnection(target, client, move)
    // Errors after the opening handshake were not for the listener of connectFailed.
    if (fails && hasErrorListener(target, move)) lines.unshift(`${client}.removeAllListeners('error')`)
    if (lines.length > 0) edits.insertAtTop(target.body, lines)
    replaceParameters(target, '', move)
  } else if (target && target === listener) {
    if (target.parameters.length === 0) return
    nameConnection(target, client, move)
    replaceParameters(target, '', move)
  } else edits.replace(listener!, `() => ${callable(listener!)}(${client})`)
}

/** Lets the body of a listener use the client where it used its argument. Returns the lines that this needs. */
function nameConnection(target: FunctionNode, client: string, move: Move): string[] {
  const [parameter] = target.parameters
  if (!parameter) return []
  const name = parameter.name
  if (parameter.type) move.handle(parameter.type)
  if (!ts.isIdentifier(name)) return [`const ${name.getText()} = ${client}`]
  if (name.text === client) return []
  const isFree = freeName(target, client) === client || !declares(target, client)
  if (!isFree) return [`const ${name.text} = ${client}`]
  const edits = move.editsOf(target)
  for (const one of references(target, name, move.checker)) {
    if (ts.isShorthandPropertyAssignment(one.parent)) edits.replace(one, `${name.text}: ${client}`)
    else edits.replace(one, client)
  }
  return []
}

/** Whether a scope declares a name again. */
function declares(scope: ts.Node, name: string): boolean {
  return descendants(scope).some(
    (node) =>
      ts.isIdentifier(node) &&
      node.text === name &&
      (ts.isVariableDeclaration(node.parent) ||
        ts.isParameter(node.parent) ||
        ts.isBindingElement(node.parent) ||
        ts.isFunctionDeclaration(node.parent)) &&
      node.parent.name === node,
  )
}

function hasErrorListener(target: FunctionNode, move: Move): boolean {
  return move
    .usesIn(target)
    .some(
      ({ node, kind, form, name }) =>
        kind === 'connection' && form === 'event' && name === 'error' && contains(target, node),
    )
}
