// todo (works): cookies. They are read from the request and set with accept().
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const visits = request.cookies.find((cookie) => cookie.name === 'visits')
  const connection = request.accept(null, request.origin, [{ name: 'visits', value: String(Number(visits.value) + 1) }])
  connection.sendUTF('visit ' + visits.value)
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log(message.utf8Data)
      connection.close()
      httpServer.close()
    })
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port, null, null, { Cookie: 'visits=6' })
})
