/** A bare upgrade through `node:http`, with nobody behind it: the ceiling of handshakes, the floor of memory. */
import type { Duplex } from 'node:stream'
import { answerUpgrade } from '../../opening-handshake.js'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

const ignore = (): void => {}

export function upgradeDialect(): Dialect<Duplex> {
  return {
    listen(_, onConnection) {
      const server = httpServer()
      server.on('upgrade', (request, socket) => {
        socket.on('error', ignore)
        socket.write(answerUpgrade(request.headers['sec-websocket-key']!))
        // Sockets of an HTTP server stay half open until somebody ends them.
        socket.on('end', () => socket.end())
        socket.resume()
        onConnection(socket)
      })
      return listenOnLoopback(server)
    },
    onMessage: (socket, listener) => socket.on('data', listener),
    sendBinary: (socket, body) => socket.write(body),
    sendText: (socket, text) => socket.write(text),
  }
}
