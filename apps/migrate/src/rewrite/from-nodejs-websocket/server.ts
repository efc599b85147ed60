/**
 * Servers of nodejs-websocket: `createServer(options, callback).listen(port)` is one `new WebSocketServer({ port })`.
 */
import { ts } from 'ts-morph'
import { wrapElements, wrapInBridge, wrapListenerArgument } from '../bridge.js'
import { functionOf, registrationOf } from '../listener.js'
import { isMaker } from '../maker.js'
import { ownerOf } from '../member.js'
import type { Move } from '../move.js'
import { optionName, optionValue } from '../option-list.js'
import { blockStatement, descendants, isAvailableAt } from '../syntax.js'

const presetLimit = 'maxPayload: 2 * 1024 * 1024'

/** Moves every server that is made in the selected files, or says why it stays. */
export function moveServers(move: Move): void {
  for (const { site, reason } of moveCalls('createServer', moveServer, move)) {
    move.todo(site, `This server stays one of nodejs-websocket. ${reason}`, 'servers')
    stay(site, move)
  }
}

/** Moves one call, or says why it stays; with `isOnlyAsked` it changes nothing. */
type MoveCall = (site: ts.CallExpression, move: Move, isOnlyAsked: boolean) => string | undefined

/** Moves the calls of a function. They have one import in a file, so that they stay together: those are returned. */
export function moveCalls(
  name: 'createServer' | 'connect',
  act: MoveCall,
  move: Move,
): { site: ts.CallExpression; reason: string }[] {
  return move.analysis.sources.files.flatMap((file) => {
    if (!move.selected.has(file.fileName)) return []
    const sites = descendants(file).filter(
      (node): node is ts.CallExpression => ts.isCallExpression(node) && isMaker(node, name, move),
    )
    const reasons = sites.map((site) => act(site, move, true))
    if (reasons.some((reason) => reason !== undefined)) {
      move.keepExport(file, name)
      return sites.map((site, index) => ({ site, reason: reasons[index] ?? 'Another one of this file does.' }))
    }
    for (const site of sites) act(site, move, false)
    return []
  })
}

/** Calls a function's name with `new`: it becomes that of a class with its import. What stands before its arguments is kept. */
export function construct(callee: ts.Expression, move: Move): void {
  const edits = move.editsOf(callee)
  // `new require('ws').WebSocketServer()` would construct what `require` gives.
  const isPlain = descendants(callee).every((one) => !ts.isCallExpression(one))
  edits.insert(callee.getStart(edits.file), isPlain ? 'new ' : 'new (')
  if (!isPlain) edits.insert(callee.getEnd(), ')')
}

function moveServer(site: ts.CallExpression, move: Move, isOnlyAsked: boolean): string | undefined {
  const edits = move.editsOf(site)
  const [first, second] = site.arguments
  const hasOptions = first !== undefined && ts.isObjectLiteralExpression(first)
  const callback = hasOptions ? second : first
  if (second && !hasOptions) return 'Its options are not written here.'
  const options = hasOptions ? first : undefined
  const unknown = options?.properties.find((one) => !['validProtocols', 'secure'].includes(optionName(one) ?? ''))
  if (unknown)
    return `Its option ${optionName(unknown) ?? unknown.getText()} has no counterpart: TLS and the choice of a protocol need a person.`
  const secure = optionValue(options, 'secure')
  if (secure && secure.kind !== ts.SyntaxKind.FalseKeyword)
    return 'It speaks TLS: make an HTTPS server and give it as `server`.'
  const listen = findListen(site, move)
  if (typeof listen === 'string') return listen
  if (isOnlyAsked) return undefined
  const [port, host, done] = listenArguments(listen.call)
  const settings = [`port: ${port.getText(edits.file)}`]
  if (port.getText(edits.file) === 'port') settings[0] = 'port'
  if (host) settings.push(host.getText(edits.file) === 'host' ? 'host' : `host: ${host.getText(edits.file)}`)
  settings.push(presetLimit)
  const protocols = optionValue(options, 'validProtocols')
  if (protocols)
    settings.push(
      `handleProtocols: (protocols) => [...protocols].find((one) => ${protocols.getText(edits.file)}.includes(one)) || false`,
    )
  const made = `({ ${settings.join(', ')} })`
  const start = site.expression.getEnd()
  construct(site.expression, move)
  if (callback) {
    edits.replaceSpan(start, callback.getStart(edits.file), `${made}.on('connection', `)
    edits.replaceSpan(callback.getEnd(), site.getEnd(), ')')
    hearErrors(callback, move)
  } else edits.replaceSpan(start, site.getEnd(), made)
  if (listen.isChained) {
    const dot = (listen.call.expression as ts.PropertyAccessExpression).expression.getEnd()
    if (!done) edits.replaceSpan(dot, listen.call.getEnd(), '')
    else {
      edits.replaceSpan(dot, done.getStart(edits.file), ".on('listening', ")
      edits.replaceSpan(done.getEnd(), listen.call.getEnd(), ')')
    }
  } else if (!done) edits.removeStatement(listen.call.parent)
  else {
    const access = listen.call.expression as ts.PropertyAccessExpression
    edits.replaceSpan(access.expression.getEnd(), done.getStart(edits.file), ".on('listening', ")
  }
  hearErrorsOfListeners(site, move)
  if (options) for (const property of options.properties) move.handle(property)
  return undefined
}

