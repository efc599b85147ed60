// Large and empty texts, sent with callbacks.
const ws = require('nodejs-websocket')

const server = ws
  .createServer((conn) => {
    conn.on('text', (text) => conn.sendText(String(text.length), () => console.log('answered', text.length)))
    conn.on('close', () => server.close())
  })
  .listen(0, '127.0.0.1', () => {
    const sizes = [0, 1, 125, 126, 65535, 65536, 300000]
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => next())
    const next = () => (sizes.length ? conn.sendText('x'.repeat(sizes.shift())) : conn.close(1000))
    conn.on('text', (text) => {
      console.log('client', text)
      setImmediate(next)
    })
  })
