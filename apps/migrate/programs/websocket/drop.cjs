// todo: drop. It ends a connection at once, with an event that comes before it returns.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', () => connection.drop(1008, 'enough'))
  connection.on('close', (code, text) => console.log('dropped', code, text))
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('close', () => httpServer.close())
    connection.sendUTF('once too often')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
