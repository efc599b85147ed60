// Logs a client in by a cookie that it sends back the next time.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  const sessions = {}
  const server = http.createServer()
  const wsServer = new websocket.server({ httpServer: server, ignoreXForwardedFor: false })
  wsServer.on('request', (request) => {
    const found = request.cookies.find((cookie) => cookie.name === 'session')
    print('cookies', JSON.stringify(request.cookies), request.remoteAddress, request.remoteAddresses.length)
    let connection
    if (found && sessions[found.value]) {
      connection = request.accept(null, request.origin)
      connection.user = sessions[found.value]
    } else {
      const id = `s${Object.keys(sessions).length + 1}`
      sessions[id] = `user ${id}`
      connection = request.accept(null, request.origin, [
        {
          name: 'session',
          value: id,
          path: '/',
          domain: 'Example.COM',
          expires: new Date(86400000),
          secure: true,
          httponly: true,
          maxage: 3600,
        },
        { name: 'theme', value: '"dark"' },
      ])
    }
    connection.sendUTF(connection.user ? `welcome back, ${connection.user}` : 'who are you?')
    try {
      request.accept(null, request.origin, [{ name: 'x', value: 'é' }])
    } catch (error) {
      print(error.message)
    }
  })
  server.listen(0, '127.0.0.1', () => {
    login({ 'X-Forwarded-For': '10.0.0.1, 10.0.0.2' }, (cookies) => {
      const pairs = cookies.map((cookie) => cookie.split(';')[0]).join('; ')
      login({ Cookie: `${pairs}; other="a%20b"` }, () => {
        wsServer.shutDown()
        server.close(done)
      })
    })
  })

  function login(headers, then) {
    const client = new websocket.client()
    client.on('connect', (connection) => {
      const cookies = client.response.headers['set-cookie']
      print('set', cookies)
      connection.on('message', (message) => {
        print(message.utf8Data)
        connection.close()
      })
      connection.on('close', () => then(cookies))
    })
    client.connect(`ws://127.0.0.1:${server.address().port}/login`, null, null, headers)
  }
}
