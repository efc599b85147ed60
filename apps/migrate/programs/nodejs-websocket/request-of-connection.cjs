// What a connection tells of its request: the path and the headers.
const ws = require('nodejs-websocket')

const server = ws
  .createServer((conn) => {
    const room = conn.path.slice(1)
    console.log('server:', conn.path, conn.headers['x-user'], conn.key.length)
    conn.on('text', (text) => {
      conn.sendText(room + ': ' + text)
    })
    conn.on('close', (code, reason) => {
      console.log('server: closed', conn.path, code, JSON.stringify(reason))
      server.close()
    })
  })
  .listen(0, '127.0.0.1', () => {
    const url = 'ws://127.0.0.1:' + server.socket.address().port + '/kitchen?x=1'
    const conn = ws.connect(url, { extraHeaders: { 'X-User': 'ann' } }, () => {
      conn.sendText('hi')
    })
    conn.on('text', (text) => {
      console.log('client:', text)
      conn.close(1001, 'off')
    })
  })
