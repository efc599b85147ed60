// A server of `ws` under its old name; its connections in the other dialects, whose packages nobody has loaded: one is
// installed under its old name, two under their own.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const bridge = require('@rosetta-ws/bridge')
const WebSocket = require('ws')

async function main() {
  const server = new WebSocket.Server({ port: 0 })
  await once(server, 'listening')
  const client = new WebSocket(`ws://localhost:${server.address().port}/path`)
  const [ws] = await once(server, 'connection')
  await once(client, 'open')

  const connection = bridge.asWebSocketConnection(ws)
  const nodejs = bridge.asNodejsWebSocket(ws)
  const wsd = bridge.asWsd(connection)
  assert(connection instanceof require('@rosetta-ws/websocket').connection)
  assert(nodejs instanceof require('nodejs-websocket/Connection'))
  assert(wsd instanceof require('@rosetta-ws/wsd'))
  assert.equal(bridge.asWs(connection), ws)
  assert.equal(bridge.asWs(nodejs), ws)
  assert.equal(bridge.asNodejsWebSocket(wsd), nodejs)

  const seen = Promise.all([
    once(ws, 'message').then(([data]) => `ws ${data}`),
    once(connection, 'message').then(([{ utf8Data }]) => `websocket ${utf8Data}`),
    once(nodejs, 'text').then(([text]) => `nodejs-websocket ${text}`),
    once(wsd, 'message').then(([data]) => `wsd ${data}`),
  ])
  client.send('hello')
  assert.deepEqual(await seen, ['ws hello', 'websocket hello', 'nodejs-websocket hello', 'wsd hello'])

  const answers = []
  client.on('message', (data) => answers.push(String(data)))
  nodejs.sendText('one')
  wsd.send('two')
  connection.close(1000, 'bye')
  assert.equal(ws.readyState, WebSocket.CLOSING)
  const [code, reason] = await once(client, 'close')
  assert.deepEqual([code, String(reason), answers], [1000, 'bye', ['one', 'two']])

  assert.throws(() => bridge.asWs1(ws), /npm install @rosetta-ws\/ws1/)
  assert.throws(() => bridge.asWs({}), /npm install <name>@npm:@rosetta-ws\/<name>/)
  await new Promise((resolve) => server.close(resolve))
}

main()
