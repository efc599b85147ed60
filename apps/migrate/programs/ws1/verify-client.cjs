// Clients are verified before the handshake is answered.
var WebSocket = require('ws')

var wss = new WebSocket.Server(
  {
    host: '127.0.0.1',
    port: 0,
    disableHixie: true,
    verifyClient: (info, done) => {
      console.log('asks:', info.origin, info.req.url, info.secure)
      done(info.origin === 'http://good.example', 401, 'Unauthorized')
    },
  },
  () => {
    attempt('http://evil.example', () => {
      attempt('http://good.example', () => {
        wss.close()
      })
    })
  },
)
wss.on('connection', (ws) => {
  ws.send('in')
})

function attempt(origin, done) {
  var ws = new WebSocket('ws://127.0.0.1:' + wss._server.address().port + '/x', { origin: origin })
  ws.on('unexpected-response', (request, response) => {
    console.log('refused', response.statusCode)
    response.resume()
    request.abort()
    done()
  })
  ws.on('message', (message) => {
    console.log('message', message)
    ws.close()
  })
  ws.on('close', () => {
    if (origin === 'http://good.example') done()
  })
  ws.on('error', () => {})
}
