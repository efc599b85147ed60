// todo (works): routes. They stay with the router of websocket, and its connections are seen through the bridge.
const http = require('http')
const { server: WebSocketServer, router: WebSocketRouter, client: WebSocketClient } = require('websocket')

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer, keepalive: false })
const router = new WebSocketRouter()
router.attachServer(wsServer)
router.mount('/time', null, (request) => {
  const connection = request.accept(request.origin)
  connection.on('message', (message) => connection.sendUTF(message.utf8Data + " o'clock"))
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log(message.utf8Data)
      connection.close()
      httpServer.close()
    })
    connection.sendUTF('five')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port + '/time')
})
