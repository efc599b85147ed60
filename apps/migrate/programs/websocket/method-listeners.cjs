// Methods as listeners, one of them bound; a broadcast of what is counted up; the state of a connection in a text.
const http = require('http')
const { server: Server, client: Client } = require('websocket')

function App() {
  this.rounds = 0
  this.http = http.createServer()
  this.server = new Server({ httpServer: this.http, keepalive: false })
  this.server.on('request', (request) => {
    const connection = request.accept(null, request.origin)
    connection.on('message', (message) => this.onmessage(connection, message))
  })
  this.http.listen(0, this.join.bind(this))
}
App.prototype.join = function () {
  const client = new Client()
  client.on('connect', this.joined.bind(this))
  client.on('connectFailed', console.log)
  client.connect('ws://127.0.0.1:' + this.http.address().port + '/', null, null, { 'X-A': 'b' })
}
App.prototype.joined = function (connection) {
  console.log('open: ' + connection.connected)
  connection.on('message', (message) => {
    console.log(message.utf8Data)
    if (message.utf8Data === 'round 2') connection.close(1000, 'enough')
    else connection.sendUTF('next')
  })
  connection.on('close', (code, text) => {
    console.log(code, text, 'open: ' + connection.connected)
    this.http.close()
  })
  connection.sendUTF('next')
}
App.prototype.onmessage = function (connection, message) {
  if (message.type === 'utf8') this.server.broadcast('round ' + ++this.rounds)
  else connection.close()
}
new App()
