/**
 * Calls of the functions that a package exports to make servers and clients. What they become is in the folder of its API.
 */
import { ts } from 'ts-morph'
import { functionOf } from './listener.js'
import type { Move } from './move.js'
import { descendants, type FunctionNode } from './syntax.js'

/** Whether a call is one of a function that the package exports. */
export function isMaker(call: ts.CallExpression, name: string, move: Move): boolean {
  const [value, other] = [...move.analysis.valuesOf(call.expression)]
  if (other || value?.is !== 'export') return false
  return value.entry.dialect === move.from && value.entry.name === name
}

const listeners = new WeakMap<Move, ReadonlySet<FunctionNode>>()

/** Whether a function is given to `createServer`, so that it gets each connection. */
export function isGivenToServer(target: FunctionNode, move: Move): boolean {
  let known = listeners.get(move)
  if (!known) {
    const calls = move.analysis.sources.files
      .flatMap((file) => descendants(file))
      .filter((node): node is ts.CallExpression => ts.isCallExpression(node) && isMaker(node, 'createServer', move))
    known = new Set(calls.flatMap((call) => call.arguments.flatMap((one) => functionOf(one, move) ?? [])))
    listeners.set(move, known)
  }
  return known.has(target)
}
