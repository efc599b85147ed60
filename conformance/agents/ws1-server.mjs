// Echo server on the API of ws 1.x, which wsd has too. Arguments: module name, options as JSON: those of the server, and
// the last close code that the API takes.
import { createServer } from 'node:http'
import { closeCommand } from './close-command.mjs'

const [module = 'original-ws1', json = '{}'] = process.argv.slice(2)
const { lastCloseCode = 4999, ...options } = JSON.parse(json)
const { default: WebSocket } = await import(module)
// On an HTTP server of its own, as the two differ in what they take for port 0.
const http = createServer((_request, response) => response.writeHead(404).end())
const server = new WebSocket.Server({ server: http, perMessageDeflate: true, ...options })
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data, { binary }) => {
    const close = binary ? undefined : closeCommand(data)
    if (close && close.code <= lastCloseCode) socket.close(close.code, close.reason)
    // Without a callback a send to a closed socket throws.
    else socket.send(data, { binary: Boolean(binary) }, () => {})
  })
})
http.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${http.address().port}`))
