// todo: close. Its listeners run before it returns.
const ws = require('nodejs-websocket')

const server = ws
  .createServer((conn) => {
    conn.on('close', () => server.close())
  })
  .listen(0, '127.0.0.1', () => {
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => {
      conn.close(1000)
      console.log('after close')
    })
    conn.on('close', () => console.log('closed'))
  })
