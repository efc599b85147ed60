/**
 * Destructuring, in declarations and in assignments.
 */
import { ts } from 'ts-morph'
import { union } from './cells.js'
import type { Flow } from './flow.js'
import { propertyName } from './syntax.js'
import { none, type Values } from './value.js'

/** Gives the names of a pattern their part of the values. */
export function bindPattern(flow: Flow, target: ts.Node, values: Values): void {
  if (ts.isObjectBindingPattern(target)) {
    for (const { name, propertyName: key, initializer, dotDotDotToken } of target.elements) {
      const field = propertyName(key ?? name)
      const part = dotDotDotToken ? values : field === undefined ? none : fieldOf(flow, values, field)
      flow.assign(name, initializer ? union(part, flow.valuesOf(initializer)) : part)
    }
  } else if (ts.isArrayBindingPattern(target)) {
    for (const [index, element] of target.elements.entries())
      if (!ts.isOmittedExpression(element)) flow.assign(element.name, elementOf(flow, values, index))
  } else if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      const field = property.name && propertyName(property.name)
      if (field === undefined) continue
      const inner = ts.isPropertyAssignment(property) ? property.initializer : property.name!
      flow.assign(inner, fieldOf(flow, values, field))
    }
  } else if (ts.isArrayLiteralExpression(target)) {
    for (const [index, element] of target.elements.entries()) flow.assign(element, elementOf(flow, values, index))
  }
}

function fieldOf(flow: Flow, values: Values, name: string): Values {
  return union(...[...values].map((value) => flow.member(value, name)))
}

/** Pairs of `entries()` keep their two places apart; other arrays do not. */
function elementOf(flow: Flow, values: Values, index: number): Values {
  const named = fieldOf(flow, values, String(index))
  return named.size > 0 ? named : flow.elementsOf(values)
}
