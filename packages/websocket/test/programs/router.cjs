// A router with paths, protocols and a pattern.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  const server = http.createServer()
  const wsServer = new websocket.server()
  server.listen(0, '127.0.0.1', () => {
    wsServer.mount({ httpServer: server })
    const router = new websocket.router()
    router.attachServer(wsServer)
    router.mount('/echo', 'echo-protocol', (request) => {
      const connection = request.accept(request.origin)
      print('echo', connection.protocol, request.resource)
      connection.on('message', (message) => connection.send(message.utf8Data || message.binaryData))
    })
    router.mount('*', 'lws-mirror-protocol', (request) => {
      const connection = request.accept(request.origin, [{ name: 'mirror', value: 'on', path: '/', httponly: true }])
      print('mirror', request.resourceURL.pathname, request.resourceURL.query.q)
      connection.on('message', (message) => wsServer.broadcast(message.utf8Data))
    })
    router.mount(/^\/room\/(\w+)$/, null, (request) => request.reject(410, `${request.resource} is gone`))
    visit([
      ['/echo', 'echo-protocol'],
      ['/anywhere?q=1', ['other', 'LWS-Mirror-Protocol']],
      ['/room/blue', null],
      ['/nowhere', 'unknown'],
    ])
  })

  function visit([first, ...rest]) {
    if (first === undefined) {
      wsServer.shutDown()
      server.close(done)
      return
    }
    const [path, protocols] = first
    const client = new websocket.client()
    client.on('connectFailed', (error) => {
      print(path, error.message.split('\n')[0])
      visit(rest)
    })
    client.on('connect', (connection) => {
      print(path, connection.protocol, client.response.headers['set-cookie'])
      connection.on('message', (message) => {
        print(path, 'heard', message.type, message.utf8Data || message.binaryData.toString('hex'))
        if (message.utf8Data === 'text') connection.sendUTF('more')
        else connection.close()
      })
      connection.on('close', (code, description) => {
        print(path, 'closed', code, description)
        visit(rest)
      })
      connection.sendUTF('text')
    })
    client.connect(`ws://127.0.0.1:${server.address().port}${path}`, protocols)
  }
}
