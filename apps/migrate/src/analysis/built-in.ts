/**
 * What the methods of arrays, Sets, Maps, promises, functions and event emitters of the user's own do with values.
 */
import { ts } from 'ts-morph'
import { listenerMethods } from './api-call.js'
import { elements, eventArgument, keys, union } from './cells.js'
import type { Flow } from './flow.js'
import { isGlobalNamed } from './syntax.js'
import { none, type Value, type Values } from './value.js'

type Method = (context: Context) => Values

interface Context {
  readonly flow: Flow
  readonly call: ts.CallExpression
  readonly owner: Value
  readonly args: readonly Values[]
  /** What the owner contains. */
  readonly content: Values
}

/** Calls the function with each element, key and the container. */
const visitEach: Method = ({ flow, owner, args, content }) =>
  flow.callAll(args[0] ?? none, [content, flow.cells.getField(owner, keys), new Set([owner])])

const sameContainer: Method = (context) => {
  visitEach(context)
  return new Set([context.owner])
}

const anElement: Method = (context) => {
  visitEach(context)
  return context.content
}

const takeIn: Method = ({ flow, owner, args }) => {
  flow.cells.addField(owner, elements, union(...args))
  return new Set([owner])
}

const methods: Readonly<Record<string, Method>> = {
  forEach: (context) => {
    visitEach(context)
    return none
  },
  some: visitEach,
  every: visitEach,
  filter: sameContainer,
  slice: sameContainer,
  reverse: sameContainer,
  sort: ({ flow, owner, args, content }) => {
    flow.callAll(args[0] ?? none, [content, content])
    return new Set([owner])
  },
  find: anElement,
  findLast: anElement,
  at: anElement,
  pop: anElement,
  shift: anElement,
  next: anElement,
  map: (context) => newContainer(context, visitEach(context)),
  flatMap: (context) => newContainer(context, context.flow.elementsOf(visitEach(context))),
  reduce: ({ flow, args, content }) => {
    const [callback = none, initial = none] = args
    return union(initial, flow.callAll(callback, [initial, content]))
  },
  concat: (context) => {
    const more = context.args.map((values) => union(values, context.flow.elementsOf(values)))
    return newContainer(context, union(context.content, ...more))
  },
  splice: (context) => {
    context.flow.cells.addField(context.owner, elements, union(...context.args.slice(2)))
    return new Set([context.owner])
  },
  push: takeIn,
  unshift: takeIn,
  add: takeIn,
  set: ({ flow, owner, args }) => {
    flow.cells.addField(owner, keys, args[0] ?? none)
    flow.cells.addField(owner, elements, args[1] ?? none)
    return new Set([owner])
  },
  get: ({ content }) => content,
  values: (context) => newContainer(context, context.content),
  keys: (context) => newContainer(context, context.flow.cells.getField(context.owner, keys)),
  entries: (context) => pairs(context, context.flow.cells.getField(context.owner, keys)),
}

/** Methods of `Object` and `Array`, by the first argument. */
const statics: Readonly<Record<string, Method>> = {
  values: ({ flow, call, args }) => filled(flow, call, flow.contentOf(args[0] ?? none)),
  entries: ({ flow, call, owner, args }) =>
    pairs({ flow, call, owner, args, content: flow.contentOf(args[0] ?? none) }, none),
  from: ({ flow, call, args }) => {
    const content = flow.elementsOf(args[0] ?? none)
    return filled(flow, call, args[1]?.size ? flow.callAll(args[1], [content]) : content)
  },
  of: ({ flow, call, args }) => filled(flow, call, union(...args)),
  freeze: ({ args }) => args[0] ?? none,
  assign: ({ flow, args }) => {
    const [target = none, ...sources] = args
    for (const to of target) {
      for (const from of union(...sources))
        for (const name of flow.cells.namesOf(from)) flow.setField(to, name, flow.cells.getField(from, name))
    }
    return target
  },
  all: ({ flow, call, args }) => filled(flow, call, flow.elementsOf(args[0] ?? none)),
  resolve: ({ args }) => args[0] ?? none,
}

