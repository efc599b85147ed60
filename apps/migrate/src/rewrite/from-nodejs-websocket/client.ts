/**
 * Clients of nodejs-websocket: `connect(url, options, callback)` is `new WebSocket(url, protocols, options)`.
 */
import { ts } from 'ts-morph'
import { meant } from '../guards.js'
import { ownerOf } from '../member.js'
import type { Move } from '../move.js'
import { optionName, optionValue } from '../option-list.js'
import { blockStatement } from '../syntax.js'
import { construct, moveCalls } from './server.js'

/** Moves every client that is made in the selected files, or says why it stays. */
export function moveClients(move: Move): void {
  for (const { site, reason } of moveCalls('connect', moveClient, move)) {
    move.todo(
      site,
      `This client stays one of nodejs-websocket: when it is open, hand it on as asWs(…) of @rosetta-ws/bridge. ${reason}`,
      'clients',
    )
    keepUses(site, move)
  }
}

/** No view can be made of a connection before it is open, so what is done with it alone stays as it is. */
function keepUses(site: ts.CallExpression, move: Move): void {
  for (const { node, kind } of move.uses) {
    const owner = kind === 'connection' ? ownerOf(node) : undefined
    const values = owner ? [...move.analysis.valuesOf(owner)].filter(({ is }) => is !== 'foreign') : []
    const isOnly = values.length > 0 && values.every((value) => value.is === 'api' && value.site === site)
    if (isOnly) move.handle(node)
  }
}

function moveClient(site: ts.CallExpression, move: Move, isOnlyAsked: boolean): string | undefined {
  const edits = move.editsOf(site)
  const [url, second, third] = site.arguments
  if (!url) return 'It has no URL.'
  const isLiteral = second !== undefined && ts.isObjectLiteralExpression(second)
  const hasOptions = isLiteral || third !== undefined || isObject(second, move)
  if (hasOptions && !isLiteral && !isName(second)) return 'Its options are not written here.'
  if (!hasOptions && isUnknown(second, move)) return 'Its second argument may be options or a listener.'
  if (isOnlyAsked) return undefined
  const options = isLiteral ? second : undefined
  const callback = hasOptions ? third : second
  const others = (options?.properties ?? []).filter(
    (one) => !['extraHeaders', 'protocols'].includes(optionName(one) ?? ''),
  )
  const protocols = optionValue(options, 'protocols')
  const headers = optionValue(options, 'extraHeaders')
  const settings = [
    ...(headers ? [`headers: ${headers.getText(edits.file)}`] : []),
    ...others.map((one) => one.getText(edits.file)),
  ]
  const named = hasOptions && !isLiteral ? second!.getText(edits.file) : undefined
  const rest = named
    ? [`${named}?.protocols`, `{ ...${named}, headers: ${named}?.extraHeaders }`]
    : [
        ...(protocols ? [protocols.getText(edits.file)] : []),
        ...(settings.length > 0 ? [`{ ${settings.join(', ')} }`] : []),
      ]
  const end = [...rest.map((text) => `, ${text}`), ')'].join('')
  construct(site.expression, move)
  if (callback) {
    edits.replaceSpan(url.getEnd(), callback.getStart(edits.file), `${end}.on('open', `)
    edits.replaceSpan(callback.getEnd(), site.getEnd(), ')')
  } else edits.replaceSpan(url.getEnd(), site.getEnd(), end)
  if (options) for (const property of options.properties) move.handle(property)
  hearErrors(site, move)
  return undefined
}

/** Whether an expression can stand several times: a variable, or a member of one. */
function isName(node: ts.Expression | undefined): node is ts.Expression {
  if (node === undefined) return false
  return ts.isPropertyAccessExpression(node)
    ? node.expression.kind === ts.SyntaxKind.ThisKeyword || isName(node.expression)
    : ts.isIdentifier(node)
}

/** Whether an argument is the name of an object that is written out. */
function isObject(node: ts.Expression | undefined, move: Move): boolean {
  return node !== undefined && ts.isObjectLiteralExpression(meant(node, move.checker))
}

/** Whether nothing says what an argument is: a parameter, what a call gives. */
function isUnknown(node: ts.Expression | undefined, move: Move): boolean {
  if (node === undefined || ts.isFunctionLike(node)) return false
  if ([...move.analysis.valuesOf(node)].some((value) => value.is === 'function')) return false
  return !ts.isIdentifier(node) || !/^(on|cb|done|ready|callback|next|handle)/i.test(node.text)
}

/** A client that nobody listens to for errors does not end the process: ours did not, either. */
function hearErrors(site: ts.CallExpression, move: Move): void {
  const isHeard = move.uses.some(
    ({ kind, form, name, node }) =>
      kind === 'connection' && form === 'event' && name === 'error' && node.getSourceFile() === site.getSourceFile(),
  )
  const statement = blockStatement(site)
  const { parent } = site
  if (isHeard || !statement || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return
  move.editsOf(site).insertAfter(statement, `${parent.name.text}.on('error', console.error)`)
}
