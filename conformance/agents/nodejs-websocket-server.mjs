// Echo server on the API of nodejs-websocket. Argument: module name.
import { closeCommand } from './close-command.mjs'

const [module = 'original-nodejs-websocket'] = process.argv.slice(2)
const { default: ws } = await import(module)
// The default is 2 MiB; the cases of the limits group send 16 MiB.
ws.setMaxBufferLength(32 * 1024 * 1024)
const server = ws.createServer((connection) => {
  connection.on('error', () => {})
  connection.on('text', (text) => {
    const close = closeCommand(text)
    if (close) connection.close(close.code, close.reason)
    else connection.sendText(text)
  })
  connection.on('binary', (stream) => {
    const pieces = []
    stream.on('data', (piece) => pieces.push(piece))
    stream.on('end', () => connection.sendBinary(Buffer.concat(pieces)))
  })
})
server.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${server.socket.address().port}`))
