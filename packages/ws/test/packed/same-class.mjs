// `import` and `require` give the same class, with the names that the original has.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import * as namespace from 'ws'
import WebSocket, { WebSocketServer } from 'ws'

const required = createRequire(import.meta.url)('ws')

assert.equal(required, WebSocket)
assert.equal(required.Server, WebSocketServer)
assert.deepEqual(Object.keys(namespace), [
  'PerMessageDeflate',
  'Receiver',
  'Sender',
  'WebSocket',
  'WebSocketServer',
  'createWebSocketStream',
  'default',
  'extension',
  'subprotocol',
])
for (const [name, value] of Object.entries(namespace)) {
  if (name !== 'default') assert.equal(required[name], value, name)
}
for (const name of ['PerMessageDeflate', 'Receiver', 'Sender', 'WebSocket', 'WebSocketServer']) {
  assert.equal(required[name].name, name)
}
