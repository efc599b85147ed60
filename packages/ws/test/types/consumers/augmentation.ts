// A program that adds members of its own to the types of the package. It is compiled, never run.
import { WebSocket, WebSocketServer } from 'ws'

declare module 'ws' {
  interface WebSocket {
    isAlive?: boolean
  }
  interface WebSocketServer {
    broadcast?(message: string): void
  }
}

const server: WebSocketServer = new WebSocketServer({ noServer: true })
server.broadcast?.('hello')
const client: WebSocket = new WebSocket('ws://localhost')
client.isAlive = true
server.on('connection', (websocket: WebSocket) => {
  websocket.isAlive = true
  websocket.on('message', (data) => websocket.send(data.toString()))
})
