/**
 * Decides for each server of websocket how its handshakes move to ws, or that they stay.
 * Nothing is changed here.
 */
import { ts } from 'ts-morph'
import type { Use } from '../../analysis/analysis.js'
import { functionOf, isOwn, type Registration, registrationOf, usesThis } from '../listener.js'
import { ownerOf } from '../member.js'
import type { Move } from '../move.js'
import { findOption, optionValue } from '../option-list.js'
import {
  bare,
  blockStatement,
  contains,
  descendants,
  enclosingFunction,
  type FunctionNode,
  hasOwn,
  isNothing,
  references,
} from '../syntax.js'

/** A call of `accept` that can move. */
export interface Accept {
  readonly call: ts.CallExpression
  /** The statement of a block that the call is in. */
  readonly statement: ts.Statement
  /** The name that the statement declares for the connection, when it does nothing else. */
  readonly declared?: ts.VariableDeclaration
  /** Whether time may have passed since the request came. */
  readonly isLate: boolean
}

/** What is known of a server. */
export interface ServerPlan {
  readonly site: ts.NewExpression
  readonly options: ts.ObjectLiteralExpression | undefined
  /**
   * `connection`: every request is accepted at once, so the server listens by itself. `upgrade`: the HTTP server's upgrades
   * are looked at first. `stays`: the server stays one of websocket.
   */
  readonly form: 'connection' | 'upgrade' | 'stays'
  readonly reason?: string
  readonly handlers: readonly { registration: Registration; target: FunctionNode; accepts: readonly Accept[] }[]
  /** The text of the HTTP server, where the form is `upgrade`. */
  readonly httpServer?: string
  /** What `handleProtocols` answers: a literal, `none`, or the first that the client asks for. */
  readonly protocol: string | 'none' | 'first'
}

/** The plans for all servers that are constructed in the selected files. */
export function planServers(move: Move): ServerPlan[] {
  const sites = new Set<ts.NewExpression>()
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    for (const node of descendants(file)) {
      if (!ts.isNewExpression(node)) continue
      const api = move.analysis.provedApi(node)
      if (api?.dialect === 'websocket' && api.kind === 'server' && api.site === node) sites.add(node)
    }
  }
  return together([...sites].map((site) => planServer(site, move)))
}

/** The servers of a file have one import, so that they stay together. */
function together(plans: readonly ServerPlan[]): ServerPlan[] {
  const files = new Set(plans.filter(({ form }) => form === 'stays').map(({ site }) => site.getSourceFile()))
  const reason = 'Another server of this file does.'
  return plans.map((plan) =>
    plan.form === 'stays' || !files.has(plan.site.getSourceFile())
      ? plan
      : { ...plan, form: 'stays', handlers: [], protocol: 'first', reason },
  )
}

/** The uses of a server that was made at a place. */
export function usesOfSite(site: ts.Node, move: Move): Use[] {
  return move.usesOf('server').filter(({ node, form }) => form !== 'option' && isOfSite(node, site, move))
}

/** Whether a member belongs to what was made at a place, or to what that gave. */
export function isOfSite(node: ts.Node, site: ts.Node, move: Move): boolean {
  const owner = ownerOf(node)
  if (!owner) return false
  return [...move.analysis.valuesOf(owner)].some((value) => value.is === 'api' && value.site === site)
}

function planServer(site: ts.NewExpression, move: Move): ServerPlan {
  const [argument] = site.arguments ?? []
  const options = argument && ts.isObjectLiteralExpression(argument) ? argument : undefined
  const base = { site, options, handlers: [], protocol: 'first' as const }
  const stays = (reason: string): ServerPlan => ({ ...base, form: 'stays', reason })
  if (!options) return stays(argument ? 'The options are not written here.' : 'The server is mounted later.')
  const httpServer = optionValue(options, 'httpServer')
  if (!httpServer || ts.isArrayLiteralExpression(httpServer))
    return stays('There is not one HTTP server in the options.')
  if (options.properties.some(ts.isSpreadAssignment)) return stays('Some options are spread from elsewhere.')
  const frames = optionValue(options, 'assembleFragments')
  if (frames && frames.kind !== ts.SyntaxKind.TrueKeyword) return stays('It asks for frames, which ws does not give.')
  const uses = usesOfSite(site, move)
  if (uses.some(({ node }) => !move.isSelected(node))) return stays('Files that are not rewritten now use it.')
  for (const name of ['mount', 'handleUpgrade'])
    if (uses.some((use) => use.name === name)) return stays(`It is used with ${name}().`)
  if (isRouted(site, move)) return stays('A router answers its requests.')
  const requests = uses.filter(({ form, name }) => form === 'event' && name === 'request')
  const automatic = optionValue(options, 'autoAcceptConnections')
  if (automatic && automatic.kind === ts.SyntaxKind.TrueKeyword)
    return requests.length > 0
      ? stays('It accepts by itself and has a listener for requests too.')
      : { ...base, form: 'connection' }
  if (requests.length > 1) return stays('Several listeners answer requests.')
  const handlers = requests.map(({ node }) => handlerOf(node, site, move))
  const odd = handlers.find((handler) => typeof handler === 'string')
  if (typeof odd === 'string') return stays(odd)
  const known = handlers as Exclude<(typeof handlers)[number], string>[]
  if (known.length === 0) return stays('No listener for requests is found.')
  const protocol = commonProtocol(known.flatMap(({ accepts }) => accepts))
  if (protocol === undefined) return stays('The subprotocol that accept() gets is not constant.')
  if (isUnconditional(known[0], move)) return { ...base, form: 'connection', handlers: known, protocol }
  if (usesThis(known[0].target)) return stays('Its listener for requests uses `this`.')
  const text = reachable(httpServer, known[0].registration.call, move)
  if (!text) return stays('Its HTTP server has no name that is in scope where requests are answered.')
  return { ...base, form: 'upgrade', handlers: known, protocol, httpServer: text }
}

