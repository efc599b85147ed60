/**
 * What a TypeScript annotation says that a value is.
 */
import { ts } from 'ts-morph'
import { elements, keys, union } from './cells.js'
import type { Flow } from './flow.js'
import { none, type Values } from './value.js'

/** Types whose last argument is what they contain. */
const containers = new Set([
  'Array',
  'ReadonlyArray',
  'Set',
  'ReadonlySet',
  'Map',
  'ReadonlyMap',
  'WeakMap',
  'WeakSet',
  'Record',
  'Iterable',
])
/** Types that stand for their argument. */
const transparent = new Set(['Promise', 'Readonly', 'Partial', 'Required', 'NonNullable'])

/** What a type names; empty for types that are of no concern. */
export function annotationValues(flow: Flow, type: ts.TypeNode): Values {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    return union(...type.types.map((part) => annotationValues(flow, part)))
  if (ts.isParenthesizedTypeNode(type)) return annotationValues(flow, type.type)
  if (ts.isArrayTypeNode(type)) return container(flow, type, [type.elementType])
  if (ts.isTypeLiteralNode(type)) return new Set([flow.pool.own('container', type)])
  if (ts.isTypeOperatorNode(type)) return annotationValues(flow, type.type)
  if (ts.isImportTypeNode(type)) return importType(flow, type)
  return ts.isTypeReferenceNode(type) ? reference(flow, type) : none
}

function reference(flow: Flow, type: ts.TypeReferenceNode): Values {
  const { typeName, typeArguments = [] as unknown as ts.NodeArray<ts.TypeNode> } = type
  if (ts.isIdentifier(typeName) && typeArguments.length > 0) {
    if (transparent.has(typeName.text)) return annotationValues(flow, typeArguments[0])
    if (containers.has(typeName.text)) return container(flow, type, typeArguments)
  }
  const symbol = flow.symbolOf(ts.isIdentifier(typeName) ? typeName : typeName.right)
  for (const declaration of symbol?.declarations ?? []) {
    if (ts.isInterfaceDeclaration(declaration)) return new Set([flow.pool.own('container', declaration)])
    if (ts.isClassLike(declaration)) return new Set([flow.pool.own('instance', declaration)])
    if (ts.isTypeAliasDeclaration(declaration))
      return flow.once(declaration, () => annotationValues(flow, declaration.type))
  }
  return instances(flow, named(flow, typeName))
}

function importType(flow: Flow, type: ts.ImportTypeNode): Values {
  if (!ts.isLiteralTypeNode(type.argument) || !ts.isStringLiteral(type.argument.literal) || !type.qualifier) return none
  const module = flow.moduleValues(type.argument.literal.text, type.getSourceFile())
  if (!module || !ts.isIdentifier(type.qualifier)) return none
  const { text } = type.qualifier
  return instances(flow, union(...[...module].map((value) => flow.member(value, text))))
}

/** What the names of a type reference stand for: `connection`, `websocket.connection`. */
function named(flow: Flow, name: ts.EntityName): Values {
  if (ts.isQualifiedName(name))
    return union(...[...named(flow, name.left)].map((owner) => flow.member(owner, name.right.text)))
  const symbol = flow.symbolOf(name)
  return symbol ? flow.cells.get(flow.cells.ofSymbol(symbol)) : none
}

/** The name of a class is the type of its instances; the class of ws is its module. */
function instances(flow: Flow, values: Values): Values {
  return union(
    ...[...values].map((value): Values => {
      if (value.is === 'package') {
        const isClass = value.dialect === 'ws' || value.dialect === 'ws1'
        return isClass ? new Set([flow.pool.api(value.dialect, 'connection')]) : none
      }
      if (value.is === 'class') return new Set([flow.pool.own('instance', value.node)])
      const kind = value.is === 'export' ? value.entry.gives?.[0] : undefined
      return value.is === 'export' && kind ? new Set([flow.pool.api(value.entry.dialect, kind)]) : none
    }),
  )
}

function container(flow: Flow, type: ts.TypeNode, parts: readonly ts.TypeNode[]): Values {
  const own = flow.pool.own('container', type)
  flow.cells.addField(own, elements, annotationValues(flow, parts[parts.length - 1]))
  if (parts.length > 1) flow.cells.addField(own, keys, annotationValues(flow, parts[0]))
  return new Set([own])
}
