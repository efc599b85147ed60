// sendUTF makes text of whatever it gets: Buffers, numbers, dates, objects.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
const values = [Buffer.from('bytes'), 42, true, new URL('http://a.example/b'), ['a', 'b'], 'string']

wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  values.forEach((value) => connection.sendUTF(value))
  connection.send(Buffer.from('binary'))
  connection.send([1, 2])
  connection.sendUTF('end', (error) => console.log('sent', error ? error.message : 'well'))
})

httpServer.listen(0, () => {
  const heard = []
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', ({ type, utf8Data }) => {
      heard.push(type + ' ' + utf8Data)
      if (utf8Data === 'end') {
        console.log(heard.join('\n'))
        connection.close()
        httpServer.close()
      }
    })
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
