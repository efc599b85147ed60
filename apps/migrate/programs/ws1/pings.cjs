// Pings and pongs carry data.
const WebSocket = require('ws')

const wss = new WebSocket.Server({ host: '127.0.0.1', port: 0 }, () => {
  const socket = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  socket.on('ping', (data) => console.log('ping', data.toString()))
})
wss.on('connection', (socket) => {
  socket.on('pong', (data) => {
    console.log('pong', data.toString())
    socket.close()
  })
  socket.on('close', () => wss.close())
  socket.ping('knock')
})
