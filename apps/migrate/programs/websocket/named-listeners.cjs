// Listeners with names, declared apart from where they are used; one is removed again.
const http = require('http')
const websocket = require('websocket')

const httpServer = http.createServer()
const wsServer = new websocket.server({ httpServer, keepalive: false })

function onRequest(request) {
  const connection = request.accept(null, request.origin)
  connection.on('message', onFirst)
  connection.on('message', onMessage)
  connection.on('close', onClose)
}

function onFirst(message) {
  console.log('first', message.utf8Data)
  this.removeListener('message', onFirst)
}

function onMessage(message) {
  if (message.type === 'utf8') this.sendUTF('got ' + message.utf8Data)
}

const onClose = (code, description) => {
  console.log(code, description, description.length)
  httpServer.close()
}

wsServer.on('request', onRequest)

httpServer.listen(0, () => {
  const client = new websocket.client()
  client.on('connect', onConnect)
  function onConnect(connection) {
    let count = 0
    connection.on('message', (message) => {
      console.log(message.utf8Data)
      if (++count === 2) connection.close(1000, 'ünï')
    })
    connection.sendUTF('one')
    connection.sendUTF('two')
  }
  client.connect('ws://127.0.0.1:' + httpServer.address().port)
})
