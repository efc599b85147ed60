// socket.io 4, server and client: the websocket transport, rooms, binary, acknowledgements, and the upgrade from polling.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'

const http = createServer()
const server = new Server(http, { perMessageDeflate: { threshold: 0 }, maxHttpBufferSize: 5e6 })
await once(http.listen(0, '127.0.0.1'), 'listening')
const address = `http://127.0.0.1:${http.address().port}`

server.use((socket, next) => next(socket.handshake.auth.token === 'no' ? new Error('not you') : undefined))
server.on('connection', (socket) => {
  socket.on('join', async (room, done) => {
    await socket.join(room)
    done([...socket.rooms].length)
  })
  socket.on('echo', (...args) => args.pop()(...args))
  socket.on('tell', (room, text) => socket.to(room).emit('told', text))
})

async function connect(options) {
  const socket = io(address, { forceNew: true, reconnection: false, ...options })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
  return socket
}
const heard = (socket, event) => new Promise((resolve) => socket.once(event, (...args) => resolve(args)))

const websocket = { transports: ['websocket'], perMessageDeflate: true }
const [ann, bob, eve] = await Promise.all([connect(websocket), connect(websocket), connect(websocket)])
console.log('transports', [ann, bob, eve].map((socket) => socket.io.engine.transport.name).join(' '))

console.log('joined', await ann.emitWithAck('join', 'blue'), await bob.emitWithAck('join', 'blue'))
let eavesdropped = 0
eve.on('news', () => eavesdropped++)
const news = [heard(ann, 'news'), heard(bob, 'news')]
server.to('blue').emit('news', { n: 1, text: 'grüße ✓' })
console.log('room', JSON.stringify(await Promise.all(news)))
const told = heard(bob, 'told')
ann.emit('tell', 'blue', 'psst')
console.log('told', ...(await told))
await eve.emitWithAck('echo', 0)
console.log('outside the room', eavesdropped)

const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
const echoed = await ann.emitWithAck('echo', bytes)
console.log('binary', Buffer.isBuffer(echoed), bytes.equals(echoed))
const nested = await ann.emitWithAck('echo', { list: [Buffer.from([1, 2]), new Uint8Array([3]).buffer, 'x', null] })
console.log('nested', JSON.stringify(nested))
const long = 'ä'.repeat(100_000)
console.log('long text', (await ann.emitWithAck('echo', long)) === long)
const many = await Promise.all(Array.from({ length: 200 }, (_, index) => bob.emitWithAck('echo', index)))
console.log(
  '200 acknowledgements',
  many.every((value, index) => value === index),
)
const missed = await ann
  .timeout(50)
  .emitWithAck('nobody answers')
  .catch((error) => error.message)
console.log('timeout', missed)

const refused = await connect({ ...websocket, auth: { token: 'no' } }).catch((error) => error.message)
console.log('refused', refused)

const upgraded = io(address, { forceNew: true, reconnection: false })
const { engine } = upgraded.io
const upgrade = new Promise((resolve) => engine.once('upgrade', resolve))
const opened = new Promise((resolve) => engine.once('open', () => resolve(engine.transport.name)))
await heard(upgraded, 'connect')
const before = await opened
await upgrade
console.log('upgrade', before, engine.transport.name, await upgraded.emitWithAck('echo', Buffer.from('hi')))

const volunteers = (await server.in('blue').fetchSockets()).length
const gone = heard(bob, 'disconnect')
server.in('blue').disconnectSockets(true)
console.log('disconnected', volunteers, ...(await gone).slice(0, 1))
const left = new Promise((resolve) =>
  server.sockets.sockets.get(eve.id).once('disconnect', (reason) => resolve(reason)),
)
eve.disconnect()
console.log('left', await left)
const lost = heard(upgraded, 'disconnect')
await server.close()
console.log('closed', (await lost)[0])
