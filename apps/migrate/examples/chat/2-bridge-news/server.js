'use strict'

const http = require('http')
const WebSocketServer = require('websocket').server
const WebSocketRouter = require('websocket').router
const { asWs } = require('@rosetta-ws/bridge')
const { Chat } = require('./chat')
const { NewsFeed } = require('./news')
const { createOriginCheck } = require('./origins')

/**
 * Starts the chat: /chat speaks the subprotocol "chat", /news tells what happens, and / is a page with the state of things.
 */
function start({ port = 0, origins, keepaliveInterval = 20000, keepaliveGracePeriod = 10000 }) {
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
        connections: wsServer.connections.length,
      }) + '\n'
    )
  })

  const wsServer = new WebSocketServer({
    httpServer: httpServer,
    autoAcceptConnections: false,
    keepalive: true,
    keepaliveInterval: keepaliveInterval,
    dropConnectionOnKeepaliveTimeout: true,
    keepaliveGracePeriod: keepaliveGracePeriod,
    maxReceivedMessageSize: 16 * 1024,
  })

  const router = new WebSocketRouter()
  router.attachServer(wsServer)

  // The chat itself. Browsers send an Origin; only those of our own pages may take part.
  router.mount('/chat', 'chat', (request) => {
    if (!isAllowed(request.origin)) {
      request.reject(403, 'This origin is not allowed')
      return
    }
    const connection = request.accept(request.origin)
    chat.enter(connection)
  })

  // Anybody may read the news.
  router.mount('/news', null, (request) => {
    const connection = request.accept(request.origin)
    news.subscribe(asWs(connection))
  })

  function announce(text) {
    wsServer.broadcastUTF(JSON.stringify({ type: 'announcement', text }))
  }

  function stop() {
    return new Promise((resolve) => {
      httpServer.close(resolve)
      wsServer.shutDown()
    })
  }

  return new Promise((resolve) => {
    httpServer.listen(port, () => {
      resolve({ port: httpServer.address().port, announce, stop })
    })
  })
}

module.exports = { start }
