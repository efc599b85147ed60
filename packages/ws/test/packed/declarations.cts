import http = require('node:http')
import WebSocket = require('ws')

const server = new WebSocket.Server({ server: http.createServer() })
server.on('connection', (ws: WebSocket, request: http.IncomingMessage) => {
  ws.on('message', (data: WebSocket.RawData, isBinary: boolean) => ws.send(data.toString(), { binary: isBinary }))
  ws.once('close', (code: number) => console.log(request.url, code))
})

const client: WebSocket = new WebSocket.WebSocket('ws://localhost')
WebSocket.createWebSocketStream(client).end()

// @ts-expect-error a message is no number
client.send()
