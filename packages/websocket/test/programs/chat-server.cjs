// A chat: names, history, broadcast to all, farewells. In the style of the tutorials of 2012.
'use strict'

const http = require('node:http')

module.exports = (websocket, print, done) => {
  const WebSocketServer = websocket.server
  const WebSocketClient = websocket.client
  // The server's last connection, Ann's and the HTTP server.
  let left = 2
  const finish = () => {
    left -= 1
    if (left === 0) done()
  }
  const history = []
  const clients = []

  const server = http.createServer((_request, response) => response.end())
  server.listen(0, '127.0.0.1', () => talk(`ws://127.0.0.1:${server.address().port}/`))
  const wsServer = new WebSocketServer({ httpServer: server })

  wsServer.on('request', (request) => {
    const connection = request.accept(null, request.origin)
    const index = clients.push(connection) - 1
    let userName = false
    if (history.length > 0) connection.sendUTF(JSON.stringify({ type: 'history', data: history }))
    connection.on('message', (message) => {
      if (message.type !== 'utf8') return
      if (userName === false) {
        userName = message.utf8Data
        connection.sendUTF(JSON.stringify({ type: 'welcome', data: userName, index }))
        return
      }
      const entry = { text: message.utf8Data, author: userName }
      history.push(entry)
      for (const client of clients)
        if (client.connected) client.sendUTF(JSON.stringify({ type: 'message', data: entry }))
    })
    connection.on('close', (code, description) => print('server', userName, 'left', code, description))
  })

  function talk(url) {
    join('Ann', (ann) => {
      ann.say('hello?')
      ann.onceHeard('hello?', () => {
        join('Bob', (bob) => {
          bob.say('hi, Ann')
          ann.onceHeard('hi, Ann', () => {
            bob.connection.close()
            bob.connection.on('close', () => {
              ann.say('grüße 👋')
              ann.onceHeard('grüße 👋', () => {
                wsServer.on('close', () => {
                  if (wsServer.connections.length > 0) return
                  server.close(finish)
                })
                wsServer.shutDown()
              })
            })
          })
        })
      })
    })

    function join(name, joined) {
      const client = new WebSocketClient()
      client.on('connectFailed', (error) => print('failed', error.message))
      client.on('connect', (connection) => {
        const waiting = {}
        const self = {
          connection,
          say: (text) => connection.sendUTF(text),
          onceHeard: (text, then) => {
            waiting[text] = then
          },
        }
        connection.on('message', (message) => {
          const { type, data } = JSON.parse(message.utf8Data)
          print(name, 'hears', type, JSON.stringify(data))
          if (type === 'welcome') joined(self)
          else if (waiting[data.text]) waiting[data.text]()
        })
        connection.on('close', (code, description) => {
          print(name, 'closed', code, description)
          if (name === 'Ann') finish()
        })
        connection.sendUTF(name)
      })
      client.connect(url)
    }
  }
}
