// todo (works): what is sent back without a look at its type; sendUTF() and sendBytes() throw for the other kind.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => {
    try {
      connection.sendUTF(message.utf8Data)
      console.log('text', message.utf8Data.length)
    } catch {
      console.log('no text')
    }
  })
  connection.on('message', (message) => {
    const bytes = message.binaryData
    const answer = () => connection.sendBytes(bytes)
    try {
      answer()
      console.log('bytes', bytes.length)
    } catch {
      console.log('no bytes')
    }
  })
  connection.on('message', (message) => {
    try {
      ;[connection].forEach((one) => one.send(message.utf8Data))
      console.log('sent', message)
    } catch {
      console.log('not sent')
    }
  })
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    let count = 0
    connection.on('message', ({ type, utf8Data, binaryData }) => {
      if (type === 'utf8') console.log('back:', utf8Data)
      else console.log('back:', binaryData.length)
      if (++count === 3) connection.close()
    })
    connection.on('close', () => httpServer.close())
    connection.sendUTF('abc')
    connection.sendBytes(Buffer.from([7, 8]))
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
