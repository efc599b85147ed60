// A broadcast of the program's own on the server, with a loop over the keys of its clients.
var WebSocket = require('ws')

var wss = new WebSocket.Server({ port: 0 })
wss.broadcast = function (data) { for (var i in this.clients) this.clients[i].send(data) }
wss.on('connection', function (ws) { ws.on('message', function (m) { wss.broadcast('all ' + m) }) })
wss.on('listening', function () {
  var c = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  c.on('open', function () { c.send('x') })
  c.on('message', function (m) { console.log(m); wss.close() })
})
