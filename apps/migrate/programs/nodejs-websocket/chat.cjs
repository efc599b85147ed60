// A chat: nicknames on the connections, messages to all of them.
const ws = require('nodejs-websocket')

const server = ws.createServer((connection) => {
  connection.nickname = null
  connection.on('text', (text) => {
    if (connection.nickname === null) {
      connection.nickname = text
      broadcast(text + ' entered')
    } else broadcast('[' + connection.nickname + '] ' + text)
  })
  connection.on('close', () => {
    broadcast(connection.nickname + ' left')
  })
})
server.listen(0, '127.0.0.1', start)

function broadcast(text) {
  server.connections.forEach((connection) => {
    if (connection.nickname !== null && connection.readyState === 1) connection.sendText(text)
  })
}

function start() {
  const url = 'ws://127.0.0.1:' + server.socket.address().port
  const heard = { ann: [], bob: [] }
  const ann = ws.connect(url, () => ann.sendText('ann'))
  ann.on('text', (text) => {
    heard.ann.push(text)
    if (text === 'ann entered') {
      const bob = ws.connect(url, () => bob.sendText('bob'))
      bob.on('error', () => {})
      bob.on('text', (line) => {
        heard.bob.push(line)
        if (line.startsWith('[ann]')) bob.close(1000)
      })
    }
    if (text === 'bob entered') ann.sendText('hello bob')
    if (text === 'bob left') {
      console.log(heard)
      server.close()
      ann.close(1000)
    }
  })
  ann.on('error', () => {})
}
