// The default import of a CommonJS package.
import ws from 'nodejs-websocket'

const server = ws
  .createServer((conn) => {
    conn.on('text', (text) => {
      if (conn.readyState === conn.OPEN) conn.send(text + text)
    })
    conn.on('close', () => server.close())
  })
  .listen(0, '127.0.0.1', () => {
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => conn.send('ab'))
    conn.on('text', (text) => {
      console.log(text)
      conn.close(1000)
    })
  })
