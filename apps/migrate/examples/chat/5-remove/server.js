'use strict'

const http = require('http')
const { WebSocketServer } = require('ws')
const { Chat } = require('./chat')
const { NewsFeed } = require('./news')
const { createOriginCheck } = require('./origins')

/**
 * Starts the chat: /chat speaks the subprotocol "chat", /news tells what happens, and / is a page with the state of things.
 */
function start({ port = 0, origins, keepaliveInterval = 20000 }) {
  const isAllowed = createOriginCheck(origins)
  const news = new NewsFeed()
  const chat = new Chat(news)

  const httpServer = http.createServer((request, response) => {
    if (request.url !== '/') {
      response.writeHead(404, { 'Content-Type': 'text/plain' })
      response.end('There is nothing here.\n')
      return
    }
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify({
        rooms: chat.describe(),
        readers: news.count,
        connections: [...clients()].length,
      }) + '\n'
    )
  })

  // One server for each path, as the guide has it under "Paths and routers".
  const options = { noServer: true, maxPayload: 16 * 1024 }
  const servers = {
    '/chat': new WebSocketServer({ ...options, handleProtocols: () => 'chat' }),
    '/news': new WebSocketServer({ ...options, handleProtocols: () => false }),
  }

  function* clients() {
    for (const server of Object.values(servers)) yield* server.clients
  }

  httpServer.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const server = servers[request.url.split('?')[0]]
    if (!server || !mayEnter(server, request)) {
      const status = server === servers['/chat'] && speaksChat(request) ? '403 Forbidden' : '404 Not Found'
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
      return
    }
    server.handleUpgrade(request, socket, head, (connection) => {
      connection.on('error', console.error)
      server.emit('connection', connection, request)
    })
  })

  function speaksChat(request) {
    const protocols = (request.headers['sec-websocket-protocol'] || '').split(/\s*,\s*/)
    return protocols[0] === 'chat'
  }

  // The chat itself takes browsers of our own pages only. Anybody may read the news.
  function mayEnter(server, request) {
    if (server === servers['/news']) return !request.headers['sec-websocket-protocol']
    return speaksChat(request) && isAllowed(request.headers.origin)
  }

  servers['/chat'].on('connection', (connection) => chat.enter(connection))
  servers['/news'].on('connection', (connection) => news.subscribe(connection))

  // The loop of the guide under "Keepalive".
  const alive = new WeakSet()
  for (const server of Object.values(servers)) {
    server.on('connection', (connection) => {
      alive.add(connection)
      connection.on('pong', () => alive.add(connection))
      connection.on('message', () => alive.add(connection))
    })
  }
  const timer = setInterval(() => {
    for (const connection of clients()) {
      if (!alive.delete(connection)) connection.terminate()
      else connection.ping()
    }
  }, keepaliveInterval)

  function announce(text) {
    for (const connection of clients()) connection.send(JSON.stringify({ type: 'announcement', text }))
  }

  function stop() {
    return new Promise((resolve) => {
      httpServer.close(resolve)
      clearInterval(timer)
      for (const connection of clients()) connection.close(1000, 'Normal connection closure')
      for (const server of Object.values(servers)) server.close()
    })
  }

  return new Promise((resolve) => {
    httpServer.listen(port, () => {
      resolve({ port: httpServer.address().port, announce, stop })
    })
  })
}

module.exports = { start }