function isRouted(site: ts.Node, move: Move): boolean {
  return [...move.usesOf('router'), ...move.usesOf('mountOptions')].some(({ node, kind, name }) => {
    const call = node.parent
    if (kind === 'router' && name === 'attachServer' && call && ts.isCallExpression(call))
      return call.arguments.some((one) => isFrom(one, site, move))
    if (kind !== 'mountOptions' || name !== 'server' || !ts.isObjectLiteralElementLike(node)) return false
    const value = ts.isPropertyAssignment(node) ? node.initializer : node.name
    return value !== undefined && isFrom(value, site, move)
  })
}

function isFrom(node: ts.Node, site: ts.Node, move: Move): boolean {
  return [...move.analysis.valuesOf(node)].some((value) => value.is === 'api' && value.site === site)
}

/** The listener of `request` and its calls of `accept`, or why it cannot move. */
function handlerOf(event: ts.Node, site: ts.Node, move: Move): ServerPlan['handlers'][number] | string {
  const registration = registrationOf(event, move)
  const target = registration?.listener && functionOf(registration.listener, move)
  if (!registration || !target?.body) return 'The listener for requests is not a function with a body that is found.'
  if (!ts.isBlock(target.body)) return 'The listener for requests hands them on: accept them in its own body.'
  if (!isOwn(target, registration, move))
    return isMember(target)
      ? 'The listener for requests is a method, which others may call: make it a function where it listens.'
      : 'The listener for requests is used for something else too.'
  const [parameter] = target.parameters
  if (!parameter || !ts.isIdentifier(parameter.name) || target.parameters.length > 1)
    return 'The listener does not take one request.'
  const answers = move
    .usesOf('request')
    .filter(({ node, name }) => (name === 'accept' || name === 'reject') && isOfSite(node, site, move))
  const foreign = answers.find(({ node }) => !contains(target, node))
  if (foreign) return 'Its requests are answered in another function.'
  const requestUses = references(target, parameter.name, move.checker)
  if (requestUses.some(isCopied)) return 'The request is kept in another variable.'
  const accepts: Accept[] = []
  for (const { node, name } of answers) {
    const call = node.parent
    if (!ts.isCallExpression(call) || call.expression !== node) return `${name}() is not called where it is named.`
    if (name === 'reject') {
      if (!isUnused(call)) return 'The result of reject() is used.'
      continue
    }
    const accept = acceptOf(call, target, move)
    if (typeof accept === 'string') return accept
    accepts.push(accept)
  }
  if (accepts.length === 0) return 'No accept() is found.'
  return { registration, target, accepts }
}

/** Whether a function is a method of a class or an object. */
function isMember(target: FunctionNode): boolean {
  const { parent } = target
  return (
    ts.isMethodDeclaration(target) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left))
  )
}

/** Whether nobody looks at the value of an expression: a statement, the end of a function, the right side of `&&`. */
function isUnused(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isExpressionStatement(parent) || ts.isReturnStatement(parent) || ts.isVoidExpression(parent)) return true
  if (ts.isArrowFunction(parent)) return parent.body === node
  const isPassed =
    ts.isParenthesizedExpression(parent) ||
    (ts.isBinaryExpression(parent) && parent.right === node) ||
    (ts.isConditionalExpression(parent) && parent.condition !== node)
  return isPassed && isUnused(parent)
}

/** Whether a name is given to another variable or to a field. */
function isCopied(name: ts.Identifier): boolean {
  const { parent } = name
  if (ts.isVariableDeclaration(parent)) return parent.initializer === name
  return (
    ts.isBinaryExpression(parent) && parent.right === name && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  )
}

