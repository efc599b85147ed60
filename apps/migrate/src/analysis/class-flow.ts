/**
 * What classes and constructor functions give to their instances: methods, fields, and what they inherit.
 */
import { ts } from 'ts-morph'
import { constructApi } from './api-call.js'
import { result, union } from './cells.js'
import type { Flow } from './flow.js'
import { isStaticKeyword, propertyName } from './syntax.js'
import { none, type OwnValue, type Value, type Values } from './value.js'

/** The methods and fields that a class or a constructor function gives to its instances. */
export function inheritedMember(flow: Flow, owner: OwnValue, name: string): Values {
  const { node } = owner
  const own = flow.cells.getField(flow.pool.own('prototype', node), name)
  if (!ts.isClassLike(node)) return own
  const bases = basesOf(flow, node).filter(({ is }) => is === 'class' || is === 'function')
  const inherited = flow.once(node, () =>
    union(...bases.map((base) => flow.member(flow.pool.own('instance', (base as OwnValue).node), name))),
  )
  return union(own, inherited)
}

/** `new` of a user's class, which may extend one of an API. */
export function constructOwn(flow: Flow, callee: OwnValue, args: readonly Values[], site: ts.Node): Values {
  const node = callee.node as ts.ClassLikeDeclaration
  const instance = new Set([flow.pool.own('instance', node)])
  const ownConstructor = node.members.find(ts.isConstructorDeclaration)
  if (ownConstructor) flow.call(flow.pool.own('function', ownConstructor), args, instance)
  return union(instance, baseInstances(flow, node, site, ownConstructor ? undefined : args))
}

/** What the instances of a class are by its base classes. */
export function baseInstances(
  flow: Flow,
  node: ts.ClassLikeDeclaration,
  site: ts.Node | undefined,
  args?: readonly Values[],
): Values {
  const valuesOf = (base: Value): Values => {
    if (base.is === 'class') {
      if (args && site) return constructOwn(flow, base, args, site)
      return baseInstances(flow, base.node as ts.ClassLikeDeclaration, site)
    }
    const kind = base.is === 'export' ? base.entry.gives?.[0] : undefined
    return base.is === 'export' && kind ? new Set([flow.pool.api(base.entry.dialect, kind, node)]) : none
  }
  return flow.once(node, () => union(...basesOf(flow, node).map(valuesOf)))
}

/** What a class may extend; nothing where too much is possible, as in code that makes classes. */
function basesOf(flow: Flow, node: ts.ClassLikeDeclaration): Value[] {
  const heritage = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  const bases = heritage ? [...flow.valuesOf(heritage.expression)] : []
  return bases.length > 4 ? [] : bases
}

export function callSuper(flow: Flow, node: ts.CallExpression, args: readonly Values[]): Values {
  const owner = ts.findAncestor(node, ts.isClassLike)
  const heritage = owner?.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]
  if (!owner || !heritage) return none
  const self = new Set([flow.pool.own('instance', owner)])
  for (const base of flow.valuesOf(heritage.expression)) {
    if (base.is === 'class') constructOwn(flow, base, args, node)
    else if (base.is === 'function') flow.call(base, args, self)
    else constructApi(flow, node, base, args)
  }
  return none
}

export function declareMethods(flow: Flow, node: ts.ClassLikeDeclaration): void {
  for (const member of node.members) {
    if (!ts.isMethodDeclaration(member) && !ts.isAccessor(member)) continue
    const name = propertyName(member.name)
    if (name === undefined) continue
    const isStatic = ts.getModifiers(member)?.some(isStaticKeyword)
    const owner = flow.pool.own(isStatic ? 'class' : 'prototype', node)
    const method = flow.pool.own('function', member)
    const values = ts.isGetAccessor(member) ? flow.cells.getField(method, result) : new Set([method])
    flow.cells.addField(owner, name, values)
  }
}
