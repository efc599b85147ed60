// todo (works): a client whose connect() stands elsewhere stays, beside a server that moves; who waits for it gets a view.
import { once } from 'node:events'
import http from 'node:http'
import websocket from 'websocket'

const { server: Server, client: Client } = websocket

const httpServer = http.createServer()
const server = new Server({ httpServer, keepalive: false })
server.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => connection.sendUTF(message.type + ' ' + message.utf8Data))
  connection.on('close', () => httpServer.close())
})
await once(httpServer.listen(0), 'listening')

const client = new Client()
const connected = new Promise((resolve) => client.on('connect', resolve))
setImmediate(() => client.connect(`ws://127.0.0.1:${httpServer.address().port}/`))
const connection = await connected
connection.on('message', (message) => {
  console.log(message.utf8Data)
  connection.close()
})
connection.on('close', (code) => console.log('closed', code))
connection.sendUTF('hello')
