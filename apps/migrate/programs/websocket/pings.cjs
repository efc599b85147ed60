// Pings, pongs and pauses.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('pong', (data) => {
    console.log('pong', data.toString())
    connection.sendUTF('seen')
  })
  connection.on('ping', (cancel, data) => console.log('ping', data.toString()))
  connection.on('error', (error) => console.log(error.message))
  connection.ping(Buffer.from('are you there'))
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.ping('hello')
    connection.pause()
    setImmediate(() => connection.resume())
    connection.on('message', () => {
      console.log('connected', connection.connected)
      connection.close()
      console.log('connected', connection.connected, !connection.connected)
    })
    connection.on('close', () => httpServer.close())
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
