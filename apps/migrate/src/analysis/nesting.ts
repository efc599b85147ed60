/**
 * How deep a syntax tree is. What walks trees here and in TypeScript calls itself for each level, and the stack of Node
 * ends somewhere above ten thousand calls.
 */
import { ts } from 'ts-morph'

/** More than any hand writes, and little enough for the stack. */
const deepest = 1000

/** The first node that is nested too deep, if there is one. This does not call itself. */
export function tooDeepNode(file: ts.SourceFile): ts.Node | undefined {
  let level: ts.Node[] = [file]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return level[0]
    const next: ts.Node[] = []
    for (const node of level) {
      ts.forEachChild(node, (child) => {
        next.push(child)
      })
    }
    level = next
  }
  return undefined
}
