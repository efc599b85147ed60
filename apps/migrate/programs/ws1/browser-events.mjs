// The browser's form of listeners, in an ES module.
import WebSocket from 'ws'

const wss = new WebSocket.Server({ host: '127.0.0.1', port: 0 })
wss.on('connection', (socket) => {
  socket.onmessage = (event) => socket.send(event.data)
})
wss.on('listening', () => {
  const socket = new WebSocket(`ws://127.0.0.1:${wss._server.address().port}`)
  socket.onopen = () => socket.send('over the wire')
  socket.addEventListener('message', (event) => {
    console.log(typeof event.data, event.data)
    socket.close()
  })
  socket.onclose = (event) => {
    console.log('close', event.code)
    wss.close()
  }
})
