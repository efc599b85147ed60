/**
 * The functions of ws 1.x that make servers and clients, which are classes only in ws 8.
 */
import { ts } from 'ts-morph'
import type { Move } from '../move.js'
import { descendants, isEsModule } from '../syntax.js'

const classes: Readonly<Record<string, { name: string; event: string }>> = {
  createServer: { name: 'Server', event: 'connection' },
  connect: { name: '', event: 'open' },
  createConnection: { name: '', event: 'open' },
}

/** `WebSocket.createServer(options, callback)` is `new WebSocket.Server(options).on('connection', callback)`. */
export function moveMakers(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    for (const node of descendants(file)) if (ts.isCallExpression(node)) moveMaker(node, move)
  }
}

function moveMaker(call: ts.CallExpression, move: Move): void {
  const callee = call.expression
  if (!ts.isPropertyAccessExpression(callee)) return
  const [exported, other] = [...move.analysis.valuesOf(callee)]
  if (other) return
  const isMaker = exported?.is === 'export' && exported.entry.dialect === 'ws1'
  const made = isMaker ? classes[exported.entry.name] : undefined
  if (!made) return
  const edits = move.editsOf(call)
  const base = edits.textOf(callee.expression)
  const isModule = isEsModule(call.getSourceFile())
  // `new require('ws').Server()` would construct what `require` gives.
  const isPlain = descendants(callee).every((one) => !ts.isCallExpression(one))
  const server = isModule ? 'WebSocketServer' : `${base}.${isPlain ? made.name : 'WebSocketServer'}`
  const name = made.name === '' ? base : server
  if (made.name !== '' && isModule) move.importName(call, 'ws', 'WebSocketServer')
  const last = call.arguments[call.arguments.length - 1]
  const isCallback = last && !ts.isObjectLiteralExpression(last) && call.arguments.length > 1
  edits.replaceSpan(call.getStart(edits.file), callee.getEnd(), isPlain ? `new ${name}` : `new (${name})`)
  if (!isCallback) return
  const before = call.arguments[call.arguments.length - 2]
  edits.replaceSpan(before.getEnd(), last.getStart(edits.file), `).on('${made.event}', `)
}
