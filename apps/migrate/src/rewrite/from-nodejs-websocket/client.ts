/**
 * Clients of nodejs-websocket: `connect(url, options, callback)` is `new WebSocket(url, protocols, options)`.
 */
import { ts } from 'ts-morph'
import type { Move } from '../move.js'
import { optionName, optionValue } from '../option-list.js'
import { blockStatement, descendants } from '../syntax.js'
import { construct, isMaker } from './server.js'

/** Moves every client that is made in the selected files, or says why it stays. */
export function moveClients(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    for (const node of descendants(file)) {
      if (!ts.isCallExpression(node) || !isMaker(node, 'connect', move)) continue
      const reason = moveClient(node, move)
      if (reason === undefined) continue
      move.keepExport(node, 'connect')
      move.todo(
        node,
        `This client stays one of nodejs-websocket: see it as ws with asWs() of @rosetta-ws/bridge. ${reason}`,
        'clients',
      )
    }
  }
}

function moveClient(site: ts.CallExpression, move: Move): string | undefined {
  const edits = move.editsOf(site)
  const [url, second, third] = site.arguments
  if (!url) return 'It has no URL.'
  const hasOptions = second !== undefined && ts.isObjectLiteralExpression(second)
  if (third && !hasOptions) return 'Its options are not written here.'
  const options = hasOptions ? second : undefined
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
  const rest = [
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
