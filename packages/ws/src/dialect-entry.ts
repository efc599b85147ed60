/** What `@rosetta-ws/ws` makes known of itself to others in the process. It is no part of what the package exports. */

import { CloseCode, ClosingState, type Connection } from '@rosetta-ws/engine'
import { type OpeningParticulars, registerDialect } from '@rosetta-ws/engine/node'
import { ConnectionEvents } from './connection-events.js'
import { PerMessageDeflate } from './permessage-deflate.js'
import { defaultOptions, policyOf } from './policy.js'
import { ReadyState, WebSocket } from './web-socket.js'
import { upgradeListeners, WebSocketServer } from './web-socket-server.js'

registerDialect({
  name: 'ws',
  objectOf: (value) => (value instanceof WebSocket ? value : undefined),
  connectionOf: (ws) => (ws as WebSocket)._connection,
  particularsOf: (ws) => ({ subprotocol: (ws as WebSocket).protocol || undefined, url: (ws as WebSocket).url }),
  adopt,
  isServer: (value) => value instanceof WebSocketServer,
  pathOf: (server) => (server as WebSocketServer).options.path,
  ownsListener: (server, listener) => upgradeListeners.get(server as WebSocketServer) === listener,
  accept: (server, request, socket, head) => {
    const wss = server as WebSocketServer
    wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request))
  },
})

function adopt(connection: Connection, { subprotocol, url }: OpeningParticulars): WebSocket {
  const { closeCode, closingState, policy } = connection
  const ws = new WebSocket(null, undefined, { autoPong: policy.autoPong, closeTimeout: policy.closeTimeout } as never)
  ws._isServer = connection.role === 'server'
  if (!ws._isServer) ws._url = url
  if (subprotocol !== undefined) ws._protocol = subprotocol
  if (connection.isCompressed) {
    ws._extensions = { [PerMessageDeflate.extensionName]: new PerMessageDeflate({ isServer: ws._isServer }) }
  }
  ws._readyState = readyStateOf(connection)
  ws._closeFrameSent = closingState === ClosingState.CloseSent || closingState === ClosingState.Exchanged
  ws._closeFrameReceived = closeCode !== CloseCode.Abnormal
  ws._closeCode = closeCode
  ws._closeMessage = Buffer.from(connection.closeReason)
  ws._connection = connection.attach(new ConnectionEvents(ws), policyOf(defaultOptions, false, policy.closeTimeout))
  return ws
}

function readyStateOf(connection: Connection): number {
  if (connection.isClosed) return ReadyState.CLOSED
  return connection.isOpen ? ReadyState.OPEN : ReadyState.CLOSING
}
