// Streams a text in frames composed by hand, with pings in between; the other side takes the frames one by one.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  let left = 2
  const finish = () => {
    left -= 1
    if (left === 0) done()
  }
  const WebSocketFrame = websocket.frame
  const server = http.createServer()
  const wsServer = new websocket.server({ httpServer: server, fragmentationThreshold: 8 })
  wsServer.on('request', (request) => {
    const connection = request.accept()
    connection.on('ping', (_cancel, data) => print('server pinged', data.toString()))
    connection.on('message', (message) => {
      print('server joined', message.utf8Data)
      connection.sendUTF('an answer in several frames', () => print('answer written'))
    })
    connection.on('close', (code, description) => {
      print('server closed', code, description)
      finish()
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const client = new websocket.client({ assembleFragments: false })
    client.on('connect', (connection) => {
      const frame = (opcode, fin, text) => {
        const made = new WebSocketFrame(Buffer.alloc(4), Buffer.alloc(10), connection.config)
        made.fin = fin
        made.opcode = opcode
        made.binaryPayload = Buffer.from(text)
        return made
      }
      const parts = []
      connection.on('frame', (received) => {
        print('client frame', received.toString())
        if (received.opcode > 7) return
        parts.push(received.binaryPayload)
        if (!received.fin) return
        print('client joined', Buffer.concat(parts).toString())
        connection.close(4000, 'streamed')
      })
      connection.on('pong', (data) => print('client ponged', data.toString()))
      connection.on('close', (code, description) => {
        print('client closed', code, description)
        wsServer.unmount()
        server.close()
        finish()
      })
      const words = ['one ', 'two ', 'three ', 'four']
      words.forEach((word, index) => {
        connection.sendFrame(frame(index === 0 ? 1 : 0, index === words.length - 1, word))
        if (index === 1) connection.sendFrame(frame(9, true, 'still there?'))
      })
    })
    client.connect(`ws://127.0.0.1:${server.address().port}/`)
  })
}
