// A client with its subprotocol among the options, a server that looks at it, and a heartbeat with all three arguments.
var WebSocket = require('ws')

var wss = new WebSocket.Server({ port: 0, host: '127.0.0.1' })
wss.on('connection', function (ws) {
  ws.on('pong', function (data) { ws.send(ws.protocol + ' ' + String(data || '')) })
  ws.on('message', function (message) {
    try { ws.ping('', false, true); ws.ping(message, { mask: false }, true) } catch (error) { console.log('gone') }
  })
})
wss.on('listening', function () {
  var client = new WebSocket('ws://127.0.0.1:' + wss._server.address().port, { protocol: 'v2', headers: { 'X-A': 'b' } })
  var answers = 0
  client.on('open', function () { client.send('beat') })
  client.on('message', function (message) {
    console.log(client.protocol, message)
    if (++answers === 2) wss.close()
  })
})
