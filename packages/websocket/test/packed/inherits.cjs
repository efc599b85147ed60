// A server whose class inherits from ours in the way of ES5.

const assert = require('node:assert/strict')
const http = require('node:http')
const util = require('node:util')
const WebSocketServer = require('websocket/lib/WebSocketServer')
const { client: WebSocketClient, connection: WebSocketConnection } = require('websocket')

function EchoServer(config) {
  WebSocketServer.call(this, config)
  this.on('connect', (connection) => {
    assert.ok(connection instanceof WebSocketConnection)
    connection.on('message', (message) => connection.sendUTF(message.utf8Data))
  })
}
util.inherits(EchoServer, WebSocketServer)

const httpServer = http.createServer()
httpServer.listen(0, '127.0.0.1', () => {
  const server = new EchoServer({ httpServer, autoAcceptConnections: true })
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', ({ utf8Data }) => {
      assert.equal(utf8Data, 'hello')
      connection.close()
    })
    connection.on('close', (code) => {
      assert.equal(code, 1000)
      server.shutDown()
      httpServer.close()
    })
    connection.sendUTF('hello')
  })
  client.connect(`ws://127.0.0.1:${httpServer.address().port}/`)
})
