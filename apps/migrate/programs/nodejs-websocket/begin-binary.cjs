// todo: beginBinary. A binary message that is written in pieces.
const ws = require('nodejs-websocket')

const server = ws
  .createServer((conn) => {
    conn.on('text', () => {
      const out = conn.beginBinary()
      out.write('one ')
      out.end('two')
    })
    conn.on('close', () => server.close())
  })
  .listen(0, '127.0.0.1', () => {
    const conn = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => conn.sendText('go'))
    conn.on('binary', (stream) => {
      const parts = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        console.log(Buffer.concat(parts).toString())
        conn.close(1000)
      })
    })
  })
