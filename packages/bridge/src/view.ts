/** Gives a live connection in another dialect: one object for each connection and dialect, made at the first call. */

import { inspect } from 'node:util'
import type { Connection } from '@rosetta-ws/engine'
import { type Dialect, type DialectName, dialectRegistry } from '@rosetta-ws/engine/node'
import { findDialect } from './find-dialect.js'

/**
 * The object of the dialect `name` for the connection of `value`, which may be an object of any dialect.
 *
 * @param caller the function that the user has called, for errors
 * @throws TypeError for what is no connection of a facade, Error before it is open or where the facade is not installed
 */
export function viewIn(name: DialectName, value: unknown, caller: string): object {
  const { dialect, object } = dialectOf(value, caller)
  if (object !== null && dialect.name === name) return object
  const connection = object === null ? null : dialect.connectionOf(object)
  if (object === null || connection === null) throw new Error(notOpen(caller))
  const known = viewsOf(connection.core)
  if (!known.has(dialect)) known.set(dialect, object)
  for (const [of, view] of known) if (of.name === name) return view
  const target = findDialect(name, caller)
  const view = target.adopt(connection.core, dialect.particularsOf(value as object))
  known.set(target, view)
  return view
}

function dialectOf(value: unknown, caller: string): { dialect: Dialect; object: object | null } {
  for (const dialect of dialectRegistry().dialects) {
    const object = dialect.objectOf(value)
    if (object !== undefined) return { dialect, object }
  }
  throw new TypeError(
    `${caller}() takes a connection of @rosetta-ws/ws, websocket, nodejs-websocket, wsd or ws1, under whatever name the ` +
      `package is installed; it was given ${shown(value)}. An object of an original package has to be made by its Rosetta ` +
      'stand-in first: npm install <name>@npm:@rosetta-ws/<name>',
  )
}

function viewsOf(connection: Connection): Map<Dialect, object> {
  const { views } = dialectRegistry()
  let known = views.get(connection)
  if (known === undefined) {
    known = new Map()
    views.set(connection, known)
  }
  return known
}

function notOpen(caller: string): string {
  return (
    `${caller}(): the connection is still connecting, or its opening handshake has failed. Call it when the connection is ` +
    "open: in its 'open' (or 'connect') event, or later. Nothing has been received by then that could be missed"
  )
}

function shown(value: unknown): string {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return inspect(value)
  const name = (value as { constructor?: { name?: string } }).constructor?.name
  return typeof value === 'function' ? `the function ${value.name}` : `an object of ${name || 'no class'}`
}
