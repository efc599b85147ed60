// Subprotocols: the first of the server's that the client asks for.
const ws = require('nodejs-websocket')

const server = ws
  .createServer({ validProtocols: ['v2', 'v1'] }, (conn) => {
    console.log('server:', conn.protocol)
    conn.on('text', (text) => conn.sendText(conn.protocol + ' ' + text))
    conn.on('error', () => {})
  })
  .listen(0, '127.0.0.1', () => {
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port, { protocols: ['v1', 'v2'] }, () => {
      console.log('client:', conn.protocol)
      conn.sendText('ok')
    })
    conn.on('text', (text) => {
      console.log('client:', text)
      server.close()
      conn.close(1000)
    })
    conn.on('error', () => {})
  })
