// What a refused client reads: the status line, and the header with the reason.
const http = require('http')
const WebSocketServer = require('websocket').server

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })

wsServer.on('request', (request) => {
  const room = request.resource.slice(1)
  if (room === 'closed') {
    request.reject(404, 'There is no room ' + room)
    return
  }
  if (room === 'busy') {
    request.reject(503, 'Come back later')
    return
  }
  const connection = request.accept(null, request.origin)
  connection.close(1001)
})

function upgrade(path, done) {
  const request = http.request({
    port: httpServer.address().port,
    path,
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': 13,
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    },
  })
  request.on('response', (response) => {
    console.log(path, response.statusCode, response.statusMessage, response.headers['x-websocket-reject-reason'], response.headers.connection)
    response.resume()
    response.on('close', done)
  })
  request.on('upgrade', (response, socket, head) => {
    console.log(path, response.statusCode)
    const bytes = head.length ? [head] : []
    socket.on('data', (chunk) => bytes.push(chunk))
    socket.on('end', () => {
      const frame = Buffer.concat(bytes)
      console.log('close frame', frame.readUInt16BE(2), frame.subarray(4).toString())
      socket.end()
    })
    // An empty answer to the Close frame, masked.
    socket.once('data', () => socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0])))
    if (head.length) socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]))
    socket.on('close', done)
    socket.on('error', () => {})
  })
  request.end()
}

httpServer.listen(0, () => {
  upgrade('/closed', () => upgrade('/busy', () => upgrade('/open', () => httpServer.close())))
})
