/**
 * Where a connection passes from a file that keeps the old API to one that is rewritten, or the other way round.
 */
import { ts } from 'ts-morph'
import { relativePath } from '../analysis/source-files.js'
import type { Value } from '../analysis/value.js'
import { ownerOf } from './member.js'
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
  return [...found, ...sharedFields(move)]
}

/** Connections in fields of objects that files of both sides use. */
function sharedFields(move: Move): Remark[] {
  const uses = new Map<string, ts.PropertyAccessExpression[]>()
  for (const { node, kind } of move.uses) {
    const owner = kind === 'connection' ? ownerOf(node) : undefined
    if (!owner || !ts.isPropertyAccessExpression(owner)) continue
    for (const value of move.analysis.valuesOf(owner.expression)) {
      if (value.is !== 'container' && value.is !== 'instance') continue
      const key = `${value.id}.${owner.name.text}`
      uses.set(key, [...(uses.get(key) ?? []), owner])
    }
  }
  const found = new Map<string, Remark>()
  for (const owners of uses.values()) {
    const here = owners.find((owner) => move.isSelected(owner))
    if (!here) continue
    for (const other of owners.filter((owner) => !move.isSelected(owner))) {
      const { path, line } = placeOf(other, move)
      const text = `uses ${other.getText()} too: rewrite it together with ${placeOf(here, move).path}.`
      if (!found.has(path)) found.set(path, { path, line, text })
    }
  }
  return [...found.values()]
}

function placeOf(node: ts.Node, move: Move): { path: string; line: number } {
  const file = node.getSourceFile()
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
  return { path: relativePath(move.analysis.sources.root, file.fileName), line: line + 1 }
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
  const text = argument.getText()
  const to = relativePath(move.analysis.sources.root, target.getSourceFile().fileName)
  const view = move.isSelected(target) ? 'asWs' : views[move.from]
  return {
    ...placeOf(argument, move),
    text: `passes ${text} to ${to}: write ${view}(${text}), with ${view} of @rosetta-ws/bridge.`,
  }
}

const views = { websocket: 'asWebSocketConnection', 'nodejs-websocket': 'asNodejsWebSocket', ws1: 'asWs1' } as const
