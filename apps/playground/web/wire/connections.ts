/** The open connections, and those of them that this browser holds. */

import { computed, signal } from '@preact/signals'
import type { OpenRecord, WireRecord } from '../../src/control/messages.js'
import { command, greeting, originUrl } from './control-channel.js'
import { notify } from './notice.js'

export interface ConnectionWishes {
  readonly endpoint: string
  readonly client: 'browser' | 'probe'
  readonly subprotocols: readonly string[]
  readonly deflate: boolean
}

export const connections = signal<readonly OpenRecord[]>([])
const selectedNumber = signal<number | null>(null)

/** The one that is spoken to. */
export const selectedConnection = computed(
  () => connections.value.find(({ connection }) => connection === selectedNumber.value) ?? null,
)

/** The dialects that see a connection beside its own, by its number. */
const views = signal<ReadonlyMap<number, readonly string[]>>(new Map())

export function viewsOf({ connection }: OpenRecord): readonly string[] {
  return views.value.get(connection) ?? []
}

/** Has the server's side of a connection seen through another dialect too; it goes on to be. */
export function seeThrough(connection: OpenRecord, dialect: string): void {
  const seeing = viewsOf(connection)
  if (dialect === connection.dialect || seeing.includes(dialect)) return
  command({ type: 'view', connection: connection.connection, dialect })
  views.value = new Map(views.value).set(connection.connection, [...seeing, dialect])
}

/** The browser's ends, by the page's number. */
const sockets = new Map<number, WebSocket>()
let lastKey = 0

export function selectConnection(number: number): void {
  selectedNumber.value = number
}

/** @throws Error for wishes that cannot be */
export function connect({ endpoint, client, subprotocols, deflate }: ConnectionWishes): void {
  if (greeting.value === null) throw new Error('There is no connection to the server')
  const key = ++lastKey
  if (client === 'probe') {
    command({ type: 'open-probe', key, endpoint, subprotocols: [...subprotocols], deflate })
    return
  }
  const query = new URLSearchParams({
    session: greeting.value.session,
    key: String(key),
    deflate: deflate ? 'on' : 'off',
  })
  const socket = new WebSocket(`${originUrl()}/${endpoint}?${query}`, [...subprotocols])
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => sockets.set(key, socket)
  socket.onclose = () => {
    if (!sockets.delete(key)) notify(`The browser gave up its connection to /${endpoint}: the handshake failed.`)
  }
}

/** The browser's end of a connection. @throws Error when it is closed */
export function browserSocket(key: number | null): WebSocket {
  const socket = key === null ? undefined : sockets.get(key)
  if (socket?.readyState !== WebSocket.OPEN) throw new Error('The connection is closing')
  return socket
}

/** Follows what is told of connections. */
export function followRecords(records: readonly WireRecord[]): void {
  let open = connections.value
  for (const record of records) {
    if (record.kind === 'open') {
      open = [...open, record]
      if (record.client !== 'other' || selectedNumber.value === null) selectedNumber.value = record.connection
    } else if (record.kind === 'close') {
      open = open.filter(({ connection }) => connection !== record.connection)
      const left = new Map(views.value)
      if (left.delete(record.connection)) views.value = left
    }
  }
  if (open === connections.value) return
  connections.value = open
  if (selectedConnection.value === null) selectedNumber.value = open.at(-1)?.connection ?? null
}

export function forgetConnections(): void {
  connections.value = []
  views.value = new Map()
}
