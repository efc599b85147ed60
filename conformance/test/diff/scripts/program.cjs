/** A user's script that requires. */
const { WebSocketServer, WebSocket } = require('ws')

const server = new WebSocketServer({ port: 0 }, () => {
  const client = new WebSocket(`ws://localhost:${server.address().port}`)
  client.on('open', () => client.send('hello'))
  client.on('message', (data) => {
    console.log('echoed', String(data))
    client.close(1000, 'bye')
  })
  client.on('close', () => server.close())
})
server.on('connection', (ws) => ws.on('message', (data) => ws.send(String(data))))
