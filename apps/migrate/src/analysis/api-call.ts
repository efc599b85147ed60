/**
 * What calls into the APIs give: objects, arguments of listeners and of callbacks.
 */
import { ts } from 'ts-morph'
import type { Dialect, Entry, Kind } from '../catalogue/model.js'
import type { Flow } from './flow.js'
import { none, type Value, type Values } from './value.js'

/** Methods of an EventEmitter or EventTarget that add a listener. */
export const listenerMethods = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
])

/** Methods of an EventEmitter that return it. */
const returnsItself = new Set([...listenerMethods, 'off', 'removeListener', 'removeAllListeners', 'setMaxListeners'])

/** A method of an API's object. */
export function callApi(
  flow: Flow,
  call: ts.CallExpression,
  owner: Value,
  name: string,
  args: readonly Values[],
): Values {
  if (owner.is === 'package' || owner.is === 'export') {
    let made: Values = none
    for (const value of flow.member(owner, name)) made = new Set([...made, ...constructApi(flow, call, value, args)])
    return made
  }
  if (owner.is !== 'api') return none
  const entry = flow.knowledge.findEntry(owner.dialect, owner.kind, 'method', name)
  if (listenerMethods.has(name)) {
    const event = call.arguments[0]
    if (event && ts.isStringLiteralLike(event)) listen(flow, owner, event.text, args[1] ?? none, name)
  } else if (entry) callWith(flow, entry, args, new Set([owner]))
  if (returnsItself.has(name)) return new Set([owner])
  const kind = entry?.gives?.[0]
  if (!kind) return none
  return new Set([kind === owner.kind ? owner : flow.pool.api(owner.dialect, kind, call)])
}

/** `new` of an exported class, or a call of an exported function. */
export function constructApi(
  flow: Flow,
  node: ts.CallExpression | ts.NewExpression,
  callee: Value,
  args: readonly Values[],
): Values {
  if (callee.is === 'package') {
    // The package of ws is its class.
    const own = flow.knowledge.findEntry(callee.dialect, 'module', 'export', 'default')
    return own ? constructApi(flow, node, flow.pool.export(own), args) : none
  }
  if (callee.is !== 'export') return none
  const { entry } = callee
  const kind = entry.gives?.[0]
  const made: Values = kind ? new Set([flow.pool.api(entry.dialect, kind, node)]) : none
  callWith(flow, entry, args, made)
  return entry.how === 'value' ? none : made
}

/** A listener for an event: its parameters, and `this`. */
function listen(flow: Flow, owner: Value & { is: 'api' }, event: string, listeners: Values, method: string): void {
  const entry =
    flow.knowledge.findEntry(owner.dialect, owner.kind, 'event', event) ??
    flow.knowledge.findEntry(owner.dialect, owner.kind, 'event', `on${event}`)
  const gives = method === 'addEventListener' ? (['w3cEvent'] as const) : entry?.gives
  // What a server or client gives is told apart by where that was made.
  flow.callAll(listeners, values(flow, owner.dialect, gives, owner.site), new Set([owner]))
}

/** The functions and options among the arguments of an API's function. */
function callWith(flow: Flow, entry: Entry, args: readonly Values[], self: Values): void {
  const callbackArguments = values(flow, entry.dialect, entry.callback)
  for (const value of args) {
    if (entry.callback) flow.callAll(functionsOf(value), callbackArguments, self)
    if (!entry.options) continue
    for (const container of value) {
      if (container.is !== 'container' || !ts.isObjectLiteralExpression(container.node)) continue
      flow.markOptions(container.node, entry.dialect, entry.options)
      for (const name of flow.cells.namesOf(container)) {
        const option = flow.knowledge.findEntry(entry.dialect, entry.options, 'option', name)
        if (option?.gives)
          flow.callAll(functionsOf(flow.cells.getField(container, name)), values(flow, entry.dialect, option.gives))
      }
    }
  }
}

function functionsOf(given: Values): Values {
  return new Set([...given].filter(({ is }) => is === 'function'))
}

function values(flow: Flow, dialect: Dialect, kinds: readonly (Kind | null)[] | undefined, site?: ts.Node): Values[] {
  return (kinds ?? []).map((kind) => (kind ? new Set([flow.pool.api(dialect, kind, site)]) : none))
}
