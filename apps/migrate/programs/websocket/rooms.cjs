// Rooms: a Map of Sets of connections, and names that are kept on the connections.
const http = require('http')
const { server: WebSocketServer, client: WebSocketClient } = require('websocket')

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
const rooms = new Map()

function enter(room, connection) {
  if (!rooms.has(room)) rooms.set(room, new Set())
  rooms.get(room).add(connection)
  for (const other of rooms.get(room))
    other.sendUTF(JSON.stringify({ joined: connection.nick, of: rooms.get(room).size }))
}

function leave(room, connection) {
  rooms.get(room).delete(connection)
  rooms.get(room).forEach((other) => other.sendUTF(JSON.stringify({ left: connection.nick })))
}

wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  const { room, nick } = request.resourceURL.query.room
    ? { room: request.resourceURL.query.room, nick: request.resourceURL.query.nick }
    : { room: 'lobby', nick: 'nobody' }
  connection.nick = nick
  enter(room, connection)
  connection.on('message', (message) => {
    const { say } = JSON.parse(message.utf8Data)
    for (const other of rooms.get(room)) if (other !== connection) other.sendUTF(JSON.stringify({ from: nick, say }))
  })
  connection.on('close', () => leave(room, connection))
})

httpServer.listen(0, () => {
  const url = 'ws://127.0.0.1:' + httpServer.address().port
  const ann = new WebSocketClient()
  ann.on('connect', (connection) => {
    connection.on('message', (message) => {
      const event = JSON.parse(message.utf8Data)
      console.log('ann reads', JSON.stringify(event))
      if (event.joined === 'ann') join()
      if (event.joined === 'bob') connection.sendUTF(JSON.stringify({ say: 'hi bob' }))
      if (event.left) {
        connection.close()
        httpServer.close()
      }
    })
  })
  const join = () => {
    const bob = new WebSocketClient()
    bob.on('connect', (connection) => {
      connection.on('message', (message) => {
        const event = JSON.parse(message.utf8Data)
        if (event.say) {
          console.log('bob reads', JSON.stringify(event))
          connection.close()
        }
      })
    })
    bob.connect(url + '/?room=kitchen&nick=bob')
  }
  ann.connect(url + '/?room=kitchen&nick=ann')
})
