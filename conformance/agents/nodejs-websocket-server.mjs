// Echo server on the API of nodejs-websocket. Arguments: module name, options as JSON.
import { closeCommand } from './close-command.mjs'

const [module = 'original-nodejs-websocket', options = '{}'] = process.argv.slice(2)
const { default: ws } = await import(module)
// The default is 2 MiB; the cases of the limits group send 16 MiB.
ws.setMaxBufferLength(32 * 1024 * 1024)
const server = ws.createServer(JSON.parse(options), (connection) => {
  connection.on('error', () => {})
  // A binary message is a stream that ends later than a text behind it arrives: the echoes keep the order.
  // One that finds the connection closed is dropped.
  let echoes = Promise.resolve()
  connection.on('text', (text) => {
    const close = closeCommand(text)
    if (close) connection.close(close.code, close.reason)
    else echoes = echoes.then(() => connection.sendText(text)).catch(() => {})
  })
  connection.on('binary', (stream) => {
    const pieces = []
    stream.on('data', (piece) => pieces.push(piece))
    const ended = new Promise((resolve) => stream.on('end', resolve))
    echoes = echoes
      .then(() => ended)
      .then(() => connection.sendBinary(Buffer.concat(pieces)))
      .catch(() => {})
  })
})
server.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${server.socket.address().port}`))