/** A call of a method that the language has, by its name; `''` for a plain call. */
export function callBuiltin(
  flow: Flow,
  call: ts.CallExpression,
  name: string,
  owners: Values,
  args: readonly Values[],
): Values {
  return union(
    ...[...owners].map((owner): Values => {
      if (name === 'then') return flow.callAll(args[0] ?? none, [settled(flow, owner)])
      if (owner.is === 'function') return callFunction(flow, owner, name, args)
      if (owner.is === 'instance') return ownEvents(flow, call, owner, name, args)
      if (owner.is !== 'container' && owner.is !== 'elements') return none
      const run = Object.hasOwn(methods, name) ? methods[name] : undefined
      if (!run) return none
      return run({ flow, call, owner, args, content: flow.contentOf(new Set([owner])) })
    }),
  )
}

/** A call as `Object.values(x)`; undefined for any other. */
export function callStatic(flow: Flow, call: ts.CallExpression, args: readonly Values[]): Values | undefined {
  const { expression } = call
  if (!ts.isPropertyAccessExpression(expression)) return undefined
  const name = expression.name.text
  const isStatic = ['Object', 'Array', 'Promise'].some((global) => isGlobalNamed(expression.expression, global))
  if (!isStatic || !Object.hasOwn(statics, name)) return undefined
  return statics[name]({ flow, call, owner: flow.pool.own('container', call), args, content: none })
}

/** `new Map`, `new Set`, `new Promise` and their like. */
export function constructBuiltin(flow: Flow, node: ts.NewExpression, args: readonly Values[]): Values {
  const known = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Array', 'Promise'].find((name) =>
    isGlobalNamed(node.expression, name),
  )
  if (!known) return none
  const own = flow.pool.own('container', node)
  if (known === 'Promise') flow.callAll(args[0] ?? none, [new Set([flow.pool.own('resolver', node)])])
  else flow.cells.addField(own, elements, flow.elementsOf(args[0] ?? none))
  return new Set([own])
}

function settled(flow: Flow, value: Value): Values {
  const isPromise = value.is === 'container' && ts.isNewExpression(value.node)
  return isPromise ? flow.cells.getElements(value) : new Set([value])
}

function callFunction(flow: Flow, callee: Value, name: string, args: readonly Values[]): Values {
  if (name === 'call') return flow.call(callee, args.slice(1), args[0] ?? none)
  if (name === 'apply') return flow.call(callee, [flow.elementsOf(args[1] ?? none)], args[0] ?? none)
  if (name !== 'bind') return none
  if (args.length > 1) flow.call(callee, args.slice(1), args[0])
  else if (args[0]) flow.call(callee, [], args[0])
  return new Set([callee])
}

/** Events that objects of the user's classes emit and listen for. */
function ownEvents(flow: Flow, call: ts.CallExpression, owner: Value, name: string, args: readonly Values[]): Values {
  const [event] = call.arguments
  if (!event || !ts.isStringLiteralLike(event)) return none
  if (name === 'emit') {
    for (const [index, values] of args.slice(1).entries())
      flow.cells.addField(owner, eventArgument(event.text, index), values)
  } else if (listenerMethods.has(name)) {
    const emitted = [0, 1, 2, 3].map((index) => flow.cells.getField(owner, eventArgument(event.text, index)))
    flow.callAll(args[1] ?? none, emitted, new Set([owner]))
    return new Set([owner])
  }
  return none
}

function newContainer({ flow, call }: Context, content: Values): Values {
  return filled(flow, call, content)
}

function filled(flow: Flow, call: ts.CallExpression, content: Values): Values {
  const own = flow.pool.own('container', call)
  flow.cells.addField(own, elements, content)
  return new Set([own])
}

function pairs({ flow, call, content }: Context, keyValues: Values): Values {
  return filled(flow, call, new Set([flow.pair(call, keyValues, content)]))
}
