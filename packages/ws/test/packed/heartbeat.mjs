// A server pings its clients and terminates the one that does not answer.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import WebSocket, { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0 })
server.on('connection', (ws) => {
  ws.isAlive = true
  ws.on('pong', () => {
    ws.isAlive = true
  })
})
await once(server, 'listening')

const url = `ws://127.0.0.1:${server.address().port}`
const alive = new WebSocket(url)
await once(alive, 'open')
const dead = new WebSocket(url, { autoPong: false })
await once(dead, 'open')

for (const ws of server.clients) {
  ws.isAlive = false
  ws.ping()
}
const [answering] = server.clients
await Promise.all([once(answering, 'pong'), once(dead, 'ping')])
for (const ws of server.clients) {
  if (!ws.isAlive) ws.terminate()
}

assert.equal((await once(dead, 'close'))[0], 1006)
assert.equal(alive.readyState, WebSocket.OPEN)
assert.equal(server.clients.size, 1)
alive.close()
await once(alive, 'close')
server.close()
