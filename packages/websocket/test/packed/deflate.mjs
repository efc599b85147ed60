// Compression, which both sides have to ask for.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import websocket from 'websocket'

const http = createServer()
await once(http.listen(0, '127.0.0.1'), 'listening')
const server = new websocket.server({ httpServer: http, autoAcceptConnections: true, perMessageDeflate: true })
server.on('connect', (connection) => connection.on('message', ({ utf8Data }) => connection.sendUTF(utf8Data)))

const text = 'again and '.repeat(20_000)
async function exchange(config) {
  const client = new websocket.client(config)
  client.connect(`ws://127.0.0.1:${http.address().port}/`)
  const [connection] = await once(client, 'connect')
  const before = connection.socket.bytesWritten
  connection.sendUTF(text)
  const [{ utf8Data }] = await once(connection, 'message')
  assert.equal(utf8Data, text)
  const sent = connection.socket.bytesWritten - before
  connection.close()
  await once(connection, 'close')
  return [sent, connection.extensions.map(({ name }) => name)]
}
const [plain, none] = await exchange({})
const [compressed, agreed] = await exchange({ perMessageDeflate: true })
assert.deepEqual(none, [])
assert.deepEqual(agreed, ['permessage-deflate'])
assert.ok(plain > text.length && compressed < text.length / 20, `${plain} and ${compressed} bytes`)
server.shutDown()
http.close()
