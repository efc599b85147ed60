/** The dialect of `websocket` 1.0 (WebSocket-Node). */

import { asWebSocketConnection } from '@rosetta-ws/bridge'
import type { ConnectionFace } from '@rosetta-ws/engine'
import { type connection, server as WebSocketServer } from '@rosetta-ws/websocket'
import type { Dialect, Peer } from './dialect.js'
import { tellEvents } from './tell-events.js'

export const websocket: Dialect = {
  name: 'websocket',
  original: 'websocket 1.0',
  deflates: true,
  attach(door, { deflate, subprotocols, maxMessage }, welcome) {
    const server = new WebSocketServer({
      httpServer: door,
      maxReceivedFrameSize: maxMessage,
      maxReceivedMessageSize: maxMessage,
      perMessageDeflate: deflate && { threshold: 0 },
    })
    server.on('request', (request) => {
      const subprotocol = request.requestedProtocols.find((each) => subprotocols.includes(each))
      const connection = request.accept(subprotocol, request.origin)
      const listener = welcome(peerOf(connection, subprotocol ?? ''), request.resource)
      connection.on('message', (message) => {
        if (message.type === 'utf8') listener.onText(message.utf8Data)
        else listener.onBinary(message.binaryData)
      })
      connection.on('error', (error) => listener.onError(error.message))
      connection.on('close', (code, description) => listener.onClose(code, description))
    })
  },
  see(from, tell) {
    const socket = asWebSocketConnection(from as connection)
    tellEvents(socket, ['message', 'ping', 'pong', 'error', 'close'], tell)
    return peerOf(socket, String(socket.protocol ?? ''))
  },
}

function peerOf(socket: connection, subprotocol: string): Peer {
  return {
    socket,
    engine: (socket as unknown as { _engine: ConnectionFace })._engine,
    subprotocol,
    deflate: socket.extensions.length > 0,
    sendText: (text) => socket.sendUTF(text),
    sendBinary: (bytes) => socket.sendBytes(bytes),
    ping: (payload) => socket.ping(payload),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.drop(1006, 'Dropped by the server', true),
  }
}
