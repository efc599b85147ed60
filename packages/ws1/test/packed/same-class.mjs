// `import` and `require` give the same class.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import WebSocket, { WebSocket as byName, connect, createServer, Receiver, Sender, Server } from 'ws'

const require = createRequire(import.meta.url)
const required = require('ws')
assert.equal(WebSocket, required)
assert.equal(byName, required)
for (const [name, value] of Object.entries({ connect, createServer, Receiver, Sender, Server })) {
  assert.equal(value, required[name])
}
assert.deepEqual([WebSocket.OPEN, WebSocket.prototype.CLOSED], [1, 3])

const modules = { WebSocket, WebSocketServer: Server, Sender, Receiver, ErrorCodes: required.ErrorCodes }
for (const [file, object] of Object.entries(modules)) {
  assert.equal(require(`ws/lib/${file}`), object, file)
  assert.equal(require(`ws/lib/${file}.js`), object, `${file}.js`)
}
assert.equal(require('ws/index'), required)
