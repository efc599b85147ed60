// Closing the server ends its connections.
const WebSocket = require('ws')

const wss = new WebSocket.Server({ host: '127.0.0.1', port: 0 })
wss.on('connection', (socket) => {
  console.log('clients:', wss.clients.length)
  socket.on('error', () => {})
  wss.close()
})
wss.on('listening', () => {
  const socket = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  socket.on('open', () => console.log('open'))
  socket.on('close', (code) => console.log('client side:', code))
  socket.on('error', () => {})
})
