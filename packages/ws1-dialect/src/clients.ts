/** What a server keeps of its clients: a list, or an object by their keys. */

import type { Dialect } from './dialect.js'
import type { BaseWebSocket } from './web-socket.js'

export type Clients = BaseWebSocket[] | Record<string, BaseWebSocket>

export function createClients(dialect: Dialect): Clients {
  // Keys are the peers': none of them may be a property of Object.
  return dialect.clients === 'list' ? [] : (Object.create(null) as Record<string, BaseWebSocket>)
}

export function clientOfKey(clients: Clients, key: string): BaseWebSocket | undefined {
  return Array.isArray(clients) ? undefined : clients[key]
}

export function addClient(clients: Clients, key: string, ws: BaseWebSocket): void {
  if (Array.isArray(clients)) clients.push(ws)
  else clients[key] = ws
}

export function removeClient(clients: Clients, key: string, ws: BaseWebSocket): void {
  if (Array.isArray(clients)) {
    const index = clients.indexOf(ws)
    if (index !== -1) clients.splice(index, 1)
  } else if (clients[key] === ws) {
    delete clients[key]
  }
}
