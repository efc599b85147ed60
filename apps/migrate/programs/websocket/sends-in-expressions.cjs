// todo (works): messages that are sent within an expression, without a look at their type.
const http = require('http')
const websocket = require('websocket')

const httpServer = http.createServer()
const server = new websocket.server({ httpServer, keepalive: false })
server.on('request', (request) => {
  const connection = request.accept()
  let isOpen = false
  connection.on('message', (message) => {
    try {
      isOpen ? connection.sendUTF(message.utf8Data) : connection.sendUTF(String(message.type === 'utf8'))
      isOpen = true
    } catch (error) {
      connection.sendUTF('threw ' + (error instanceof TypeError))
      connection.close()
    }
  })
})
httpServer.listen(0, () => {
  const client = new websocket.client()
  client.on('connect', (connection) => {
    connection.on('message', (message) => console.log(message.utf8Data))
    connection.on('close', (code) => {
      console.log(code)
      httpServer.close()
    })
    connection.sendUTF('first')
    connection.sendUTF('')
    connection.sendUTF('text')
    connection.sendBytes(Buffer.from('bytes'))
  })
  client.connect('ws://127.0.0.1:' + httpServer.address().port + '/')
})
