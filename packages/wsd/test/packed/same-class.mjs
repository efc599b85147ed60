// `import` and `require` give the same class.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import WebSocket, { WebSocket as byName, connect, createServer, Receiver, Sender, Server } from 'ws'

const required = createRequire(import.meta.url)('ws')
assert.equal(WebSocket, required)
assert.equal(byName, required)
for (const [name, value] of Object.entries({ connect, createServer, Receiver, Sender, Server })) {
  assert.equal(value, required[name])
}
assert.deepEqual([WebSocket.OPEN, WebSocket.prototype.CLOSED], [1, 3])
