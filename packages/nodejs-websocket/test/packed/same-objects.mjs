// `import` and `require` give the same objects.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import ws, { connect, createServer, setBinaryFragmentation, setMaxBufferLength } from 'nodejs-websocket'
import Connection from 'nodejs-websocket/Connection.js'

const required = createRequire(import.meta.url)('nodejs-websocket')
assert.equal(ws, required)
assert.equal(connect, required.connect)
assert.equal(createServer, required.createServer)
setBinaryFragmentation(10)
setMaxBufferLength(20)
assert.deepEqual([Connection.binaryFragmentation, Connection.maxBufferLength], [10, 20])
