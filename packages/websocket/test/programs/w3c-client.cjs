// The browser's API: text and bytes, both kinds of listeners, a close by each side, and a server that is not there.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  const W3CWebSocket = websocket.w3cwebsocket
  const server = http.createServer()
  const wsServer = new websocket.server({ httpServer: server, autoAcceptConnections: true })
  wsServer.on('connect', (connection) => {
    connection.on('message', (message) => {
      if (message.utf8Data === 'close me') connection.close(4001, 'as you wish')
      else if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
      else connection.sendBytes(message.binaryData)
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const url = `ws://127.0.0.1:${server.address().port}/`
    const ws = new W3CWebSocket(url, 'echo-protocol')
    print('state', ws.readyState, W3CWebSocket.CONNECTING, ws.protocol, ws.extensions)
    ws.addEventListener('open', () => print('listener open'))
    ws.onopen = () => {
      print('open', ws.readyState, ws.protocol, ws.bufferedAmount, ws.binaryType)
      ws.send('text')
      ws.send(new Uint8Array([1, 2, 3]))
      ws.send(new Float32Array([1.5]).buffer)
      ws.send('close me')
    }
    ws.onmessage = ({ data }) => print('message', typeof data === 'string' ? data : Buffer.from(data).toString('hex'))
    ws.onerror = () => print('error')
    ws.onclose = ({ code, reason, wasClean }) => {
      print('close', code, reason, wasClean, ws.readyState)
      try {
        ws.send('late')
      } catch (error) {
        print(error.message)
      }
      const second = new W3CWebSocket(url)
      second.onopen = () => {
        second.close(1000, 'done')
        print('closing', second.readyState)
      }
      second.onclose = (event) => {
        print('close', event.code, event.reason, event.wasClean)
        wsServer.shutDown()
        server.close(() => {
          const third = new W3CWebSocket(url)
          third.onerror = (failure) => print('error', failure.type, third.readyState)
          third.onclose = (event) => {
            print('close', event.code, event.reason, event.wasClean)
            done()
          }
        })
      }
    }
  })
}
