// signalr-client: negotiates over HTTP with a hub made here, then calls and is called over the package's client.
import { once } from 'node:events'
import { createServer } from 'node:http'
import signalR from 'signalr-client'
import websocket from 'websocket'

const answers = {
  '/signalr/negotiate': {
    TryWebSockets: true,
    ConnectionToken: 'token+1',
    ConnectionId: 'id',
    KeepAliveTimeout: 20,
    DisconnectTimeout: 30,
    TransportConnectTimeout: 5,
  },
  '/signalr/start': { Response: 'started' },
  '/signalr/abort': {},
}
let aborted
const abort = new Promise((resolve) => (aborted = resolve))
const http = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  response.end(JSON.stringify(answers[pathname]), () => pathname === '/signalr/abort' && aborted(request.method))
})
await once(http.listen(0, '127.0.0.1'), 'listening')

const server = new websocket.server({ httpServer: http })
server.on('request', (request) => {
  const { query, pathname } = request.resourceURL
  console.log(
    'asked for',
    pathname,
    query.transport,
    query.connectionToken,
    query.room,
    request.httpRequest.headers['x-key'],
  )
  const connection = request.accept(null, request.origin)
  connection.sendUTF('{}')
  connection.on('message', ({ utf8Data }) => {
    const { H, M, A, I } = JSON.parse(utf8Data)
    if (M === 'drop') return connection.socket.destroy()
    if (M === 'shout') connection.sendUTF(JSON.stringify({ C: 'c', M: [{ H, M: 'heard', A: [...A, '!'] }] }))
    connection.sendUTF(
      JSON.stringify(M === 'fail' ? { I, E: 'it failed' } : { I, R: { method: M, length: A[0]?.length } }),
    )
  })
})

const client = new signalR.client(`http://127.0.0.1:${http.address().port}/signalr`, ['TestHub'], 1, true)
client.headers['x-key'] = 'secret'
client.queryString.room = 'blue'
const events = {}
const heard = (name) => new Promise((resolve) => (events[name] = resolve))
for (const name of ['connected', 'disconnected', 'connectionLost', 'connectFailed', 'onerror']) {
  client.serviceHandlers[name] = (...args) => events[name]?.(...args)
}
const call = (method, ...args) =>
  new Promise((resolve, reject) => {
    client.call('TestHub', method, ...args).done((error, result) => (error ? reject(error) : resolve(result)))
  })

const connected = heard('connected')
client.start()
await connected
console.log('connected', client.state.desc)
console.log('call', JSON.stringify(await call('say', 'hello')))
const told = new Promise((resolve) => client.on('TestHub', 'heard', (...args) => resolve(args)))
console.log('shout', JSON.stringify(await call('shout', 'grüße', 1)), JSON.stringify(await told))
console.log('large', JSON.stringify(await call('say', 'x'.repeat(50_000))))
console.log('error', await call('fail').catch((error) => error))
// The package says on the console when its last request is answered.
const { log } = console
const said = new Promise((resolve) => (console.log = resolve))
const disconnected = heard('disconnected')
client.end()
await disconnected
log('disconnected', client.state.desc, await abort, await said)
console.log = log

const failed = heard('connectFailed')
server.unmount()
http.once('upgrade', (_request, socket) => socket.end('HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n'))
client.start()
console.log('failed', String(await failed).split('\n')[0], client.state.desc)
http.close()
