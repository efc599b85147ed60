// One HTTP server, two dialects, from an ES module; the module systems share what they know.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import bridge, { asWebSocketConnection, mount } from '@rosetta-ws/bridge'
import websocket from '@rosetta-ws/websocket'
import WebSocket, { WebSocketServer } from 'ws'

const require = createRequire(import.meta.url)
assert.equal(require('@rosetta-ws/bridge').mount, mount)
assert.equal(bridge.mount, mount)

const server = createServer()
const old = new websocket.server({ httpServer: server, autoAcceptConnections: true })
const wss = new WebSocketServer({ noServer: true })
const unmount = mount(server, { '/old': old, '/new': wss })
server.listen(0)
await once(server, 'listening')
const url = `ws://localhost:${server.address().port}`

old.on('connect', (connection) => connection.sendUTF('old'))
wss.on('connection', (ws) => {
  assert(asWebSocketConnection(ws) instanceof websocket.connection)
  asWebSocketConnection(ws).sendUTF('new')
})
for (const name of ['old', 'new']) {
  const client = new WebSocket(`${url}/${name}`)
  const [data] = await once(client, 'message')
  assert.equal(String(data), name)
  client.terminate()
}
const [error] = await once(new WebSocket(`${url}/nowhere`), 'error')
assert.equal(error.message, 'Unexpected server response: 404')
unmount()
server.close()
