/** The API of `nodejs-websocket` 1.7, which gives a binary message as a stream. */
import type { AddressInfo, Server } from 'node:net'
import type { Readable } from 'node:stream'
import type { Dialect } from '../dialect.js'

interface Connection {
  on(event: 'text', listener: (text: string) => void): void
  on(event: 'binary', listener: (stream: Readable) => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  sendBinary(body: Buffer): void
  sendText(text: string): void
}

interface NodejsWebsocketModule {
  createServer(onConnection: (connection: Connection) => void): {
    socket: Server
    listen(port: number, host: string, onListening: () => void): void
  }
  connect(url: string, onConnect: () => void): Connection
  setMaxBufferLength(bytes: number): void
}

const ignore = (): void => {}

export function nodejsWebsocketDialect(module: NodejsWebsocketModule): Dialect<Connection> {
  return {
    listen({ maxMessage }, onConnection) {
      module.setMaxBufferLength(maxMessage)
      const server = module.createServer((connection) => {
        connection.on('error', ignore)
        onConnection(connection)
      })
      return new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.socket.address() as AddressInfo).port))
      })
    },
    connect(url, onOpen, onFailure) {
      const connection = module.connect(url, () => onOpen(connection))
      connection.on('error', onFailure)
    },
    onMessage(connection, listener) {
      // A stream ends in a later turn than the next text comes: what is open is waited for, to keep the order.
      let open = 0
      let texts: string[] = []
      connection.on('text', (text) => {
        if (open === 0) listener(text)
        else texts.push(text)
      })
      connection.on('binary', (stream) => {
        const pieces: Buffer[] = []
        open++
        stream.on('data', (piece: Buffer) => pieces.push(piece))
        stream.on('end', () => {
          listener(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces))
          if (--open > 0 || texts.length === 0) return
          for (const text of texts) listener(text)
          texts = []
        })
      })
    },
    sendBinary: (connection, body) => connection.sendBinary(body),
    sendText: (connection, text) => connection.sendText(text),
  }
}
