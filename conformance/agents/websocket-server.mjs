// Echo server on the API of websocket. Arguments: module name, options as JSON.
import { createServer } from 'node:http'
import { closeCommand } from './close-command.mjs'

const [module = 'original-websocket', options = '{}'] = process.argv.slice(2)
const { default: api } = await import(module)
const http = createServer((_request, response) => response.writeHead(404).end())
// The defaults of websocket are 64 KiB a frame and 1 MiB a message, and it cuts what it sends: the cases of the limits
// group send 16 MiB.
const limits = {
  maxReceivedFrameSize: 64 * 1024 * 1024,
  maxReceivedMessageSize: 64 * 1024 * 1024,
  fragmentOutgoingMessages: false,
}
const server = new api.server({ httpServer: http, autoAcceptConnections: false, ...limits, ...JSON.parse(options) })
server.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('error', () => {})
  connection.on('message', (message) => {
    const close = closeCommand(message.utf8Data)
    if (close) connection.close(close.code, close.reason)
    else if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
    else connection.sendBytes(message.binaryData)
  })
})
http.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${http.address().port}`))
