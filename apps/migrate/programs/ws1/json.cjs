// A protocol in JSON, with functions that get the socket.
const WebSocket = require('ws')
const Server = require('ws').Server

const wss = new Server({ host: '127.0.0.1', port: 0 }, start)
const handlers = {
  add: (socket, { a, b }) => reply(socket, a + b),
  name: (socket) => reply(socket, socket.name || 'nobody'),
  rename: (socket, { to }) => {
    socket.name = to
    reply(socket, 'ok')
  },
}

function reply(socket, value) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ value }))
}

wss.on('connection', (socket) => {
  socket.on('message', (text) => {
    const request = JSON.parse(text)
    handlers[request.do](socket, request)
  })
})

function start() {
  const calls = [{ do: 'add', a: 1, b: 2 }, { do: 'name' }, { do: 'rename', to: 'ann' }, { do: 'name' }]
  const socket = new WebSocket('ws://127.0.0.1:' + wss._server.address().port)
  const next = () => (calls.length ? socket.send(JSON.stringify(calls.shift())) : socket.close())
  socket.on('open', next)
  socket.on('message', (text) => {
    console.log(text)
    next()
  })
  socket.on('close', (code) => {
    console.log('closed', code)
    wss.close()
  })
}
