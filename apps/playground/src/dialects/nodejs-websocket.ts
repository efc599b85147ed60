/** The dialect of `nodejs-websocket` 1.7, which gives a binary message as a stream and has no permessage-deflate. */

import { asNodejsWebSocket } from '@rosetta-ws/bridge'
import type { ConnectionFace } from '@rosetta-ws/engine'
import { type Connection, createServer, setMaxBufferLength } from '@rosetta-ws/nodejs-websocket'
import type { Dialect, Peer } from './dialect.js'
import { tellEvents } from './tell-events.js'

export const nodejsWebsocket: Dialect = {
  name: 'nodejs-websocket',
  original: 'nodejs-websocket 1.7',
  deflates: false,
  attach(door, { subprotocols, maxMessage }, welcome) {
    // Of all connections of the package, as in the original. It limits texts.
    setMaxBufferLength(maxMessage)
    const server = createServer({ httpServer: door, validProtocols: [...subprotocols] })
    server.on('connection', (connection: Connection) => {
      const listener = welcome(peerOf(connection), connection.path ?? '')
      connection.on('text', (text: string) => listener.onText(text))
      connection.on('binary', (stream) => {
        const pieces: Buffer[] = []
        let size = 0
        stream.on('data', (piece: Buffer) => {
          size += piece.length
          if (size <= maxMessage) pieces.push(piece)
          else if (connection.readyState === connection.OPEN) connection.close(1009, 'The message is too big')
        })
        stream.on('end', () => {
          if (size <= maxMessage) listener.onBinary(Buffer.concat(pieces))
        })
      })
      connection.on('error', (error: Error) => listener.onError(error.message))
      // Each call of `close` emits it once more.
      connection.once('close', (code: number, reason: string) => listener.onClose(code, reason))
    })
  },
  see(socket, tell) {
    const connection = asNodejsWebSocket(socket as Connection)
    tellEvents(connection, ['text', 'ping', 'pong', 'error', 'close'], tell)
    connection.on('binary', (stream) => {
      tell("'binary' an InStream")
      stream.resume()
    })
    return peerOf(connection)
  },
}

function peerOf(connection: Connection): Peer {
  return {
    socket: connection,
    engine: (connection as unknown as { _engine: ConnectionFace })._engine,
    subprotocol: connection.protocol ?? '',
    deflate: false,
    sendText: (text) => connection.sendText(text),
    sendBinary: (bytes) => connection.sendBinary(bytes),
    ping: (payload) => connection.sendPing(payload.toString()),
    close: (code, reason) => connection.close(code, reason),
    terminate: () => connection.socket.destroy(),
  }
}
