// Pings with a text, answered by a pong with the same.
const ws = require('nodejs-websocket')

const server = ws
  .createServer((conn) => {
    conn.on('pong', (data) => {
      console.log('pong', data, data.length)
      conn.close(1000, 'enough')
    })
    conn.sendPing('täst')
  })
  .listen(0, '127.0.0.1', () => {
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port)
    conn.on('close', (code, reason) => {
      console.log('closed', code, reason)
      server.close()
    })
  })
