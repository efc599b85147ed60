// websocket-polyfill 0.0.3: a global WebSocket made of the package's client; text, binary, subprotocols, closing, failing.
import { once } from 'node:events'
import { createServer } from 'node:http'
import websocket from 'websocket'
import 'websocket-polyfill'

const http = createServer()
await once(http.listen(0, '127.0.0.1'), 'listening')
const server = new websocket.server({ httpServer: http })
const closes = []
server.on('request', (request) => {
  if (request.resource === '/no') return request.reject(401, 'no')
  const connection = request.accept(request.requestedProtocols[0] ?? null, request.origin)
  connection.on('message', (message) => {
    if (message.utf8Data === 'close me') connection.close(4002, 'as you like')
    else if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
    else connection.sendBytes(message.binaryData)
  })
})
server.on('close', (_connection, code, text) => closes.push(`${code} ${text}`))
const url = `ws://127.0.0.1:${http.address().port}`
const heard = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve))

const socket = new WebSocket(`${url}/path`, ['chat'])
console.log('connecting', socket.readyState === WebSocket.CONNECTING)
await new Promise((resolve) => (socket.onopen = resolve))
console.log('open', socket.readyState === WebSocket.OPEN, socket.protocol, socket.url.replace(/\d{4,}/, 'PORT'))
console.log('queued', socket.bufferedAmount)
async function echo(data) {
  const received = heard(socket, 'message')
  socket.send(data)
  return (await received).data
}
console.log('text', await echo('grüße ✓'))
console.log('buffer', await echo(Buffer.from([1, 2, 3])))
console.log('array', await echo(new Uint8Array([4, 5])))
console.log('large', (await echo('x'.repeat(60_000))).length)
const many = []
const all = new Promise((resolve) => {
  socket.onmessage = ({ data }) => many.push(data) === 100 && resolve()
})
for (let index = 0; index < 100; index++) socket.send(String(index))
await all
console.log(
  'in order',
  many.every((data, index) => data === String(index)),
)
const closed = heard(socket, 'close')
socket.close()
console.log('closing', socket.readyState === WebSocket.CLOSING)
const { type, code } = await closed
console.log(type, code, socket.readyState === WebSocket.CLOSED)

const other = new WebSocket(url)
await heard(other, 'open')
const told = heard(other, 'close')
other.send('close me')
const event = await told
console.log('closed by the server', event.code, event.reason)

const refused = new WebSocket(`${url}/no`)
const { message } = await heard(refused, 'error')
console.log('refused', message.split('\n')[0], refused.readyState === WebSocket.CLOSED)
console.log('the server saw', closes.join(', '))
server.shutDown()
http.close()
