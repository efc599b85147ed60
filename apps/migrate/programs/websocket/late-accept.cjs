// todo (works): accepted later. A request waits for a check that takes time.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
const check = (token, done) => setImmediate(() => done(token === '/good'))

wsServer.on('request', (request) => {
  check(request.resource, (isGood) => {
    if (!isGood) {
      request.reject(401)
      return
    }
    const connection = request.accept(null, request.origin)
    connection.sendUTF('come in')
  })
})

function attempt(path, done) {
  const client = new WebSocketClient()
  client.on('connectFailed', () => {
    console.log(path, 'refused')
    done()
  })
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log(path, message.utf8Data)
      connection.close()
      done()
    })
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port + path)
}

httpServer.listen(0, () => attempt('/bad', () => attempt('/good', () => httpServer.close())))
