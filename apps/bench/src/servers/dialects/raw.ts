/** No WebSocket at all: bytes from `node:net`, after an upgrade that is answered by hand. The ceiling of what is possible. */
import { createServer, type Socket } from 'node:net'
import { answerUpgrade } from '../../opening-handshake.js'
import type { Dialect } from '../dialect.js'
import { listenOnLoopback } from '../listen.js'

const ignore = (): void => {}

export function rawDialect(): Dialect<Socket> {
  return {
    listen(_, onConnection) {
      const server = createServer({ noDelay: true }, (socket) => {
        socket.on('error', ignore)
        socket.once('data', (head) => {
          const key = /^sec-websocket-key: *(\S+)/im.exec(head.toString('latin1'))?.[1] ?? ''
          socket.write(answerUpgrade(key))
          onConnection(socket)
        })
      })
      return listenOnLoopback(server)
    },
    onMessage: (socket, listener) => socket.on('data', listener),
    sendBinary: (socket, body) => socket.write(body),
    sendText: (socket, text) => socket.write(text),
  }
}
