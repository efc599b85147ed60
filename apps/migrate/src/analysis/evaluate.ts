/**
 * What an expression may be, by its form.
 */
import { ts } from 'ts-morph'
import { annotationValues } from './annotation.js'
import { callApi, constructApi } from './api-call.js'
import { callBuiltin, callStatic, constructBuiltin } from './built-in.js'
import { elements, receiver, union } from './cells.js'
import { baseInstances, callSuper, constructOwn } from './class-flow.js'
import type { Flow } from './flow.js'
import {
  interopHelpers,
  isAssignment,
  isGlobalNamed,
  isModuleExports,
  isStaticKeyword,
  memberName,
  propertyName,
  requiredModule,
  thisOwner,
} from './syntax.js'
import { none, type Value, type Values } from './value.js'
import { viewedParameter } from './viewed-parameter.js'

/** `module.exports`, which is no more than the one thing of an API that it was set to. */
function moduleValues(values: Values): Values {
  const set = [...values].filter(({ is }) => is !== 'file')
  return set.length > 0 && set.every(({ is }) => is === 'api') ? new Set(set) : values
}

/** What an expression may be. */
export function evaluate(flow: Flow, node: ts.Node): Values {
  const { pool } = flow
  if (ts.isIdentifier(node)) return identifierValues(flow, node)
  if (node.kind === ts.SyntaxKind.ThisKeyword) return thisValues(flow, node)
  if (isModuleExports(node)) return moduleValues(flow.exportsOf(pool.own('file', node.getSourceFile())))
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return memberValues(flow, node)
  if (ts.isCallExpression(node)) return callValues(flow, node)
  if (ts.isNewExpression(node)) return constructValues(flow, node)
  if (ts.isFunctionLike(node) && !ts.isTypeNode(node)) return new Set([pool.own('function', node)])
  if (ts.isClassLike(node)) return new Set([pool.own('class', node)])
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return literalValues(flow, node)
  if (ts.isAwaitExpression(node)) return awaitedValues(flow, node.expression)
  if (ts.isConditionalExpression(node)) return union(flow.valuesOf(node.whenTrue), flow.valuesOf(node.whenFalse))
  if (ts.isBinaryExpression(node)) return binaryValues(flow, node)
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isYieldExpression(node)
  )
    return node.expression ? flow.valuesOf(node.expression) : none
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
    const annotated = annotationValues(flow, node.type)
    return annotated.size > 0 ? annotated : flow.valuesOf(node.expression)
  }
  if (ts.isSpreadElement(node)) return flow.elementsOf(flow.valuesOf(node.expression))
  return none
}

function identifierValues(flow: Flow, node: ts.Identifier): Values {
  if (node.text === 'undefined') return none
  if (node.text === 'exports' && !flow.symbolOf(node)?.declarations?.some(ts.isVariableDeclaration))
    return flow.exportsOf(flow.pool.own('file', node.getSourceFile()))
  const symbol = flow.symbolOf(node)
  if (!symbol?.declarations?.length) {
    const known = flow.cells.get(flow.cells.ofGlobal(node.text))
    return known.size > 0 ? known : new Set([flow.pool.foreign])
  }
  const replaced = flow.replaced.get(symbol)
  if (replaced && node.pos >= replaced.end) return replaced.values
  return flow.cells.get(flow.cells.ofSymbol(symbol))
}

function thisValues(flow: Flow, node: ts.Node): Values {
  const owner = thisOwner(node)
  if (ts.isClassElement(owner) && ts.isClassLike(owner.parent)) {
    const isStatic = ts.canHaveModifiers(owner) && ts.getModifiers(owner)?.some(isStaticKeyword)
    if (isStatic) return new Set([flow.pool.own('class', owner.parent)])
    return union(new Set([flow.pool.own('instance', owner.parent)]), baseInstances(flow, owner.parent, undefined))
  }
  if (!ts.isFunctionLike(owner)) return none
  if (ts.isMethodDeclaration(owner) || ts.isAccessor(owner)) return new Set([flow.pool.own('container', owner.parent)])
  return flow.cells.getField(flow.pool.own('function', owner), receiver)
}

