// A promise of a connection, with options that come from elsewhere.
import { once } from 'node:events'
import { connect, createServer } from 'nodejs-websocket'

const server = createServer({ validProtocols: ['b'] }, (connection) => {
  connection.on('text', (text) => connection.sendText(`${text} ${connection.protocol} ${connection.headers['x-user']}`))
})
server.listen(0)

const open = (url, options) =>
  new Promise((resolve, reject) => {
    const connection = connect(url, options, () => resolve(connection))
    connection.on('error', reject)
  })

await once(server, 'listening')
const url = `ws://127.0.0.1:${server.socket.address().port}/`
for (const options of [{ protocols: ['a', 'b'], extraHeaders: { 'X-User': 'me' } }, { protocols: ['b'] }]) {
  const connection = await open(url, options)
  connection.sendText('hello')
  const [answer] = await new Promise((resolve) => connection.on('text', (text) => resolve([text])))
  console.log(answer)
  connection.close(1000, '')
}
console.log(await open('ws://127.0.0.1:1/', undefined).catch((error) => error.code))
server.close()
