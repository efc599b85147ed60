// todo (works): what a request tells before it is accepted; accept('b') refuses who did not ask for b.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false, ignoreXForwardedFor: true })
wsServer.on('request', (request) => {
  console.log(request.resource, request.resourceURL.pathname, request.resourceURL.query.user)
  console.log(request.origin, request.webSocketVersion, request.key.length, request.host.split(':')[0])
  console.log(request.requestedProtocols.join('+'), request.httpRequest.method, request.httpRequest.headers['x-id'])
  console.log(request.remoteAddress.replace('::ffff:', ''))
  const connection = request.accept('b', request.origin)
  connection.on('close', () => {
    console.log('gone:', connection.remoteAddress.replace('::ffff:', ''))
    httpServer.close()
  })
})

httpServer.listen(0, '127.0.0.1', () => {
  const headers = { 'X-Id': '42' }
  const client = new WebSocketClient()
  client.on('connect', (connection) => connection.close())
  client.connect(
    'ws://127.0.0.1:' + httpServer.address().port + '/a/b?user=ann',
    ['a', 'b'],
    'http://o.example',
    headers,
  )
})
