/** Gives emitters tables of listeners that take less memory than those that Node makes. It listens to nothing. */

import { EventEmitter } from 'node:events'

type Table = Record<string, unknown>

/** Its instances have no inherited names, as Node's own tables, but are no dictionaries, which take four times the memory. */
const ListenerTable = function ListenerTable() {} as unknown as new () => Table
ListenerTable.prototype = Object.create(null)

interface Tabled {
  _events?: Table
  _eventsCount?: number
}

/** Whether the emitters of this Node keep their listeners where others have always found them, and take another table. */
function mayReplace(): boolean {
  const emitter = new EventEmitter()
  const tabled = emitter as unknown as Tabled
  if (typeof tabled._events !== 'object' || tabled._eventsCount !== 0) return false
  tabled._events = new ListenerTable()
  let heard = 0
  emitter.once('toString', () => heard++)
  emitter.emit('toString')
  emitter.emit('toString')
  return heard === 1 && emitter.eventNames().length === 0
}

const replaces = mayReplace()

/** Gives a new emitter, which has no listener yet, a small table. Does nothing where Node does not allow it. */
export function shrinkListenerTable(emitter: EventEmitter): void {
  if (replaces) (emitter as unknown as Tabled)._events = new ListenerTable()
}
