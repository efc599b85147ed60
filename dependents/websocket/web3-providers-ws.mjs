// web3-providers-ws 1: requests, a batch, a subscription, reconnecting, and connections that fail, over w3cwebsocket.
import { once } from 'node:events'
import { createServer } from 'node:http'
import Web3WsProvider from 'web3-providers-ws'
import websocket from 'websocket'

const http = createServer((_request, response) => response.writeHead(404).end())
await once(http.listen(0, '127.0.0.1'), 'listening')
const { port } = http.address()
const server = new websocket.server({
  httpServer: http,
  maxReceivedMessageSize: 4 << 20,
  maxReceivedFrameSize: 4 << 20,
})
const methods = {
  eth_blockNumber: () => '0x10',
  echo: (_connection, [text]) => text,
  eth_subscribe: (connection) => {
    for (const number of ['0x1', '0x2', '0x3']) {
      const notice = {
        jsonrpc: '2.0',
        method: 'eth_subscription',
        params: { subscription: '0xcd', result: { number } },
      }
      setImmediate(() => connection.sendUTF(JSON.stringify(notice)))
    }
    return '0xcd'
  },
  drop: (connection) => void connection.drop(1011, 'dropped'),
  bye: (connection) => void connection.close(4001, 'bye'),
}
server.on('request', (request) => {
  if (request.resource !== '/rpc') return request.reject(403, 'wrong path')
  const connection = request.accept(null, request.origin)
  connection.authorization = request.httpRequest.headers.authorization
  connection.on('message', ({ utf8Data }) => {
    const answer = ({ id, method, params }) => ({ jsonrpc: '2.0', id, result: methods[method](connection, params) })
    const payload = JSON.parse(utf8Data)
    const answers = Array.isArray(payload) ? payload.map(answer) : answer(payload)
    connection.sendUTF(JSON.stringify(answers))
  })
})

let id = 0
const request = (method, ...params) => ({ jsonrpc: '2.0', id: ++id, method, params })
const send = (provider, payload) =>
  new Promise((resolve, reject) => {
    provider.send(payload, (error, response) => (error ? reject(error) : resolve(response)))
  })
const heard = (provider, event) => new Promise((resolve) => provider.once(event, resolve))

const clientConfig = {
  maxReceivedFrameSize: 4 << 20,
  maxReceivedMessageSize: 4 << 20,
  keepalive: true,
  keepaliveInterval: 60_000,
}
const provider = new Web3WsProvider(`ws://user:secret@127.0.0.1:${port}/rpc`, { clientConfig })
console.log('before it opens', provider.connected)
const early = send(provider, request('eth_blockNumber'))
await heard(provider, 'connect')
console.log('queued', (await early).result, provider.connected, server.connections[0].authorization)
console.log('unicode', (await send(provider, request('echo', 'grüße ✓'))).result)
const large = 'x'.repeat(1_500_000)
console.log('large', (await send(provider, request('echo', large))).result === large)
const batch = await send(provider, [request('eth_blockNumber'), request('echo', 'two')])
console.log('batch', batch.map(({ result }) => result).join(' '))
const numbers = []
const subscribed = new Promise((resolve) =>
  provider.on('data', ({ params }) => numbers.push(params.result.number) === 3 && resolve()),
)
console.log('subscription', (await send(provider, request('eth_subscribe'))).result)
await subscribed
console.log('numbers', ...numbers)
const closed = heard(provider, 'close')
const unanswered = send(provider, request('bye')).catch((error) => error.message)
const { code, reason, wasClean } = await closed
console.log('closed', code, reason, wasClean, provider.connected)
console.log('unanswered', await unanswered)

const reconnecting = new Web3WsProvider(`ws://127.0.0.1:${port}/rpc`, {
  reconnect: { auto: true, delay: 5, maxAttempts: 3 },
})
await heard(reconnecting, 'connect')
const lost = send(reconnecting, request('drop')).catch((error) => error.message)
console.log('reconnect', await heard(reconnecting, 'reconnect'), await lost)
await heard(reconnecting, 'connect')
console.log('again', (await send(reconnecting, request('eth_blockNumber'))).result)
reconnecting.reconnectOptions.auto = false
const left = new Promise((resolve) => server.once('close', (_connection, code, text) => resolve(`${code} ${text}`)))
reconnecting.disconnect(1000, 'done')
console.log('the server saw', await left)

async function failure(path) {
  const failing = new Web3WsProvider(path)
  const error = heard(failing, 'error')
  const [close, { description, code, reason }] = await Promise.all([heard(failing, 'close'), error])
  return [description.replaceAll(String(port), 'PORT'), code, reason, close.code, failing.connected].join(' | ')
}
console.log('refused', await failure(`ws://127.0.0.1:${port}/wrong`))
server.shutDown()
http.close()
await once(http, 'close')
console.log('nobody there', await failure(`ws://127.0.0.1:${port}/rpc`))
