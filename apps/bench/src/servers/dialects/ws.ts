/** The API of `ws` 8. */
import type { DeflateMode } from '../../control/protocol.js'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

interface WsSocket {
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void
  on(event: 'open', listener: () => void): void
  on(event: 'error', listener: (error: Error) => void): void
  send(data: Buffer | string, options?: { binary: boolean }): void
}

interface WsModule {
  WebSocket: new (url: string, options: object) => WsSocket
  WebSocketServer: new (options: object) => { on(event: 'connection', listener: (socket: WsSocket) => void): void }
}

const DEFLATE: Record<DeflateMode, object> = {
  takeover: { threshold: 0 },
  'no-takeover': { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
}

export function wsDialect({ WebSocket, WebSocketServer }: WsModule): Dialect<WsSocket> {
  return {
    listen({ deflate, maxMessage }, onConnection) {
      const server = httpServer()
      const perMessageDeflate = deflate ? DEFLATE[deflate] : false
      new WebSocketServer({ server, perMessageDeflate, maxPayload: maxMessage }).on('connection', onConnection)
      return listenOnLoopback(server)
    },
    connect(url, onOpen, onFailure) {
      const socket = new WebSocket(url, {})
      socket.on('open', () => onOpen(socket))
      socket.on('error', onFailure)
    },
    onMessage(socket, listener) {
      socket.on('message', (data, isBinary) => listener(isBinary ? data : data.toString()))
    },
    relay(socket) {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
    },
    sendBinary: (socket, body) => socket.send(body),
    sendText: (socket, text) => socket.send(text),
  }
}
