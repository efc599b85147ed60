// Echo server on the API of ws. Arguments: module name, options as JSON.
import { closeCommand } from './close-command.mjs'

const [module = 'original-ws', options = '{}'] = process.argv.slice(2)
const { WebSocketServer } = await import(module)
const server = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 }, ...JSON.parse(options) })
server.on('listening', () => console.log(`ws://127.0.0.1:${server.address().port}`))
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data, isBinary) => {
    const close = isBinary ? undefined : closeCommand(data.toString())
    if (close) socket.close(close.code, close.reason)
    else socket.send(data, { binary: isBinary })
  })
})
