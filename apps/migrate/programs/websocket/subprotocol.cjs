// A subprotocol that the server insists on.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })

wsServer.on('request', (request) => {
  if (request.requestedProtocols.indexOf('chat') < 0) {
    request.reject(400)
    return
  }
  const connection = request.accept('chat', request.origin)
  connection.sendUTF('you speak ' + connection.protocol)
})

httpServer.listen(0, () => {
  const url = 'ws://127.0.0.1:' + httpServer.address().port
  const stranger = new WebSocketClient()
  stranger.on('connectFailed', () => {
    console.log('stranger: refused')
    const client = new WebSocketClient()
    client.on('connect', (connection) => {
      console.log('client:', connection.protocol)
      connection.on('message', (message) => {
        console.log('client:', message.utf8Data)
        connection.close()
        httpServer.close()
      })
    })
    client.connect(url, ['superchat', 'chat'])
  })
  stranger.connect(url, 'other')
})
