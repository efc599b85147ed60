// Two servers on one HTTP server, chosen by the path; one of them asks later whether a client may come in.
var http = require('http')
var WebSocket = require('ws')

var server = http.createServer()
var chat = new WebSocket.Server({ noServer: true })
var news = new WebSocket.Server({
  noServer: true,
  verifyClient: function (info, callback) {
    setImmediate(function () { callback(info.req.url.indexOf('key') > 0, 403, 'No key') })
  }
})
chat.on('connection', function (ws) { ws.send('welcome to ' + ws.upgradeReq.url) })
server.on('upgrade', function (req, socket, head) {
  if (req.url === '/chat') chat.handleUpgrade(req, socket, head, function (ws) { chat.emit('connection', ws); onChat(ws) })
  else news.handleUpgrade(req, socket, head, onNews)
})
function onChat(ws) { ws.on('message', function (message) { ws.send('chat ' + message) }) }
function onNews(ws) { ws.send('news of ' + ws.upgradeReq.url) }

server.listen(0, function () {
  var base = 'ws://127.0.0.1:' + server.address().port
  var client = new WebSocket(base + '/chat')
  client.on('open', function () { this.send('x') })
  client.on('message', function (message) {
    console.log(message)
    if (message !== 'chat x') return
    client.close()
    var bad = new WebSocket(base + '/news')
    bad.on('unexpected-response', function (req, res) {
      console.log(res.statusCode)
      req.abort()
      var good = new WebSocket(base + '/news?key=1')
      good.on('message', function (message) { console.log(message); good.terminate(); server.close() })
    })
  })
})
