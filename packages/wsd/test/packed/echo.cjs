// A server that echoes, and a client that checks what comes back, both through `require`.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const WebSocket = require('ws')

async function main() {
  const wss = new WebSocket.Server({ port: 0 })
  wss.on('connection', (ws) => {
    ws.on('message', (data, flags) => ws.send(data, { binary: flags.binary }))
  })
  await once(wss, 'listening')
  const ws = new WebSocket(`ws://localhost:${wss._server.address().port}`)
  assert(ws instanceof WebSocket)
  assert.equal(ws.constructor.name, 'WebSocket')
  await once(ws, 'open')
  assert.equal(Object.keys(wss.clients).length, 1)
  assert.deepEqual(Object.keys(ws.extensions), ['permessage-deflate'])
  ws.send('hello')
  const [text, flags] = await once(ws, 'message')
  assert.deepEqual([text, flags.binary, flags.masked], ['hello', undefined, false])
  ws.send(Buffer.from([1, 2]))
  const [bytes] = await once(ws, 'message')
  assert.deepEqual(bytes, Buffer.from([1, 2]))
  ws.close(1000, 'bye')
  assert.deepEqual(await once(ws, 'close'), [1000, 'bye'])
  wss.close()
}

main()
