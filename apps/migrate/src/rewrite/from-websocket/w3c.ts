/**
 * `W3CWebSocket` of websocket: the same API as a WebSocket of ws, with other arguments and presets.
 */
import { ts } from 'ts-morph'
import type { Move } from '../move.js'
import { descendants, isNothing } from '../syntax.js'
import { isForBrowser } from './browser.js'
import { clientOptions, reasonToKeep, sayLost } from './client-options.js'
import { isOfSite } from './server-plan.js'

/** Moves every `new W3CWebSocket(…)` in the selected files. */
export function moveW3c(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    const sites = descendants(file).filter((node): node is ts.NewExpression => {
      const api = ts.isNewExpression(node) ? move.analysis.provedApi(node) : undefined
      return api?.dialect === 'websocket' && api.kind === 'w3c' && api.site === node
    })
    if (sites.length > 0 && isForBrowser(file, move.checker)) stay(sites, move)
    else for (const site of sites) moveOne(site, move)
  }
}

/** In a browser nothing is gained by ws, which throws there. */
function stay(sites: readonly ts.NewExpression[], move: Move): void {
  const file = sites[0].getSourceFile()
  move.keepExport(file, 'w3cwebsocket')
  for (const { node, kind } of move.usesIn(file)) if (kind === 'w3c') move.handle(node)
  for (const site of sites)
    move.todo(
      site,
      "ws does not work in a browser, where this is the browser's own WebSocket: use new WebSocket(url) without an import.",
      'browser-api',
    )
}

function moveOne(site: ts.NewExpression, move: Move): void {
  const edits = move.editsOf(site)
  const [url, protocols, origin, headers, requestOptions, clientConfig] = site.arguments ?? []
  if (!url || site.arguments?.some(ts.isSpreadElement)) {
    move.todo(
      site,
      'Give maxPayload, which was 8 MiB, in the options of ws: its arguments are not seen here.',
      'limits',
    )
    afterwards(site, move)
    return
  }
  const text = (node: ts.Expression) => edits.textOf(node)
  const reason = reasonToKeep(clientConfig)
  if (reason) move.todo(site, `The configuration of the client differs in ws. ${reason}`, 'clients')
  sayLost(site, clientConfig, move)
  const options = (): string[] => [
    isNothing(origin) ? '' : `origin: ${text(origin)}`,
    isNothing(headers) ? '' : text(headers) === 'headers' ? 'headers' : `headers: ${text(headers)}`,
    isNothing(requestOptions) ? '' : `...${text(requestOptions)}`,
    ...clientOptions(clientConfig, edits),
  ]
  move.later(() => {
    const parts = [
      text(url),
      isNothing(protocols) || (ts.isStringLiteralLike(protocols) && protocols.text === '') ? [] : text(protocols),
      `{ ${options().filter(Boolean).join(', ')} }`,
    ]
    edits.replaceSpan(site.expression.getEnd(), site.getEnd(), `(${parts.flat().join(', ')})`)
  })
  afterwards(site, move)
}

/** What the constructor of websocket presets: ArrayBuffers, and no end of the process for a connection that fails. */
function afterwards(site: ts.NewExpression, move: Move): void {
  const { parent } = site
  const name =
    ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)
      ? parent.name.text
      : ts.isBinaryExpression(parent) && parent.right === site
        ? parent.left.getText()
        : undefined
  const statement = ts.findAncestor(site, ts.isStatement)
  const uses = move.usesOf('w3c').filter(({ node }) => isOfSite(node, site, move))
  const isSet = (wanted: string) => uses.some((use) => use.name === wanted)
  const hears =
    isSet('onerror') || uses.some(({ form, name: event }) => form === 'event' && event === 'error') || listens(site)
  if (!name || !statement) {
    if (!isSet('binaryType')) move.todo(site, "Set binaryType to 'arraybuffer', which was the preset.", 'browser-api')
    return
  }
  const lines = [
    ...(isSet('binaryType') ? [] : [`${name}.binaryType = 'arraybuffer'`]),
    ...(hears ? [] : [`${name}.onerror = () => {}`]),
  ]
  if (lines.length > 0) move.editsOf(site).insertAfter(statement, ...lines)
}

function listens(site: ts.Node): boolean {
  return /addEventListener\(\s*['"]error['"]/.test(site.getSourceFile().text)
}
