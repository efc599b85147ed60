// A connection as a duplex stream: a megabyte goes through an echo and comes back whole.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import WebSocket, { createWebSocketStream, WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0, perMessageDeflate: true })
server.on('connection', (ws) => {
  const stream = createWebSocketStream(ws)
  stream.pipe(stream)
})
await once(server, 'listening')

const sent = randomBytes(1 << 20)
const stream = createWebSocketStream(new WebSocket(`ws://127.0.0.1:${server.address().port}`))
Readable.from(slices(sent)).pipe(stream, { end: false })

const parts = []
let missing = sent.length
for await (const part of stream) {
  parts.push(part)
  missing -= part.length
  // The peer ends its side when ours ends, and that ends the loop.
  if (missing === 0) stream.end()
}
assert.ok(Buffer.concat(parts).equals(sent))
server.close()

function* slices(bytes) {
  for (let start = 0; start < bytes.length; start += 50_000) yield bytes.subarray(start, start + 50_000)
}
