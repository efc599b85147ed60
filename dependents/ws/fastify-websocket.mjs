// @fastify/websocket: routes, hooks, streams of a connection, and injectWS, which connects without a network.
import { once } from 'node:events'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import WebSocket from 'ws'

const app = Fastify()
await app.register(websocket, { options: { maxPayload: 1 << 20, perMessageDeflate: true } })
app.addHook('preValidation', async (request, reply) => {
  if (request.query.key === 'wrong') await reply.code(401).send('no')
})
app.get('/echo/:name', { websocket: true }, (socket, request) => {
  socket.on('message', (data, isBinary) => socket.send(isBinary ? data : `${request.params.name}: ${data}`))
})
app.get('/bye', { websocket: true }, (socket) => socket.close(4001, 'bye'))
app.get('/fails', { websocket: true }, () => {
  throw new Error('in the handler')
})
app.route({
  method: 'GET',
  url: '/both',
  handler: (_request, reply) => reply.send({ over: 'http' }),
  wsHandler: (socket) => socket.send('over websocket'),
})
await app.ready()

const injected = await app.injectWS('/echo/ann')
console.log('injected', injected.readyState === injected.OPEN)
injected.send('hello')
console.log('text', String((await once(injected, 'message'))[0]))
injected.send(Buffer.from([1, 2, 3]))
console.log('binary', ...(await once(injected, 'message')))
const echoed = []
injected.on('message', (data) => echoed.push(data.length))
const last = new Promise((resolve) => injected.on('message', (data) => data.length === 70_000 && resolve()))
for (const size of [0, 125, 126, 65_535, 65_536, 70_000]) injected.send(Buffer.alloc(size))
await last
console.log('sizes', ...echoed)
injected.terminate()
console.log('refused', await app.injectWS('/echo/ann?key=wrong').catch((error) => error.message))

const base = (await app.listen({ port: 0, host: '127.0.0.1' })).replace('http', 'ws')
const client = new WebSocket(`${base}/echo/bob`)
await once(client, 'open')
console.log('extensions', client.extensions)
client.send('grüße')
console.log('text', String((await once(client, 'message'))[0]))
const blob = Buffer.alloc(500_000, 7)
client.send(blob)
console.log('large', blob.equals((await once(client, 'message'))[0]))
client.ping('alive')
console.log('pong', String((await once(client, 'pong'))[0]))
client.send(Buffer.alloc((1 << 20) + 1))
const [tooBig] = await once(client, 'close')
console.log('too large', tooBig)

const bye = new WebSocket(`${base}/bye`)
const [code, reason] = await once(bye, 'close')
console.log('bye', code, reason.toString())
const both = new WebSocket(`${base}/both`)
const greeting = once(both, 'message')
const plain = await fetch(`${base.replace('ws', 'http')}/both`)
console.log('both', String((await greeting)[0]), await plain.text())
const failing = new WebSocket(`${base}/fails`)
console.log('fails', (await once(failing, 'close'))[0])
const unauthorised = new WebSocket(`${base}/echo/bob?key=wrong`)
console.log('refused', (await once(unauthorised, 'error'))[0].message)
const nowhere = new WebSocket(`${base}/nowhere`)
console.log('nowhere', (await once(nowhere, 'error'))[0].message)

const open = new Promise((resolve) => both.once('close', (code, reason) => resolve(`${code} ${reason}`)))
await app.close()
console.log('closed', await open)
