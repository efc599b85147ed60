// The short forms: createServer and connect.
var ws = require('ws')

var server = ws.createServer({ host: '127.0.0.1', port: 0 }, (socket) => {
  socket.on('message', (message) => {
    socket.send(message + message)
  })
})
server.on('listening', () => {
  var socket = ws.connect('ws://127.0.0.1:' + server._server.address().port, () => {
    console.log('open')
    socket.send('ab')
  })
  socket.on('message', (message) => {
    console.log(message)
    socket.terminate()
    server.close()
  })
})
