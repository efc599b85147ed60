// The browser's API in Node: W3CWebSocket, with text, binary and the end.
const http = require('http')
const { server: WebSocketServer, w3cwebsocket: W3CWebSocket } = require('websocket')

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(request.requestedProtocols[0], request.origin)
  console.log('server: origin', request.origin, 'token', request.httpRequest.headers['x-token'])
  connection.on('message', (message) => {
    connection.send(message.type === 'utf8' ? message.utf8Data : message.binaryData)
  })
  connection.on('close', () => httpServer.close())
})

httpServer.listen(0, () => {
  const socket = new W3CWebSocket(`ws://127.0.0.1:${httpServer.address().port}/`, 'echo', 'https://page.example', {
    'X-Token': 'abc',
  })
  socket.onopen = () => {
    console.log('open', socket.readyState === socket.OPEN, socket.protocol)
    socket.send('text')
  }
  socket.onmessage = (event) => {
    if (typeof event.data === 'string') {
      console.log('message', event.data)
      socket.send(new Uint8Array([1, 2, 3]))
    } else {
      console.log('message', event.data instanceof ArrayBuffer, Buffer.from(event.data).toString('hex'))
      socket.close(3001, 'finished')
    }
  }
  socket.onclose = (event) => console.log('close', event.code)
})
