// A server that echoes text and binary, and a client that counts the answers.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })

wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
    else if (message.type === 'binary') connection.sendBytes(message.binaryData)
  })
  connection.on('close', (code) => {
    console.log('server: closed', code)
    httpServer.close()
  })
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connectFailed', (error) => console.log('failed', error.message))
  client.on('connect', (connection) => {
    let answers = 0
    connection.on('message', (message) => {
      if (message.type === 'utf8') console.log('client: text', message.utf8Data)
      else console.log('client: binary', message.binaryData.toString('hex'))
      answers += 1
      if (answers === 3) connection.close()
    })
    connection.sendUTF('grüße')
    connection.sendBytes(Buffer.from([0, 1, 254, 255]))
    connection.send('last')
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port + '/')
})
