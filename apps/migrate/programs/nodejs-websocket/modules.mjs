// ES modules, arrow functions, a function that is only named where it listens.
import { connect, createServer } from 'nodejs-websocket'

const server = createServer((conn) => {
  conn.on('text', (text) => conn.sendText(text.split('').reverse().join('')))
  conn.on('error', () => {})
})
server.on('listening', () => console.log('listening'))
server.listen(0, '127.0.0.1', () => {
  const conn = connect(`ws://127.0.0.1:${server.socket.address().port}/`)
  conn.on('connect', () => conn.sendText('abc'))
  conn.on('text', show)
  conn.on('close', (code) => {
    console.log('closed', code)
    server.close()
  })
  function show(text) {
    console.log(text)
    conn.close(4000)
  }
})
