// The same in ES modules, with names of the author's choice.
import { createServer } from 'node:http'
import websocket from 'websocket'

const { client: Client, server: Server } = websocket

const http = createServer((request, response) => response.end())
const server = new Server({
  httpServer: http,
  keepalive: false,
  maxReceivedMessageSize: 4096,
  fragmentOutgoingMessages: false,
})

server.on('request', (request) => {
  console.log('request for', request.resource)
  var connection = request.accept()
  connection.on('message', (message) => {
    if (message.type !== 'utf8') return
    connection.sendUTF(`${message.utf8Data}!`)
  })
})

http.listen(0, () => {
  const client = new Client()
  client.on('connect', (connection) => {
    connection.once('message', ({ utf8Data }) => {
      console.log('client:', utf8Data)
      connection.close(1000, 'done')
    })
    connection.on('close', (code, reason) => {
      console.log('client: closed', code, reason)
      http.close()
    })
    connection.sendUTF('hello')
  })
  client.connect(`ws://127.0.0.1:${http.address().port}/some/path?x=1`)
})
