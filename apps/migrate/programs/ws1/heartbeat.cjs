// A bus that inherits from EventEmitter and pings its peers; who is silent is terminated.
var WebSocket = require('ws'), util = require('util'), EventEmitter = require('events').EventEmitter

function Bus(options) {
  EventEmitter.call(this)
  var self = this
  this.peers = []
  this.wss = new WebSocket.Server(options, function () { self.emit('up', self.wss._server.address().port) })
  this.wss.on('connection', function (socket) { self.add(socket) })
}
util.inherits(Bus, EventEmitter)
Bus.prototype.add = function (socket) {
  var self = this
  socket.alive = true
  this.peers.push(socket)
  socket.on('pong', function (data, flags) { socket.alive = true; self.emit('pong', String(data)) })
  socket.on('message', function (message) {
    var parsed
    try { parsed = JSON.parse(message) } catch (error) { return socket.close(1007, 'bad json') }
    self.peers.forEach(function (peer) { peer.send(JSON.stringify({ text: parsed.text })) })
  })
  socket.on('close', function (code, why) { self.emit('gone', code, why) })
}
Bus.prototype.beat = function () {
  this.peers = this.peers.filter(function (socket) {
    if (!socket.alive) { socket.terminate(); return false }
    socket.alive = false
    if (socket.readyState === WebSocket.OPEN) socket.ping('beat', {}, true)
    return true
  })
}
Bus.prototype.stop = function () { this.peers = []; this.wss.close() }

var bus = new Bus({ port: 0, host: '127.0.0.1' })
bus.on('pong', function (data) { console.log('pong', data); client.send('{"text":"hey"}') })
bus.on('gone', function (code, why) { console.log('gone', code, why); bus.stop() })
var client
bus.on('up', function (port) {
  client = new WebSocket('ws://127.0.0.1:' + port + '/')
  client.onopen = function () { setImmediate(function () { bus.beat() }) }
  client.onmessage = function (event) { console.log(typeof event.data, event.data); client.send('{oops') }
})
