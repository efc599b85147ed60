// The codes and texts that close() sends, as the peer sees them.
const http = require('http')
const { server: Server, client: Client, connection: Connection } = require('websocket')

const httpServer = http.createServer()
const wsServer = new Server({ httpServer, keepalive: false })
const closers = {
  '/none': (connection) => connection.close(),
  '/going-away': (connection) => connection.close(1001),
  '/policy': (connection) => connection.close(Connection.CLOSE_REASON_POLICY_VIOLATION, 'not here'),
  '/own': (connection) => connection.close(4000, 'as agreed'),
}

wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  closers[request.resource](connection)
})

const paths = Object.keys(closers)
function next() {
  const path = paths.shift()
  if (!path) {
    httpServer.close()
    return
  }
  const client = new Client()
  client.on('connect', (connection) => {
    connection.on('close', (code, description) => {
      console.log(path, code, description)
      next()
    })
  })
  client.connect(`ws://127.0.0.1:${httpServer.address().port}${path}`)
}

httpServer.listen(0, next)
