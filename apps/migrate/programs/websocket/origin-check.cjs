// Origins are checked; who is refused gets a 403 and no connection.
const http = require('http')
const { server: WebSocketServer, client: WebSocketClient } = require('websocket')

const allowed = ['https://app.example']
const httpServer = http.createServer()
const wsServer = new WebSocketServer({
  httpServer,
  autoAcceptConnections: false,
  keepalive: false,
})

function isAllowed(origin) {
  return allowed.indexOf(origin) >= 0
}

wsServer.on('request', (request) => {
  if (!isAllowed(request.origin)) {
    request.reject()
    console.log('server: refused ' + request.origin)
    return
  }

  // From here on the peer is one of ours.
  const connection = request.accept(null, request.origin)
  console.log('server: accepted ' + request.origin)
  connection.on('message', (message) => {
    console.log('server: got ' + message.utf8Data)
    connection.sendUTF('welcome')
  })
})

function attempt(origin, done) {
  const client = new WebSocketClient()
  client.on('connectFailed', () => {
    console.log('client: refused')
    done()
  })
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log('client: ' + message.utf8Data)
      connection.close()
    })
    connection.on('close', done)
    connection.sendUTF('hello')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port, [], origin)
}

httpServer.listen(0, () => {
  attempt('https://evil.example', () => {
    attempt('https://app.example', () => {
      httpServer.close()
    })
  })
})
