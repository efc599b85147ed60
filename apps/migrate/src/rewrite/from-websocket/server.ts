/**
 * Moves servers of websocket to ws as their plans say.
 */
import { ts } from 'ts-morph'
import { wrapElements, wrapInBridge } from '../bridge.js'
import { parameterText, registrationOf, replaceParameters } from '../listener.js'
import type { Move } from '../move.js'
import { changeOptions, findOption, optionName, optionValue } from '../option-list.js'
import { blockStatement, contains, freeName, hasOwn, isString, references } from '../syntax.js'
import { errorListener } from './connection.js'
import { messageLimit, sayFrameLimit } from './limits.js'
import { sayRefusal } from './refusal.js'
import { type Accept, isOption, type ServerPlan, usesOfSite } from './server-plan.js'

/** Options that only say how websocket does what ws does in its own way. */
const dropped = [
  'autoAcceptConnections',
  'maxReceivedFrameSize',
  'fragmentOutgoingMessages',
  'fragmentationThreshold',
  'assembleFragments',
  'ignoreXForwardedFor',
  'parseCookies',
  'parseExtensions',
  'disableNagleAlgorithm',
]

const keepaliveOptions = [
  'keepalive',
  'keepaliveInterval',
  'keepaliveGracePeriod',
  'dropConnectionOnKeepaliveTimeout',
  'useNativeKeepalive',
]

/** Moves one server, or says why it stays. */
export function moveServer(plan: ServerPlan, move: Move): void {
  if (plan.form === 'stays') {
    stay(plan, move)
    return
  }
  moveOptions(plan, move)
  for (const handler of plan.handlers) {
    if (plan.form === 'upgrade') moveToUpgrade(plan, handler, move)
    else moveToConnection(plan, handler, move)
    for (const accept of handler.accepts) sayRefusal(accept, handler.target, move)
  }
  for (const use of usesOfSite(plan.site, move)) {
    if (use.form === 'event') moveEvent(use.node, use.name, plan, move)
  }
}

/** The server keeps its API; what it gives is seen as ws through the bridge. */
function stay({ site, reason }: ServerPlan, move: Move): void {
  if (!move.isSelected(site)) return
  move.keepExport(site, 'server')
  for (const use of usesOfSite(site, move)) move.handle(use.node)
  move.todo(site, `This server stays one of websocket. ${reason}`, 'servers')
  for (const use of usesOfSite(site, move)) {
    if (use.form === 'event' && use.name === 'connect') wrapInBridge(use, move)
    else if (use.name === 'connections') wrapElements(use, move)
  }
}

function moveOptions({ site, options, form, protocol }: ServerPlan, move: Move): void {
  const edits = move.editsOf(site)
  const changes = new Map<string, string | undefined>(dropped.map((name) => [name, undefined]))
  for (const name of keepaliveOptions) changes.set(name, undefined)
  const http = optionValue(options, 'httpServer')!
  const httpText = http.getText(edits.file)
  const server = httpText === 'server' ? 'server' : `server: ${httpText}`
  changes.set('httpServer', form === 'upgrade' ? 'noServer: true' : server)
  const limit = messageLimit(options, 'server', edits)
  changes.set('maxReceivedMessageSize', limit)
  const additions = findOption(options, 'maxReceivedMessageSize') ? [] : [limit]
  if (protocol === 'none') additions.push('handleProtocols: () => false')
  else if (protocol !== 'first')
    additions.push(`handleProtocols: (protocols) => (protocols.has(${protocol}) ? ${protocol} : false)`)
  changeOptions(options!, changes, additions, edits)
  for (const property of options!.properties) move.handle(property)
  sayFrameLimit(site, options, 'server', move)
  if (form === 'connection') hearServerErrors(site, httpText, move)
  if (isOption(options, 'disableNagleAlgorithm', ts.SyntaxKind.FalseKeyword))
    move.todo(site, 'ws always sets TCP_NODELAY, and disableNagleAlgorithm was false.', 'keepalive')
  if (isOption(options, 'keepalive', ts.SyntaxKind.FalseKeyword)) return
  const given = options!.properties.filter((one) => keepaliveOptions.includes(optionName(one) ?? ''))
  const had =
    given.length > 0 ? given.map((one) => one.getText(edits.file)).join(', ') : 'preset: every 20 s, 10 s grace'
  move.todo(
    site,
    `ws sends no pings by itself. Keepalive was on (${had.replace(/\s+/g, ' ')}): add the loop of the guide.`,
    'keepalive',
  )
}

/** ws hands errors of the HTTP server on, and ends the process where only that has a listener. */
function hearServerErrors(site: ts.NewExpression, httpServer: string, move: Move): void {
  const { parent } = site
  const edits = move.editsOf(site)
  const statement = blockStatement(site)
  const hears = [`${httpServer}.on('error'`, `${httpServer}.on("error"`].some((text) => edits.text.includes(text))
  if (!hears || !statement || !ts.isVariableDeclaration(parent)) return
  edits.insertAfter(statement, `${parent.name.getText(edits.file)}.on('error', () => {})`)
}

