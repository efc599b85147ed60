// `import`, `require` and the deep imports, with and without an extension, give the same objects.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import websocket, * as namespace from 'websocket'
import WebSocketServer from 'websocket/lib/WebSocketServer.js'

const require = createRequire(import.meta.url)
const names = ['client', 'connection', 'deprecation', 'frame', 'request', 'router', 'server', 'version', 'w3cwebsocket']
assert.deepEqual(Object.keys(namespace), [...names.slice(0, 2), 'default', ...names.slice(2)])
assert.deepEqual(Object.keys(websocket).sort(), names)
assert.equal(require('websocket'), websocket)
assert.equal(WebSocketServer, websocket.server)

const files = {
  Deprecation: websocket.deprecation,
  W3CWebSocket: websocket.w3cwebsocket,
  WebSocketClient: websocket.client,
  WebSocketConnection: websocket.connection,
  WebSocketFrame: websocket.frame,
  WebSocketRequest: websocket.request,
  WebSocketRouter: websocket.router,
  WebSocketServer: websocket.server,
  version: websocket.version,
  websocket,
}
for (const [file, object] of Object.entries(files)) {
  assert.equal(require(`websocket/lib/${file}`), object, file)
  assert.equal(require(`websocket/lib/${file}.js`), object, `${file}.js`)
}
for (const file of ['lib/utils', 'lib/WebSocketRouterRequest', 'lib/browser', 'vendor/FastBufferList', 'index']) {
  assert.equal(require(`websocket/${file}`), require(`websocket/${file}.js`), file)
}
assert.equal(require('websocket/index.js'), websocket)
assert.equal(require('websocket/lib/utils').eventEmitterListenerCount(new websocket.client(), 'connect'), 0)
assert.equal(require('websocket/lib/WebSocketRouterRequest').name, 'WebSocketRouterRequest')
assert.equal(require('websocket/package.json').name, '@rosetta-ws/websocket')
for (const name of ['client', 'connection', 'frame', 'request', 'router', 'server']) {
  assert.match(websocket[name].name, /^WebSocket/)
}
