// Everything at once in async functions: promises of connections, an await before the request is looked at.
import { once } from 'node:events'
import { createServer } from 'node:http'
import websocket from 'websocket'

const httpServer = createServer()
const server = new websocket.server({ httpServer, keepalive: false })

function connected(url) {
  return new Promise((resolve, reject) => {
    const client = new websocket.client()
    client.on('connect', (connection) => resolve(connection))
    client.on('connectFailed', reject)
    client.connect(url)
  })
}

server.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => {
    if (message.type !== 'utf8') {
      return
    }
    const words = message.utf8Data.split(' ')
    connection.sendUTF(words.reverse().join(' '))
  })
})

httpServer.listen(0)
await once(httpServer, 'listening')
const connection = await connected(`ws://127.0.0.1:${httpServer.address().port}`)
connection.sendUTF('one two three')
connection.on('message', ({ utf8Data }) => {
  console.log(utf8Data)
  connection.close()
})
connection.on('close', () => httpServer.close())
