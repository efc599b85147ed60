/** The dialect of `ws` 8. */

import { asWs } from '@rosetta-ws/bridge'
import type { ConnectionFace } from '@rosetta-ws/engine'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import type { Dialect, Peer } from './dialect.js'
import { tellEvents } from './tell-events.js'

export const ws: Dialect = {
  name: 'ws',
  original: 'ws 8',
  deflates: true,
  attach(door, { deflate, subprotocols, maxMessage }, welcome) {
    const server = new WebSocketServer({
      server: door,
      perMessageDeflate: deflate && { threshold: 0 },
      maxPayload: maxMessage,
      handleProtocols: (offered) => [...offered].find((each) => subprotocols.includes(each)) ?? false,
    })
    server.on('connection', (socket, request) => {
      const listener = welcome(peerOf(socket), request.url ?? '')
      socket.on('message', (data, isBinary) => {
        const bytes = data as Buffer
        if (isBinary) listener.onBinary(bytes)
        else listener.onText(bytes.toString())
      })
      socket.on('error', (error) => listener.onError(error.message))
      socket.on('close', (code, reason) => listener.onClose(code, reason.toString()))
    })
  },
  see(connection, tell) {
    const socket = asWs(connection as WebSocket)
    tellEvents(socket, ['message', 'ping', 'pong', 'error', 'close'], tell)
    return peerOf(socket)
  },
}

function peerOf(socket: WebSocket): Peer {
  return {
    socket,
    engine: (socket as unknown as { _connection: ConnectionFace })._connection,
    subprotocol: socket.protocol,
    deflate: socket.extensions !== '',
    sendText: (text) => socket.send(text),
    sendBinary: (bytes) => socket.send(bytes),
    ping: (payload) => socket.ping(payload),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}
