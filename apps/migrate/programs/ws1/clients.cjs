// The list of clients: length, index, forEach and a filter.
var WebSocket = require('ws')
var WebSocketServer = WebSocket.Server
var wss = new WebSocketServer({ host: '127.0.0.1', port: 0 })
var heard = [[], []]

wss.broadcast = (data) => {
  for (var i = 0; i < wss.clients.length; i++) {
    wss.clients[i].send(data)
  }
}

wss.on('connection', (ws) => {
  if (wss.clients.length < 2) return
  wss.broadcast('by index')
  wss.clients.forEach(function each(client) {
    client.send('by forEach')
  })
  wss.clients
    .filter((client) => client !== ws)
    .forEach((client) => {
      client.send('to others')
    })
  wss.clients.forEach((client, index) => {
    client.close(1000, 'number ' + (index === undefined ? '?' : 'known'))
  })
})

wss.on('listening', () => {
  join(0)
})
var left = 2
function join(index) {
  var ws = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  ws.on('open', () => {
    if (index === 0) join(1)
  })
  ws.on('message', (message) => {
    heard[index].push(message)
  })
  ws.on('close', (code, message) => {
    heard[index].push(code + ' ' + message)
    left -= 1
    if (left === 0) {
      console.log(heard)
      wss.close()
    }
  })
}
