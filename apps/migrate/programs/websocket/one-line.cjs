'use strict'; var http = require('http') // Several statements on a line, commas first, as code was written once.
  , WebSocket = require('websocket')
  , server = http.createServer(), wss = new WebSocket.server({ httpServer: server, keepalive: false }); wss.on('request', function (r) { if (r.resourceURL.pathname === '/no') { r.reject(); return } var c = r.accept(); c.on('message', function (m) { if (m.type === 'utf8') c.sendUTF(m.utf8Data); else c.sendBytes(m.binaryData) }) })
server.listen(0, function () { var c = new WebSocket.client(); c.on('connect', function (k) { k.on('message', function (m) { if (m.type !== 'utf8') return; console.log(m.utf8Data); wss.shutDown(); server.close() }); k.on('close', function (code) { console.log(code); no() }); k.sendUTF('x') }); c.connect('ws://127.0.0.1:' + server.address().port) })
function no() { console.log('done') }
