/** What `@rosetta-ws/nodejs-websocket` makes known of itself to others in the process. It is no part of what the package exports. */

import type { Socket } from 'node:net'
import type { Connection as Engine } from '@rosetta-ws/engine'
import { type OpeningParticulars, registerDialect, type SocketTransport } from '@rosetta-ws/engine/node'
import { AdoptedConnection, Connection } from './connection.js'
import { ConnectionEvents } from './connection-events.js'
import { headersOf } from './headers.js'
import { ConnectionPolicy } from './policy.js'
import { ReadyState } from './ready-state.js'
import { acceptUpgrade, isClosed, ownsListener, Server } from './server.js'

registerDialect({
  name: 'nodejs-websocket',
  objectOf: (value) => (value instanceof Connection ? value : undefined),
  connectionOf: (connection) => (connection as Connection)._engine,
  particularsOf: (connection) => {
    const { path, protocol, server } = connection as Connection
    return { subprotocol: protocol, path: server === null ? undefined : (path ?? undefined) }
  },
  adopt,
  isServer: (value) => value instanceof Server,
  pathOf: () => null,
  ownsListener: (server, listener) => ownsListener(server as Server, listener),
  isClosed: (server) => isClosed(server as Server),
  accept: (server, request, socket, head) => acceptUpgrade(server as Server, request, socket, head),
})

function adopt(engine: Engine, { path, request, subprotocol, url }: OpeningParticulars): Connection {
  const { socket } = engine.transport as SocketTransport
  const connection = new Connection(socket as Socket, new AdoptedConnection(request?.url ?? path ?? pathOf(url)))
  connection.protocol = subprotocol
  if (request !== undefined) connection.headers = headersOf(request)
  connection.readyState = readyStateOf(engine)
  const policy = new ConnectionPolicy(Connection, engine.policy.closeTimeout)
  connection._engine = engine.attach(new ConnectionEvents(connection), policy)
  return connection
}

function pathOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  const { pathname, search } = new URL(url)
  return pathname + search
}

function readyStateOf(engine: Engine): number {
  if (engine.isClosed) return ReadyState.Closed
  return engine.isOpen ? ReadyState.Open : ReadyState.Closing
}
