/** What `@rosetta-ws/websocket` makes known of itself to others in the process. It is no part of what the package exports. */

import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { CloseCode, ClosingState, type Connection } from '@rosetta-ws/engine'
import { type OpeningParticulars, registerDialect, type SocketTransport } from '@rosetta-ws/engine/node'
import { closeDescriptions } from './close-reason.js'
import { type ConnectionConfig, clientDefaults, serverDefaults } from './config.js'
import { type ConnectionState, setHidden, setMembers, WebSocketConnection } from './connection.js'
import { ConnectionEvents } from './connection-events.js'
import { ConnectionPolicy } from './policy.js'
import { isShutDown, WebSocketServer } from './server.js'
import { W3CWebSocket } from './w3c-web-socket.js'

registerDialect({
  name: 'websocket',
  objectOf,
  connectionOf: (connection) => (connection as WebSocketConnection)._engine,
  particularsOf: (value) => {
    const { protocol, remoteAddress, webSocketVersion } = objectOf(value) as WebSocketConnection
    const url = value instanceof W3CWebSocket ? value.url : undefined
    return { subprotocol: protocol || undefined, remoteAddress, version: webSocketVersion, url }
  },
  adopt,
  isServer: (value) => value instanceof WebSocketServer,
  pathOf: () => null,
  ownsListener: (server, listener) => (server as WebSocketServer)._handlers.upgrade === listener,
  isClosed: (server) => isShutDown(server as WebSocketServer),
  accept: (value, request, socket, head) => {
    const server = value as WebSocketServer
    // One that was made without a configuration listens nowhere.
    server.config ??= { ...serverDefaults, httpServer: [] }
    server.handleUpgrade(request, socket as Socket, head)
  },
})

function objectOf(value: unknown): WebSocketConnection | null | undefined {
  if (value instanceof W3CWebSocket) return value._connection ?? null
  return value instanceof WebSocketConnection ? value : undefined
}

/** The owner of a connection keeps it alive; a view does not. */
const configs: Readonly<Record<Connection['role'], ConnectionConfig>> = {
  server: { ...serverDefaults, keepalive: false, httpServer: null },
  client: clientDefaults,
}

const states: Readonly<Record<ClosingState, ConnectionState>> = {
  [ClosingState.Open]: 'open',
  [ClosingState.CloseSent]: 'ending',
  [ClosingState.CloseReceived]: 'peer_requested_close',
  [ClosingState.Exchanged]: 'peer_requested_close',
  [ClosingState.Failed]: 'ending',
  [ClosingState.Ending]: 'ending',
  [ClosingState.Closed]: 'closed',
}

function adopt(engine: Connection, particulars: OpeningParticulars): WebSocketConnection {
  const { closeCode, closingState, role } = engine
  const transport = engine.transport as SocketTransport
  const socket = transport.socket as Socket
  const connection = Object.create(WebSocketConnection.prototype) as WebSocketConnection
  EventEmitter.call(connection as never)
  const extensions = engine.isCompressed ? [{ name: 'permessage-deflate', value: '' }] : []
  const config = { ...configs[role], closeTimeout: engine.policy.closeTimeout }
  setMembers(connection, socket, extensions, particulars.subprotocol ?? null, role === 'client', config)
  connection.webSocketVersion = particulars.version ?? 13
  connection.remoteAddress = particulars.remoteAddress ?? socket.remoteAddress
  setHidden(connection, '_transport', transport)
  connection.state = states[closingState]
  connection.connected = engine.isOpen
  connection.waitingForCloseResponse = closingState === ClosingState.CloseSent
  connection.closeEventEmitted = engine.isClosed
  connection.inputPaused = engine.isPaused
  if (closeCode !== CloseCode.Abnormal && closeCode !== CloseCode.NoStatus) {
    connection.closeReasonCode = closeCode
    connection.closeDescription = (engine.closeReason as Buffer).toString() || closeDescriptions[closeCode]
  }
  const view = engine.attach(new ConnectionEvents(connection), new ConnectionPolicy(connection))
  setHidden(connection, '_engine', view)
  if (!engine.isClosed) connection._watchPauses()
  return connection
}
