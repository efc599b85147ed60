// A server that accepts by itself, and hears of every connection and its end.
import http from 'node:http'
import websocket from 'websocket'

const httpServer = http.createServer()
const server = new websocket.server({ httpServer, autoAcceptConnections: true, keepalive: false })

server.on('connect', (connection) => {
  console.log('connections:', server.connections.length)
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data.toUpperCase())
  })
})
server.on('close', (connection, code, description) => {
  console.log('closed:', code, description)
  httpServer.close()
})

httpServer.listen(0, () => {
  const client = new websocket.client()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log(message.utf8Data)
      connection.close(1000, 'thanks')
    })
    connection.sendUTF('loud')
  })
  client.connect(`ws://127.0.0.1:${httpServer.address().port}`)
})
