// The message as a whole is handed on, and read elsewhere.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

function describe(message) {
  switch (message.type) {
    case 'utf8':
      return 'text of ' + message.utf8Data.length
    case 'binary':
      return 'binary of ' + message.binaryData.length
  }
}

const log = []
function handle(connection, message) {
  log.push(message)
  connection.sendUTF(describe(message))
}

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => handle(connection, message))
  connection.on('close', () => {
    console.log(log.map(({ type }) => type).join())
    httpServer.close()
  })
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      const { type, utf8Data } = message
      console.log(type, utf8Data)
      if (utf8Data.startsWith('binary')) connection.close()
    })
    connection.sendUTF('four')
    connection.sendBytes(Buffer.alloc(70000))
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
