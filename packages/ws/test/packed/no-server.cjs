// One HTTP server, two WebSocket servers by path, and an upgrade that is refused by hand.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { createServer } = require('node:http')
const { WebSocket, WebSocketServer } = require('ws')

const rooms = { '/one': new WebSocketServer({ noServer: true }), '/two': new WebSocketServer({ noServer: true }) }
const http = createServer()

http.on('upgrade', (request, socket, head) => {
  const room = rooms[request.url]
  if (!room) return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  room.handleUpgrade(request, socket, head, (ws) => room.emit('connection', ws, request))
})
for (const room of Object.values(rooms)) room.on('connection', (ws, request) => ws.send(request.url))

http.listen(0, '127.0.0.1', async () => {
  const origin = `ws://127.0.0.1:${http.address().port}`
  for (const path of Object.keys(rooms)) {
    const client = new WebSocket(origin + path)
    const [data] = await once(client, 'message')
    assert.equal(data.toString(), path)
    client.close()
    await once(client, 'close')
  }
  const [error] = await once(new WebSocket(`${origin}/three`), 'error')
  assert.equal(error.message, 'Unexpected server response: 404')
  http.close()
})
