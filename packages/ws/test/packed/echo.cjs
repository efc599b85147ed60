// A server that echoes, and a client that checks what comes back, both through `require`.

const assert = require('node:assert/strict')
const WebSocket = require('ws')

const server = new WebSocket.Server({ port: 0 }, () => {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`)
  client.on('open', () => {
    client.send('text ✓')
    client.send(Buffer.from([1, 2, 3]))
  })
  const received = []
  client.on('message', (data, isBinary) => {
    received.push(isBinary ? [...data] : data.toString())
    if (received.length === 2) client.close(1000, 'done')
  })
  client.on('close', (code, reason) => {
    assert.deepEqual(received, ['text ✓', [1, 2, 3]])
    assert.deepEqual([code, reason.toString()], [1000, 'done'])
    server.close()
  })
})

server.on('connection', (ws) => {
  assert.ok(ws instanceof WebSocket)
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }))
})
