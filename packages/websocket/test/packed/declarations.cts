import http = require('node:http')
import websocket = require('websocket')
import WebSocketServer = require('websocket/lib/WebSocketServer')

const httpServer = http.createServer()
const server: websocket.server = new WebSocketServer({ httpServer, autoAcceptConnections: false })
server.on('request', (request: websocket.request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
    else connection.sendBytes(message.binaryData)
  })
})
