// todo: stream. A message that is sent in pieces.
const WebSocket = require('ws')

const wss = new WebSocket.Server({ host: '127.0.0.1', port: 0 }, () => {
  const socket = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  socket.on('message', (text) => {
    console.log(text)
    socket.close()
  })
  socket.on('close', () => wss.close())
})
wss.on('connection', (socket) => {
  const parts = ['one ', 'two ', 'three']
  socket.stream((error, send) => {
    if (error) return
    const part = parts.shift()
    send(part, parts.length === 0)
  })
})