function memberValues(flow: Flow, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Values {
  const owners = flow.valuesOf(node.expression)
  const name = memberName(node)
  if (name === undefined) return flow.contentOf(owners)
  return union(...[...owners].map((owner) => flow.member(owner, name)))
}

function literalValues(flow: Flow, node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression): Values {
  const own = flow.pool.own('container', node)
  if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements) flow.cells.addField(own, elements, flow.valuesOf(element))
    return new Set([own])
  }
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      for (const value of flow.valuesOf(property.expression)) copyFields(flow, value, own)
    } else {
      const name = property.name && propertyName(property.name)
      const value = ts.isPropertyAssignment(property) ? property.initializer : property
      const source = ts.isShorthandPropertyAssignment(property) ? property.name : value
      flow.cells.addField(own, name ?? elements, flow.valuesOf(source))
    }
  }
  return new Set([own])
}

/** `{ ...value }`: the names are not kept apart. */
function copyFields(flow: Flow, from: Value, to: Value): void {
  if (from.is !== 'foreign') flow.cells.addField(to, elements, flow.cells.getElements(from))
}

function binaryValues(flow: Flow, node: ts.BinaryExpression): Values {
  const { kind } = node.operatorToken
  const { BarBarToken, AmpersandAmpersandToken, QuestionQuestionToken, CommaToken } = ts.SyntaxKind
  if (kind === BarBarToken || kind === QuestionQuestionToken)
    return union(flow.valuesOf(node.left), flow.valuesOf(node.right))
  if (kind === AmpersandAmpersandToken || kind === CommaToken) return flow.valuesOf(node.right)
  if (!isAssignment(kind)) return none
  const values = flow.valuesOf(node.right)
  const parameter = viewedParameter(flow, node)
  if (parameter) flow.replaceFrom(parameter, node.end, values)
  else flow.assign(node.left, values)
  return kind === ts.SyntaxKind.EqualsToken ? values : union(values, flow.valuesOf(node.left))
}

/** Promises are transparent: one of a connection is the connection. */
function awaitedValues(flow: Flow, expression: ts.Expression): Values {
  return union(
    ...[...flow.valuesOf(expression)].map((value) => {
      const isPromise = value.is === 'container' && ts.isNewExpression(value.node)
      return isPromise && isGlobalNamed((value.node as ts.NewExpression).expression, 'Promise')
        ? flow.cells.getElements(value)
        : new Set([value])
    }),
  )
}

function argumentValues(flow: Flow, node: ts.CallExpression | ts.NewExpression): Values[] {
  return (node.arguments ?? []).map((argument) => flow.valuesOf(argument))
}

function callValues(flow: Flow, node: ts.CallExpression): Values {
  const { expression } = node
  const specifier = requiredModule(node)
  if (specifier !== undefined) {
    return flow.moduleValues(specifier, node.getSourceFile()) ?? new Set([flow.pool.foreign])
  }
  const args = argumentValues(flow, node)
  if (ts.isIdentifier(expression) && interopHelpers.has(expression.text) && args.length === 1) {
    // What compilers put around require(): the module itself, with a default.
    const module = flow.pool.own('container', node)
    flow.cells.addField(module, 'default', args[0])
    return union(new Set([module]), new Set([...args[0]].filter(({ is }) => is === 'package' || is === 'file')))
  }
  const fromStatic = callStatic(flow, node, args)
  if (fromStatic) return fromStatic
  if (expression.kind === ts.SyntaxKind.SuperKeyword) return callSuper(flow, node, args)
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)) {
    const name = memberName(expression)
    const owners = flow.valuesOf(expression.expression)
    if (name !== undefined) {
      const built = callBuiltin(flow, node, name, owners, args)
      const fromApi = [...owners].map((owner) => callApi(flow, node, owner, name, args))
      const own = [...owners].map((owner) => flow.callAll(flow.member(owner, name), args, new Set([owner])))
      return union(built, ...fromApi, ...own)
    }
  }
  const callees = flow.valuesOf(expression)
  const built = callBuiltin(flow, node, '', callees, args)
  const fromApi = [...callees].map((callee) => constructApi(flow, node, callee, args))
  return union(built, ...fromApi, flow.callAll(callees, args))
}

function constructValues(flow: Flow, node: ts.NewExpression): Values {
  const args = argumentValues(flow, node)
  const callees = flow.valuesOf(node.expression)
  const made = [...callees].map((callee) => {
    if (callee.is === 'class') return constructOwn(flow, callee, args, node)
    if (callee.is === 'function') {
      const self = new Set([flow.pool.own('instance', callee.node)])
      flow.call(callee, args, self)
      return self
    }
    return constructApi(flow, node, callee, args)
  })
  return union(constructBuiltin(flow, node, args), ...made)
}
