/** The dialect of `ws` 8. */

import type { Connection } from '@rosetta-ws/engine'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import type { Dialect, Peer } from './dialect.js'

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
}

function peerOf(socket: WebSocket): Peer {
  return {
    engine: (socket as unknown as { _connection: Connection })._connection,
    subprotocol: socket.protocol,
    deflate: socket.extensions !== '',
    sendText: (text) => socket.send(text),
    sendBinary: (bytes) => socket.send(bytes),
    ping: (payload) => socket.ping(payload),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}
