// Echo server on faye-websocket. Argument: module name.
import { createServer } from 'node:http'
import { closeCommand } from './close-command.mjs'

const [module = 'original-faye-websocket'] = process.argv.slice(2)
const { default: WebSocket } = await import(module)
const http = createServer((_request, response) => response.writeHead(404).end())
http.on('upgrade', (request, socket, head) => {
  if (!WebSocket.isWebSocket(request)) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  const connection = new WebSocket(request, socket, head, [], { maxLength: 64 * 1024 * 1024 })
  connection.on('message', ({ data }) => {
    const close = typeof data === 'string' ? closeCommand(data) : undefined
    if (close) connection.close(close.code, close.reason)
    else connection.send(data)
  })
  connection.on('error', () => {})
})
http.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${http.address().port}`))
