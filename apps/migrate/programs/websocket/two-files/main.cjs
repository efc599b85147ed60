// A program of two files: the connections are made here and used in the other.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client
const { Board } = require('./board.cjs')

const httpServer = http.createServer()
const board = new Board()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  board.add(request.accept(null, request.origin))
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log(message.utf8Data)
      if (message.utf8Data === '["tea","milk"]') {
        connection.close()
        httpServer.close()
      }
    })
    connection.sendUTF('tea')
    connection.sendUTF('milk')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