interface Listen {
  readonly call: ts.CallExpression
  /** Whether it stands right behind `createServer(…)`. */
  readonly isChained: boolean
}

function findListen(site: ts.CallExpression, move: Move): Listen | string {
  const chained = chainedCall(site, 'listen')
  if (chained) return chained.arguments.length > 0 ? { call: chained, isChained: true } : 'listen() has no port.'
  const calls = move.uses
    .filter(({ kind, form, name }) => kind === 'server' && form === 'method' && name === 'listen')
    .map(({ node }) => node.parent)
    .filter((call): call is ts.CallExpression => ts.isCallExpression(call) && isOf(call, site, move))
  const [call, more] = calls
  if (!call || more) return call ? 'listen() is called in several places.' : 'listen() is not found.'
  const statement = call.parent
  const made = blockStatement(site)
  if (!ts.isExpressionStatement(statement) || statement.parent !== made?.parent)
    return 'listen() is called elsewhere than where the server is made.'
  const [port, host] = listenArguments(call)
  if (!port) return 'listen() has no port.'
  if (![port, host].every((one) => !one || isAvailableAt(one, site.pos, move.checker)))
    return 'What listen() gets is computed after the server is made.'
  return { call, isChained: false }
}

/** `createServer(…).on(…).listen(…)`: the call of a name in the chain behind a call. */
function chainedCall(site: ts.CallExpression, name: string): ts.CallExpression | undefined {
  for (let at: ts.Node = site; ; ) {
    const access = at.parent
    if (!ts.isPropertyAccessExpression(access) || !ts.isCallExpression(access.parent)) return undefined
    if (access.name.text === name) return access.parent
    at = access.parent
  }
}

function isOf(call: ts.CallExpression, site: ts.Node, move: Move): boolean {
  const owner = (call.expression as ts.PropertyAccessExpression).expression
  return [...move.analysis.valuesOf(owner)].some((value) => value.is === 'api' && value.site === site)
}

function listenArguments(
  call: ts.CallExpression,
): [ts.Expression, ts.Expression | undefined, ts.Expression | undefined] {
  const [port, second, third] = call.arguments
  const isFunction = (node: ts.Expression | undefined) =>
    node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
  const isCallback =
    isFunction(second) ||
    (second !== undefined && !third && ts.isIdentifier(second) && /^(on|cb|done|ready|callback)/i.test(second.text))
  return isCallback ? [port, undefined, second] : [port, second, third]
}

/** Without a listener, an error of a connection ends the process. */
function hearErrors(callback: ts.Expression, move: Move): void {
  const target = functionOf(callback, move)
  const name = target?.parameters[0]?.name
  if (!target?.body || !ts.isBlock(target.body) || !name || !move.isSelected(target)) return
  const isHeard = move.uses.some(
    ({ kind, form, name: event, node }) =>
      kind === 'connection' && form === 'event' && event === 'error' && node.getSourceFile() === target.getSourceFile(),
  )
  if (!isHeard) move.editsOf(target).insertAtTop(target.body, [`${name.getText()}.on('error', console.error)`])
}

function hearErrorsOfListeners(site: ts.CallExpression, move: Move): void {
  for (const { node, kind, form, name } of move.uses) {
    if (kind !== 'server' || form !== 'event' || name !== 'connection') continue
    const registration = registrationOf(node, move)
    const isHere =
      registration &&
      [...move.analysis.valuesOf(registration.owner)].some((value) => value.is === 'api' && value.site === site)
    if (isHere && registration.listener) hearErrors(registration.listener, move)
  }
}

/** The server keeps its API; its connections are seen as ws through the bridge. */
function stay(site: ts.CallExpression, move: Move): void {
  const [first, second] = site.arguments
  const callback = first && ts.isObjectLiteralExpression(first) ? second : (second ?? first)
  if (callback) wrapListenerArgument(callback, site, move)
  for (const use of move.uses) {
    const owner = use.kind === 'server' && use.form !== 'option' ? ownerOf(use.node) : undefined
    if (!owner || ![...move.analysis.valuesOf(owner)].some((value) => value.is === 'api' && value.site === site))
      continue
    move.handle(use.node)
    if (use.form === 'event' && use.name === 'connection') wrapInBridge(use, move)
    else if (use.name === 'connections') wrapElements(use, move)
  }
}
