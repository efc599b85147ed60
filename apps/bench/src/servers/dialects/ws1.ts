/** The API of `ws` 1.x, which is also that of `wsd`. */
import type { DeflateMode } from '../../control/protocol.js'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

interface Ws1Socket {
  on(event: 'message', listener: (data: Buffer | string) => void): void
  on(event: 'open', listener: () => void): void
  on(event: 'error', listener: (error: unknown) => void): void
  send(data: Buffer | string, options: { binary: boolean }): void
}

interface Ws1Module {
  new (url: string): Ws1Socket
  Server: new (options: object) => { on(event: 'connection', listener: (socket: Ws1Socket) => void): void }
}

const DEFLATE: Record<DeflateMode, object> = {
  takeover: { threshold: 0 },
  'no-takeover': { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
}
const BINARY = { binary: true }
const TEXT = { binary: false }
const ignore = (): void => {}

export function ws1Dialect(WebSocket: Ws1Module): Dialect<Ws1Socket> {
  return {
    listen({ deflate, maxMessage }, onConnection) {
      const server = httpServer()
      const perMessageDeflate = deflate ? DEFLATE[deflate] : false
      new WebSocket.Server({ server, perMessageDeflate, maxPayload: maxMessage }).on('connection', (socket) => {
        socket.on('error', ignore)
        onConnection(socket)
      })
      return listenOnLoopback(server)
    },
    connect(url, onOpen, onFailure) {
      const socket = new WebSocket(url)
      socket.on('open', () => onOpen(socket))
      socket.on('error', onFailure)
    },
    onMessage: (socket, listener) => socket.on('message', listener),
    sendBinary: (socket, body) => socket.send(body, BINARY),
    sendText: (socket, text) => socket.send(text, TEXT),
  }
}
