/** What a package of this dialect makes known of itself to others in the process. It is no part of what the package exports. */

import { registerDialect } from '@rosetta-ws/engine/node'
import type { Dialect } from './dialect.js'
import { AdoptedConnection, type BaseWebSocket } from './web-socket.js'
import { acceptUpgrade, type BaseWebSocketServer, ownsListener } from './web-socket-server.js'

type WebSocketClass = new (adopted: AdoptedConnection) => BaseWebSocket
type ServerClass = new () => BaseWebSocketServer

export function makeKnown({ name }: Dialect, WebSocket: WebSocketClass, Server: ServerClass): void {
  registerDialect({
    name,
    objectOf: (value) => (value instanceof WebSocket ? value : undefined),
    connectionOf: (ws) => (ws as BaseWebSocket)._connection,
    particularsOf: (value) => {
      const { protocol, protocolVersion, upgradeReq, url } = value as BaseWebSocket
      return { subprotocol: protocol, version: protocolVersion, request: upgradeReq, url }
    },
    adopt: (connection, particulars) => new WebSocket(new AdoptedConnection(connection, particulars)),
    isServer: (value) => value instanceof Server,
    pathOf: (server) => (server as BaseWebSocketServer).path,
    ownsListener: (server, listener) => ownsListener(server as BaseWebSocketServer, listener),
    accept: (server, request, socket, head) => acceptUpgrade(server as BaseWebSocketServer, request, socket, head),
  })
}
