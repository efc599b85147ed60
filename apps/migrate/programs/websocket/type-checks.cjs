// Every way to ask for the type of a message, and a message that nobody asked about.
const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketClient = require('websocket').client

const httpServer = http.createServer()
const wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => {
    switch (message.type) {
      case 'utf8':
        console.log('switch: text', message.utf8Data)
        break
      case 'binary':
        console.log('switch: binary', message.binaryData.length)
        break
    }
  })
  connection.on('message', (message) => {
    if (message.type == 'binary') {
      return
    }
    console.log('early return:', message.utf8Data)
  })
  connection.on('message', (message) => {
    const isText = message.type === 'utf8'
    if (isText) connection.sendUTF(message.utf8Data)
    else connection.sendBytes(message.binaryData)
  })
  connection.on('message', ({ type, utf8Data, binaryData }) => {
    if (type === 'utf8') {
      console.log('pattern: text', utf8Data)
    } else if (type !== 'binary') {
      return
    } else {
      console.log('pattern: binary', binaryData.length)
    }
  })
  connection.on('message', (message) => {
    const { utf8Data, binaryData } = message
    if (utf8Data) console.log('truthy: text', utf8Data.length, { utf8Data })
    if (!binaryData) return
    switch (message.type) {
      case 'utf8':
        break
      default: {
        console.log('default: binary', binaryData)
      }
    }
  })
  connection.on('message', (message) => {
    const text = message.type === 'utf8' && message.utf8Data
    console.log('and:', text)
    console.log('conditional:', message.type === 'binary' ? message.binaryData[0] : message.utf8Data)
    console.log('unasked:', message.utf8Data, message.type, typeof message.binaryData)
  })
})

httpServer.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (connection) => {
    let count = 0
    connection.on('message', (message) => {
      console.log('back:', message.type)
      if (++count === 2) connection.close()
    })
    connection.on('close', () => httpServer.close())
    connection.sendUTF('abc')
    connection.sendBytes(Buffer.from([7, 8]))
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
