// The listener of connections and those of a connection are functions with names.
var ws = require('nodejs-websocket')

function onConnection(conn) {
  conn.on('text', function onText(text) {
    var answer = text.trim()
    text = answer + '.'
    conn.sendText(text)
  })
  conn.on('close', onClose)
}

function onClose(code, reason) {
  console.log('server: ' + code + ' ' + reason)
  server.close()
}

var server = ws.createServer()
server.on('connection', onConnection)
server.listen(0, '127.0.0.1', () => {
  var client = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => {
    client.sendText('  spaces  ')
  })
  client.on('text', (text) => {
    console.log('client: <' + text + '>')
    client.close(1000, 'fine')
  })
})
