var WebSocketServer = require('websocket').server

module.exports = function attach(httpServer, commands) {
  var wsServer = new WebSocketServer({ httpServer: httpServer, keepalive: false, autoAcceptConnections: false })
  wsServer.on('request', function (request) {
    if (request.resourceURL.pathname !== '/shell' || !request.resourceURL.query.user) return request.reject(404)
    new Session(request.accept(null, request.origin), commands)
  })
}

function Session(connection, commands) {
  this.connection = connection
  this.commands = commands
  connection.on('message', this.onmessage.bind(this))
  connection.on('close', this.onclose.bind(this))
}

Session.prototype.onmessage = function (message) {
  if (message.type !== 'utf8') return
  var call = JSON.parse(message.utf8Data), self = this
  var command = this.commands[call.cmd]
  if (!command) return this.reply(call.id, 'unknown command ' + call.cmd)
  command(call.args, function (error, out) { self.reply(call.id, error, out) })
}

Session.prototype.reply = function (id, error, out) {
  this.connection.sendUTF(JSON.stringify({ id: id, error: error, out: out }))
}

Session.prototype.onclose = function () {
  this.commands = null
}