function acceptOf(call: ts.CallExpression, target: FunctionNode, move: Move): Accept | string {
  const statement = blockStatement(call)
  if (!statement || !ts.isBlock(statement.parent)) return 'accept() does not stand in a block.'
  if (ts.findAncestor(call, (at) => at === target || ts.isTryStatement(at)) !== target)
    return 'accept() stands in a try.'
  const isLoop = (at: ts.Node) => ts.isIterationStatement(at, false)
  if (ts.findAncestor(call, (at) => at === target || isLoop(at)) !== target) return 'accept() stands in a loop.'
  if (enclosingFunction(call) !== enclosingFunction(statement))
    return 'accept() does not stand in a statement of its own.'
  if (isConditionalWithin(call, statement)) return 'accept() is called under a condition within its statement.'
  if (call.arguments.length > 2 && !isNothing(call.arguments[2])) return 'accept() sets cookies.'
  if (hasOwn(statement.parent, ts.isContinueStatement)) return 'There is a continue beside accept().'
  if (leaksNames(statement, target, move)) return 'Names that are declared behind accept() are used outside its block.'
  const isLate = enclosingFunction(call) !== target || hasAwaitBefore(call, target)
  const [first] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
  const isOnly = first && ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1
  const declared = isOnly && ts.isIdentifier(first.name) && bare(first.initializer!) === call ? first : undefined
  return { call, statement, declared, isLate }
}

function isConditionalWithin(call: ts.Node, statement: ts.Statement): boolean {
  for (let at = call; at !== statement; at = at.parent) {
    const { parent } = at
    if (ts.isConditionalExpression(parent) && parent.condition !== at) return true
    const isLogical =
      ts.isBinaryExpression(parent) &&
      parent.right === at &&
      [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(
        parent.operatorToken.kind,
      )
    if (isLogical) return true
    if (ts.isStatement(parent) && parent !== statement) return true
  }
  return !ts.isVariableStatement(statement) && !ts.isExpressionStatement(statement) && !ts.isReturnStatement(statement)
}

function hasAwaitBefore(call: ts.Node, target: FunctionNode): boolean {
  return hasOwn(target.body!, (node) => ts.isAwaitExpression(node) && node.pos < call.pos)
}

/** Whether something that is declared from a statement on is used before it, or outside the block. */
function leaksNames(statement: ts.Statement, target: FunctionNode, move: Move): boolean {
  const block = statement.parent as ts.Block
  const rest = block.statements.slice(block.statements.indexOf(statement))
  const isInRest = (node: ts.Node) => rest.some((one) => contains(one, node))
  const names = rest.flatMap((one) => declaredNames(one))
  return names.some((name) => references(target, name, move.checker).some((node) => !isInRest(node)))
}

function declaredNames(statement: ts.Statement): ts.Identifier[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name] : []
  const found: ts.Identifier[] = []
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) found.push(node.name)
    ts.forEachChild(node, look)
  }
  look(statement)
  return found
}

/** Whether every request is accepted at once by the one `accept` of a listener. */
function isUnconditional({ target, accepts }: ServerPlan['handlers'][number], move: Move): boolean {
  const [accept, more] = accepts
  if (more || accept.isLate || accept.statement.parent !== target.body) return false
  if (move.usesOf('request').some(({ node, name }) => name === 'reject' && contains(target, node))) return false
  const before = (target.body as ts.Block).statements.filter(({ pos }) => pos < accept.statement.pos)
  const isExit = (node: ts.Node) => ts.isReturnStatement(node) || ts.isThrowStatement(node)
  return !before.some((statement) => isExit(statement) || hasOwn(statement, isExit))
}

function commonProtocol(accepts: readonly Accept[]): string | 'none' | 'first' | undefined {
  const found = new Set(accepts.map(({ call }) => protocolOf(call.arguments[0])))
  return found.size === 1 ? [...found][0] : undefined
}

function protocolOf(argument: ts.Expression | undefined): string | 'none' | 'first' | undefined {
  if (isNothing(argument)) return 'none'
  const node = bare(argument!)
  if (ts.isStringLiteralLike(node)) return node.text === '' ? 'none' : node.getText()
  const isFirst = ts.isElementAccessExpression(node) && node.argumentExpression.getText() === '0'
  return isFirst && /\.requestedProtocols$/.test(node.expression.getText()) ? 'first' : undefined
}

/** The text of an expression, if it means the same at another place. */
function reachable(expression: ts.Expression, at: ts.Node, move: Move): string | undefined {
  if (ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword) {
    const owner = (node: ts.Node) => ts.findAncestor(node, ts.isClassLike)
    return owner(expression) === owner(at) ? expression.getText() : undefined
  }
  if (!ts.isIdentifier(expression) || expression.getSourceFile() !== at.getSourceFile()) return undefined
  const isShorthand = ts.isShorthandPropertyAssignment(expression.parent)
  const symbol = isShorthand
    ? move.checker.getShorthandAssignmentValueSymbol(expression.parent)
    : move.checker.getSymbolAtLocation(expression)
  const visible = move.checker.resolveName(expression.text, at, ts.SymbolFlags.Value, false)
  return symbol && symbol === visible ? expression.text : undefined
}

/** Whether an option is set, and to what. */
export function isOption(options: ts.ObjectLiteralExpression | undefined, name: string, kind: ts.SyntaxKind): boolean {
  return findOption(options, name) !== undefined && optionValue(options, name)?.kind === kind
}
