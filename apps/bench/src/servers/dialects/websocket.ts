/** The API of `websocket` 1.0 (WebSocket-Node). Its defaults are kept, so it cuts what it sends into frames of 16 KiB. */
import type { Server } from 'node:http'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

interface Message {
  type: 'utf8' | 'binary'
  utf8Data: string
  binaryData: Buffer
}

interface Connection {
  on(event: 'message', listener: (message: Message) => void): void
  sendBytes(body: Buffer): void
  sendUTF(text: string): void
}

interface WebsocketModule {
  server: new (options: object) => { on(event: 'connect', listener: (connection: Connection) => void): void }
  client: new () => {
    on(event: 'connect', listener: (connection: Connection) => void): void
    on(event: 'connectFailed', listener: (error: unknown) => void): void
    connect(url: string): void
  }
}

function listen(
  Module: WebsocketModule,
  server: Server,
  maxMessage: number,
  onConnection: (c: Connection) => void,
): void {
  new Module.server({
    httpServer: server,
    autoAcceptConnections: true,
    maxReceivedFrameSize: maxMessage,
    maxReceivedMessageSize: maxMessage,
  }).on('connect', onConnection)
}

export function websocketDialect(module: WebsocketModule): Dialect<Connection> {
  return {
    listen({ maxMessage }, onConnection) {
      const server = httpServer()
      listen(module, server, maxMessage, onConnection)
      return listenOnLoopback(server)
    },
    connect(url, onOpen, onFailure) {
      const client = new module.client()
      client.on('connect', onOpen)
      client.on('connectFailed', onFailure)
      client.connect(url)
    },
    onMessage(connection, listener) {
      connection.on('message', (message) => listener(message.type === 'utf8' ? message.utf8Data : message.binaryData))
    },
    sendBinary: (connection, body) => connection.sendBytes(body),
    sendText: (connection, text) => connection.sendUTF(text),
  }
}