type Handler = ServerPlan['handlers'][number]

/** Every request is accepted: the listener becomes one for `connection`. */
function moveToConnection(
  { site }: ServerPlan,
  { registration, target, accepts: [accept] }: Handler,
  move: Move,
): void {
  const edits = move.editsOf(target)
  const request = target.parameters[0].name.getText(edits.file)
  const connection = accept.declared?.name.getText(edits.file) ?? freeName(target, 'connection', 'webSocket')
  edits.replace(registration.event, registration.event.getText(edits.file).replace('request', 'connection'))
  handleParameterTypes(target, move)
  replaceParameters(target, serverParameters(target, connection, request, move), move)
  const line = errorListener(connection, [accept.call, site], move)
  const statement = accept.statement
  if (!isAlone(accept)) {
    edits.replace(accept.call, connection)
    if (line) edits.insertAtTop(target.body as ts.Block, [line])
  } else if (line) edits.replaceStatement(statement, line)
  else edits.removeStatement(statement)
  move.handle(accept.call.expression)
}

/** Whether a statement does nothing but accept, and name the connection. */
function isAlone({ declared, statement, call }: Accept): boolean {
  return Boolean(declared) || (ts.isExpressionStatement(statement) && statement.expression === call)
}

function serverParameters(target: Handler['target'], connection: string, request: string, move: Move): string {
  const isTyped = Boolean(target.parameters[0].type)
  if (!isTyped) return `${connection}, ${request}`
  move.importName(target, 'node:http', 'IncomingMessage', true)
  move.importName(target, 'ws', 'WebSocket')
  return parameterText(target, [
    { name: connection, type: 'WebSocket' },
    { name: request, type: 'IncomingMessage' },
  ])
}

/** Requests are looked at before they are accepted: the listener becomes one for the upgrades of the HTTP server. */
function moveToUpgrade(plan: ServerPlan, { registration, target, accepts }: Handler, move: Move): void {
  const edits = move.editsOf(target)
  const request = target.parameters[0].name.getText(edits.file)
  const socket = freeName(target, 'socket', 'upgradeSocket')
  const head = freeName(target, 'head', 'upgradeHead')
  const owner = registration.owner.getText(edits.file)
  edits.replace(registration.owner, plan.httpServer!)
  edits.replace(registration.event, registration.event.getText(edits.file).replace('request', 'upgrade'))
  handleParameterTypes(target, move)
  const isTyped = Boolean(target.parameters[0].type)
  if (isTyped) {
    move.importName(target, 'node:http', 'IncomingMessage', true)
    move.importName(target, 'node:stream', 'Duplex', true)
  }
  const types = [`${request}: IncomingMessage`, `${socket}: Duplex`, `${head}: Buffer`]
  replaceParameters(target, isTyped ? types.join(', ') : `${request}, ${socket}, ${head}`, move)
  edits.insertAtTop(target.body as ts.Block, [
    `${socket}.on(${quote('error', edits.style.quote)}, () => ${socket}.destroy())`,
  ])
  for (const accept of accepts) moveAccept(accept, { site: plan.site, owner, request, socket, head }, target, move)
  for (const use of move.usesIn(target)) {
    if (use.kind !== 'request' || use.name !== 'reject' || !contains(target, use.node)) continue
    const call = use.node.parent as ts.CallExpression
    // Its reason may have members of the request in it, which change too.
    move.later(() => moveReject(call, socket, move))
    move.handle(use.node)
  }
}

interface UpgradeNames {
  readonly site: ts.Node
  readonly owner: string
  readonly request: string
  readonly socket: string
  readonly head: string
}

/** `const c = request.accept(…)` and what follows becomes the callback of `handleUpgrade`. */
function moveAccept(accept: Accept, names: UpgradeNames, target: Handler['target'], move: Move): void {
  const { call, statement, declared, isLate } = accept
  const edits = move.editsOf(call)
  const { newline, indent, end, quote: mark } = edits.style
  const block = statement.parent as ts.Block
  const rest = block.statements.slice(block.statements.indexOf(statement))
  const connection = declared?.name.getText(edits.file) ?? freeName(target, 'connection', 'webSocket')
  const blanks = edits.indentAt(statement.getStart(edits.file))
  const isAsync = rest.some((one) => hasOwn(one, ts.isAwaitExpression) || ts.isAwaitExpression(one))
  const lines = [
    `${names.owner}.handleUpgrade(${names.request}, ${names.socket}, ${names.head}, ${isAsync ? 'async ' : ''}(${connection}) => {`,
  ]
  const listener = errorListener(connection, [call, names.site], move)
  if (listener) lines.push(`${indent}${listener}${end}`)
  lines.push(`${indent}${names.owner}.emit(${quote('connection', mark)}, ${connection}, ${names.request})`)
  const start = statement.getStart(edits.file)
  const last = rest[rest.length - 1]
  if (isAlone(accept)) edits.replaceStatement(statement, lines.join(newline + blanks))
  else {
    edits.insert(start, `${lines.join(newline + blanks)}${end}${newline}${blanks}${indent}`)
    edits.replace(call, connection)
  }
  edits.indentLines(start, last.getEnd())
  edits.insert(last.getEnd(), `${newline}${blanks}})${end}`)
  move.handle(call.expression)
  if (isLate)
    move.todo(
      call,
      'The request is accepted later than it comes: see that the socket is still open, and that somebody answers it in every case.',
      'handshakes',
    )
}

