/** The servers of the soak: each sends back what comes, and ends connections whose peer has fallen silent. */

import type { Server as HttpServer } from 'node:http'
import { server as Server } from '@rosetta-ws/websocket'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'

/** Milliseconds between two pings of a server, in which the pong must come. */
export const HEARTBEAT = 15_000

/** A server while it runs. */
export interface SoakServer {
  /** Connections that it knows. */
  open(): number
  stop(): void
}

/** @param onMessage called for each message */
type Start = (http: HttpServer, onMessage: () => void) => SoakServer

/** With the heartbeat that users of `ws` write. */
const ws: Start = (http, onMessage) => {
  const server = new WebSocketServer({ server: http })
  const alive = new WeakSet<WebSocket>()
  server.on('connection', (socket) => {
    alive.add(socket)
    socket.on('error', () => {})
    socket.on('pong', () => alive.add(socket))
    socket.on('message', (data, isBinary) => {
      onMessage()
      socket.send(data, { binary: isBinary })
    })
  })
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, HEARTBEAT)
  return {
    open: () => server.clients.size,
    stop: () => {
      clearInterval(heartbeat)
      server.close()
    },
  }
}

/** With its own keepalive. */
const websocket: Start = (http, onMessage) => {
  const server = new Server({
    httpServer: http,
    autoAcceptConnections: true,
    keepaliveInterval: HEARTBEAT,
    keepaliveGracePeriod: HEARTBEAT,
    maxReceivedFrameSize: 1024 * 1024,
  })
  server.on('connect', (connection) => {
    connection.on('error', () => {})
    connection.on('message', (message) => {
      onMessage()
      if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
      else connection.sendBytes(message.binaryData)
    })
  })
  return { open: () => server.connections.length, stop: () => server.unmount() }
}

export const servers: Readonly<Record<string, Start>> = { ws, websocket }
