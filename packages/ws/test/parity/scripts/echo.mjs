/** An exchange over one connection, as a program of a user has it. */
import WebSocket, { createWebSocketStream, WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0, perMessageDeflate: true }, () => {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`, 'chat')
  const stream = createWebSocketStream(client, { encoding: 'utf8' })
  stream.on('data', (text) => {
    console.log('received', text.length, text.slice(0, 20))
    if (text.startsWith('last')) stream.end()
  })
  stream.write('first')
  stream.write('x'.repeat(5000))
  stream.write('last')
  client.on('close', () => server.close(() => console.log('closed')))
})
server.on('connection', (ws) => ws.on('message', (data) => ws.send(String(data))))
