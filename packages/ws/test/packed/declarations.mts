import { createServer } from 'node:http'
import WebSocket, { createWebSocketStream, type RawData, WebSocketServer } from 'ws'

const server = new WebSocketServer({ server: createServer(), perMessageDeflate: { threshold: 0 } })
server.on('connection', (ws, request) => {
  ws.on('message', (data: RawData, isBinary: boolean) => ws.send(data.toString(), { binary: isBinary }))
  ws.on('close', (code: number, reason: Buffer) => console.log(request.url, code, reason.toString()))
})

const client = new WebSocket('ws://localhost', ['chat'], { handshakeTimeout: 1000 })
client.onmessage = (event) => console.log(event.data, event.target.readyState === WebSocket.OPEN)
createWebSocketStream(client).write('bytes')

// @ts-expect-error the address of a server is no URL
new WebSocket(8080)
