/**
 * The catalogue as a whole, and the ways to look something up in it. The facts are in the files beside it.
 */
import type { Dialect, Entry, Form, Kind } from './model.js'
import { nodejsWebsocketEntries } from './nodejs-websocket.js'
import { websocketEntries } from './websocket.js'
import { wsEntries } from './ws.js'
import { ws1Entries } from './ws1.js'

/** Every entry of every dialect. */
export const catalogue: readonly Entry[] = [...wsEntries, ...websocketEntries, ...nodejsWebsocketEntries, ...ws1Entries]

const index = new Map(catalogue.map((entry) => [key(entry.dialect, entry.kind, entry.form, entry.name), entry]))

/** The entry for a name in a form on a kind, if the API has it. */
export function findEntry(dialect: Dialect, kind: Kind, form: Form, name: string): Entry | undefined {
  return index.get(key(dialect, kind, form, name))
}

/** The entry for a name after a dot, be it an export, a method or a property. */
export function findMember(dialect: Dialect, kind: Kind, name: string): Entry | undefined {
  const forms: readonly Form[] = ['export', 'method', 'property']
  return forms.map((form) => findEntry(dialect, kind, form, name)).find((entry) => entry !== undefined)
}

function key(dialect: Dialect, kind: Kind, form: Form, name: string): string {
  return `${dialect} ${kind} ${form} ${name}`
}
