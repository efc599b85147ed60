/** The API of `faye-websocket`. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

interface FayeSocket {
  on(event: 'message', listener: (event: { data: Buffer | string }) => void): void
  on(event: 'open', listener: () => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  send(data: Buffer | string): void
}

interface FayeModule {
  new (request: IncomingMessage, socket: Duplex, head: Buffer, protocols: string[], options: object): FayeSocket
  Client: new (url: string) => FayeSocket
}

export function fayeDialect(WebSocket: FayeModule): Dialect<FayeSocket> {
  return {
    listen({ maxMessage }, onConnection) {
      const server = httpServer()
      server.on('upgrade', (request, socket, head) => {
        onConnection(new WebSocket(request, socket, head, [], { maxLength: maxMessage }))
      })
      return listenOnLoopback(server)
    },
    connect(url, onOpen, onFailure) {
      const socket = new WebSocket.Client(url)
      socket.on('open', () => onOpen(socket))
      socket.on('error', onFailure)
    },
    onMessage: (socket, listener) => socket.on('message', ({ data }) => listener(data)),
    sendBinary: (socket, body) => socket.send(body),
    sendText: (socket, text) => socket.send(text),
  }
}
