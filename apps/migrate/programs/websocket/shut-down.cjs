// A server that says goodbye to everybody and stops.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', () => {
    wsServer.shutDown()
    httpServer.close()
  })
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('close', (code, text) => console.log('client:', code, text))
    connection.sendUTF('stop')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
