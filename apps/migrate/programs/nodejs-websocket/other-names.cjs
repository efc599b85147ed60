// The functions of the package under other names, and without a name.
var make = require('nodejs-websocket').createServer, WebSocketServer = ' is taken'
const { connect: dial } = require('nodejs-websocket')

const server = make(function (connection) {
  connection.on('text', function (text) { connection.sendText(text + WebSocketServer) })
}).listen(0)
server.on('listening', function () {
  var client = dial('ws://127.0.0.1:' + server.socket.address().port, function () { client.sendText('the name') })
  client.on('text', function (text) {
    console.log(text)
    server.close()
    client.close(1000)
  })
})
const other = require('nodejs-websocket').createServer(function () {}).listen(0, function () {
  other.close()
})
