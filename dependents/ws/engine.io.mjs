// engine.io 6, server and client: packets of both kinds, heartbeats, headers, a size limit, and a hand-made client.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'engine.io'
import { Socket } from 'engine.io-client'
import WebSocket from 'ws'

const http = createServer()
const server = new Server({ pingInterval: 50, maxHttpBufferSize: 100_000, perMessageDeflate: true })
server.attach(http, { path: '/eio' })
server.on('initial_headers', (headers) => (headers['x-test'] = 'yes'))
const reasons = []
server.on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data, { compress: data.length > 10 }))
  socket.on('close', (reason) => reasons.push(reason))
})
await once(http.listen(0, '127.0.0.1'), 'listening')
const address = `127.0.0.1:${http.address().port}`
const heard = (socket, event) => new Promise((resolve) => socket.once(event, (...args) => resolve(args)))

const socket = new Socket(`ws://${address}`, { path: '/eio', transports: ['websocket'], perMessageDeflate: true })
await heard(socket, 'open')
console.log('open', socket.readyState, socket.transport.name, socket.transport.ws.extensions)
async function echo(data) {
  const answer = heard(socket, 'message')
  socket.send(data)
  return (await answer)[0]
}
console.log('text', await echo('grüße ✓'))
console.log('binary', await echo(Buffer.from([0, 255])))
socket.binaryType = 'arraybuffer'
const buffer = await echo(new Uint8Array([1, 2]).buffer)
console.log('array buffer', buffer instanceof ArrayBuffer, ...new Uint8Array(buffer))
console.log('large', (await echo('x'.repeat(90_000))).length)
let drained = 0
socket.on('drain', () => drained++)
const many = []
const all = new Promise((resolve) => socket.on('message', (data) => many.push(data) === 300 && resolve()))
for (let index = 0; index < 300; index++) socket.send(index % 2 ? String(index) : new Uint8Array([index & 255]))
await all
console.log(
  'in order',
  many.every((data, index) => (index % 2 ? data === String(index) : new Uint8Array(data)[0] === (index & 255))),
)
await heard(socket, 'ping')
await heard(socket, 'ping')
console.log('alive', socket.readyState, drained > 0)
const tooLarge = heard(socket, 'close')
socket.send('x'.repeat(200_000))
console.log('too large', (await tooLarge)[0])

const raw = new WebSocket(`ws://${address}/eio/?EIO=4&transport=websocket`)
const [[response], [hello]] = await Promise.all([once(raw, 'upgrade'), once(raw, 'message')])
console.log('headers', response.headers['x-test'])
console.log('handshake', String(hello)[0], JSON.parse(String(hello).slice(1)).pingInterval)
raw.send('4by hand')
let reply
do [reply] = await once(raw, 'message')
while (String(reply) === '2')
console.log('message', String(reply))
const left = heard(Object.values(server.clients)[0], 'close')
raw.close(1000)
console.log('left', (await left)[0])

const unknown = new WebSocket(`ws://${address}/eio/?EIO=4&transport=nonsense`)
console.log('refused', (await once(unknown, 'error'))[0].message)
console.log('reasons', reasons.join(', '))
http.close()
