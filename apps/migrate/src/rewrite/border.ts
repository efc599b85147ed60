/**
 * Where a connection passes from a file that keeps the old API to one that is rewritten, or the other way round.
 */
import { ts } from 'ts-morph'
import { relativePath } from '../analysis/source-files.js'
import type { Value } from '../analysis/value.js'
import type { Move, Remark } from './move.js'
import { descendants } from './syntax.js'

/** A word of advice for each argument and result that crosses the border. */
export function findBorders(move: Move): Remark[] {
  const found: Remark[] = []
  const isPartial = move.analysis.sources.files.some((file) => !move.selected.has(file.fileName))
  if (!isPartial) return found
  for (const file of move.analysis.sources.files) {
    for (const node of descendants(file)) {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue
      for (const argument of node.arguments ?? []) {
        if (!isConnection(argument, move)) continue
        const other = otherSide(node, move)
        if (!other) continue
        found.push(remark(argument, other, move))
      }
    }
  }
  return found
}

function isConnection(node: ts.Expression, move: Move): boolean {
  const api = move.analysis.provedApi(node)
  return api?.dialect === move.from && api.kind === 'connection'
}

/** The function that a call leads to, if it is on the other side. */
function otherSide(call: ts.CallExpression | ts.NewExpression, move: Move): ts.Node | undefined {
  const isHere = move.isSelected(call)
  const targets = [...move.analysis.valuesOf(call.expression)].flatMap(functionNode)
  return targets.find((node) => move.isSelected(node) !== isHere)
}

function functionNode(value: Value): ts.Node[] {
  return value.is === 'function' || value.is === 'class' ? [value.node] : []
}

function remark(argument: ts.Expression, target: ts.Node, move: Move): Remark {
  const file = argument.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(argument.getStart(file))
  const text = argument.getText(file)
  const to = relativePath(move.analysis.sources.root, target.getSourceFile().fileName)
  const view = move.isSelected(target) ? 'asWs' : views[move.from]
  return {
    path: relativePath(move.analysis.sources.root, file.fileName),
    line: line + 1,
    text: `passes ${text} to ${to}: write ${view}(${text}), with ${view} of @rosetta-ws/bridge.`,
  }
}

const views = { websocket: 'asWebSocketConnection', 'nodejs-websocket': 'asNodejsWebSocket', ws1: 'asWsd' } as const