/** `request.reject(status, reason, headers)` becomes the answer that it wrote. */
function moveReject(call: ts.CallExpression, socket: string, move: Move): void {
  const edits = move.editsOf(call)
  const [status, reason, headers] = call.arguments
  const code = status && ts.isNumericLiteral(status) ? Number(status.text) : undefined
  const isKnown = !status || code !== undefined || status.kind === ts.SyntaxKind.NullKeyword
  if (!isKnown || headers) {
    const what = headers ? 'Its headers' : 'Its status'
    move.todo(
      call,
      `reject() becomes socket.end() with the text of an answer. ${what} must be free of CR and LF.`,
      'handshakes',
    )
    edits.replace(call, `${socket}.destroy()`)
    return
  }
  const line = `HTTP/1.1 ${code ?? 403} ${statusTexts[code ?? 403] ?? 'Rejected'}`
  const head = `${line}\\r\\nConnection: close\\r\\n`
  if (!reason) edits.replace(call, `${socket}.end(${quote(`${head}\\r\\n`, edits.style.quote)})`)
  else if (ts.isStringLiteralLike(reason) && !/[`\\$'"]/.test(reason.text))
    edits.replace(
      call,
      `${socket}.end(${quote(`${head}X-WebSocket-Reject-Reason: ${reason.text}\\r\\n\\r\\n`, edits.style.quote)})`,
    )
  else {
    const text = edits.textOf(reason)
    const value = isString(reason, move.checker) ? text : `String(${text})`
    edits.replace(
      call,
      `${socket}.end(\`${head}X-WebSocket-Reject-Reason: \${${parenthesised(value)}.replace(/[\\r\\n]/g, '')}\\r\\n\\r\\n\`)`,
    )
  }
}

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** `connect` and `close` of a server. */
function moveEvent(event: ts.Node, name: string, plan: ServerPlan, move: Move): void {
  const edits = move.editsOf(event)
  const registration = registrationOf(event, move)
  if (name === 'request') {
    move.handle(event)
    return
  }
  if (name === 'connect') {
    edits.replace(event, event.getText(edits.file).replace('connect', 'connection'))
    const target = registration?.target
    const connection = target?.parameters[0]?.name
    const isFirst = plan.handlers.length === 0 && target?.body && ts.isBlock(target.body)
    const line = connection && isFirst ? errorListener(connection.getText(edits.file), [plan.site], move) : undefined
    if (line) edits.insertAtTop(target!.body as ts.Block, [line])
    move.handle(event)
    return
  }
  if (name !== 'close' || !registration?.listener) return
  const { target, owner, listener } = registration
  // `close` of ws's server says that the server is closed; each connection has its own.
  if (!target || target !== listener || target.parameters.length === 0) return
  const [connection, code, reason] = target.parameters.map((parameter) => parameter.name.getText(edits.file))
  const ownerText = owner.getText(edits.file)
  const inner = [code, reason].filter(Boolean).join(', ')
  edits.replaceSpan(
    registration.call.getStart(edits.file),
    listener.getStart(edits.file),
    `${ownerText}.on(${quote('connection', edits.style.quote)}, (${connection}) => ${connection}.on(${quote('close', edits.style.quote)}, `,
  )
  replaceParameters(target, inner, move)
  if (reason) {
    const name = target.parameters[2].name as ts.Identifier
    for (const one of references(target, name, move.checker)) edits.insert(one.getEnd(), '.toString()')
  }
  edits.insert(registration.call.getEnd(), ')')
  move.handle(event)
}

/** Types that are gone with the parameters that had them do not keep their import. */
function handleParameterTypes(target: Handler['target'], move: Move): void {
  for (const { type } of target.parameters) if (type) move.handle(type)
}

function parenthesised(text: string): string {
  return /^[\w.]+(\(.*\))?$/.test(text) ? text : `(${text})`
}

export function quote(text: string, mark: string): string {
  return `${mark}${text}${mark}`
}
