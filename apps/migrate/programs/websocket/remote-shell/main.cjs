// Sessions of a remote shell: a constructor with prototype methods as listeners, and callbacks in a map.
var http = require('http')
var attach = require('./attach.cjs')
var WebSocketClient = require('websocket').client

var server = http.createServer()
attach(server, {
  whoami: function (args, reply) { reply(null, 'root') },
  echo: function (args, reply) { reply(null, args.join(' ')) },
  fail: function (args, reply) { reply('failed') }
})
server.listen(0, function () {
  connect('ws://127.0.0.1:' + server.address().port + '/shell?user=me', function (error, session) {
    var calls = [['whoami'], ['echo', 'a', 'b'], ['fail'], ['none']]
    next()
    function next() {
      var call = calls.shift()
      if (!call) return session.end(function (code, text) { console.log(code, text); server.close() })
      session.exec(call[0], call.slice(1), function (error, out) { console.log(error, out); next() })
    }
  })
})

function connect(url, callback) {
  var client = new WebSocketClient()
  client.on('connectFailed', callback)
  client.on('connect', function (connection) {
    var pending = {}, nextId = 1
    connection.on('message', function (message) {
      var answer = JSON.parse(message.utf8Data)
      pending[answer.id](answer.error, answer.out)
      delete pending[answer.id]
    })
    callback(null, {
      exec: function (cmd, args, done) {
        pending[nextId] = done
        connection.sendUTF(JSON.stringify({ id: nextId++, cmd: cmd, args: args }))
      },
      end: function (done) { connection.on('close', done); connection.close() }
    })
  })
  client.connect(url)
}
