// express-ws: routes on an application and on a router, middleware, broadcast through getWss.
import { once } from 'node:events'
import express from 'express'
import expressWs from 'express-ws'
import WebSocket from 'ws'

const { app, getWss } = expressWs(express(), undefined, { wsOptions: { perMessageDeflate: true, maxPayload: 1 << 20 } })
app.use((request, _response, next) => {
  request.user = request.query.user
  next()
})
app.ws('/echo', (socket, request) => {
  socket.on('message', (data) => socket.send(`${request.user}: ${data}`))
})
const seen = []
const router = express.Router()
router.ws('/:room', (socket, request) => {
  socket.room = request.params.room
  socket.on('message', (data, isBinary) => {
    for (const client of getWss().clients) {
      if (client.room === socket.room && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary })
    }
  })
  socket.on('close', (code) => seen.push(code))
})
app.use('/rooms', router)
app.get('/plain', (_request, response) => response.send('over http'))
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')
const base = `ws://127.0.0.1:${server.address().port}`

async function connect(path) {
  const socket = new WebSocket(base + path)
  await once(socket, 'open')
  return socket
}
const text = async (socket) => String((await once(socket, 'message'))[0])

const ann = await connect('/echo?user=ann')
ann.send('hello')
console.log('echo', await text(ann))
console.log('clients', getWss().clients.size)

const [one, two, other] = await Promise.all(['/rooms/red', '/rooms/red', '/rooms/blue'].map(connect))
let overheard = 0
other.on('message', () => overheard++)
const both = [text(one), text(two)]
one.send('to the red room')
console.log('room', ...(await Promise.all(both)))
const binary = [once(one, 'message'), once(two, 'message')]
two.send(Buffer.from([0, 255]))
console.log('binary', ...(await Promise.all(binary)).flat())
const own = text(other)
other.send('to the blue room')
console.log('blue', await own, overheard)
console.log('plain', await (await fetch(`${base.replace('ws', 'http')}/plain`)).text())

const missing = new WebSocket(`${base}/missing`)
const outcome = await Promise.race([
  once(missing, 'close').then(([code]) => `closed ${code}`),
  once(missing, 'error').then(([error]) => error.message),
])
console.log('missing', outcome)

const closing = once(one, 'close')
one.close(4000, 'enough')
const [code, reason] = await closing
console.log('closed', code, reason.toString())
for (const socket of [ann, two, other]) socket.terminate()
await new Promise((resolve) => server.close(resolve))
console.log('the server saw', ...seen)
