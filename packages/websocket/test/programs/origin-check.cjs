// A server that lets one origin in and tells the others why not.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  const server = http.createServer()
  const wsServer = new websocket.server({ httpServer: server, autoAcceptConnections: false })
  const originIsAllowed = (origin) => origin === 'http://example.com'

  wsServer.on('request', (request) => {
    print('request', request.origin, request.requestedProtocols.join())
    if (!originIsAllowed(request.origin)) {
      request.reject(403, 'origin not allowed', { 'X-Allowed': 'http://example.com' })
      print('rejected')
      return
    }
    try {
      const connection = request.accept('echo-protocol', request.origin)
      connection.on('message', (message) => connection.sendUTF(message.utf8Data.toUpperCase()))
      connection.on('close', (code, description) => print('gone', code, description))
    } catch (error) {
      print('cannot accept:', error.message)
    }
  })
  server.listen(0, '127.0.0.1', () => {
    const attempts = [
      ['http://example.com', 'echo-protocol'],
      ['http://evil.example', 'echo-protocol'],
      [undefined, 'echo-protocol'],
      ['http://example.com', 'another-protocol'],
    ]
    const next = () => {
      const attempt = attempts.shift()
      if (attempt === undefined) {
        wsServer.unmount()
        server.close(done)
        return
      }
      const client = new websocket.client()
      client.on('connectFailed', (error) => {
        print(error.message.replace(/date: .*\n/, ''))
        next()
      })
      client.on('connect', (connection) => {
        print('connected', connection.protocol, client.response.headers.origin)
        connection.on('message', (message) => {
          print('answer', message.utf8Data)
          connection.drop(connection.constructor.CLOSE_REASON_NORMAL, 'enough')
        })
        connection.on('close', () => setImmediate(next))
        connection.sendUTF('shout')
      })
      client.connect(`ws://127.0.0.1:${server.address().port}/`, attempt[1], attempt[0])
    }
    next()
  })
}
