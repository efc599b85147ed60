// One client speaks, and every other client hears it.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import WebSocket, { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0 })
server.on('connection', (ws) => {
  ws.on('message', (data, isBinary) => {
    for (const client of server.clients) {
      if (client !== ws && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary })
    }
  })
})
await once(server, 'listening')

const clients = Array.from({ length: 5 }, () => new WebSocket(`ws://127.0.0.1:${server.address().port}`))
await Promise.all(clients.map((client) => once(client, 'open')))

const [speaker, ...listeners] = clients
speaker.on('message', () => assert.fail('the speaker hears itself'))
const heard = Promise.all(listeners.map((client) => once(client, 'message')))
speaker.send('to all')
for (const [data] of await heard) assert.equal(data.toString(), 'to all')

for (const client of clients) client.close()
await Promise.all(clients.map((client) => once(client, 'close')))
server.close()
