// web3-providers-ws 4, whose socket is that of isomorphic-ws: requests, a subscription, a lost connection and reconnecting.
import { once } from 'node:events'
import { WebSocketProvider } from 'web3-providers-ws'
import { WebSocketServer } from 'ws'

const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
await once(wss, 'listening')
const methods = {
  eth_accounts: () => [],
  eth_blockNumber: () => '0x10',
  echo: (_socket, [text]) => text,
  eth_subscribe: (socket) => {
    for (const number of ['0x1', '0x2']) {
      const params = { subscription: '0xcd', result: { number } }
      setImmediate(() => socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params })))
    }
    return '0xcd'
  },
}
wss.on('connection', (socket, request) => {
  socket.agent = request.headers['x-agent']
  socket.on('message', (text) => {
    const { id, method, params } = JSON.parse(String(text))
    if (method === 'drop') return socket.close(1012, 'restart')
    if (method === 'agent') return socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: socket.agent }))
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: methods[method]?.(socket, params) ?? '0x1' }))
  })
})
const url = `ws://127.0.0.1:${wss.address().port}`
const provider = new WebSocketProvider(
  url,
  { headers: { 'x-agent': 'web3' } },
  { autoReconnect: true, delay: 5, maxAttempts: 3 },
)
const heard = (event) => new Promise((resolve) => provider.once(event, resolve))
let id = 0
const request = async (method, ...params) =>
  (await provider.request({ jsonrpc: '2.0', id: ++id, method, params })).result

console.log('queued', await request('eth_blockNumber'), provider.getStatus())
console.log('headers', await request('agent'))
console.log('unicode', await request('echo', 'grüße ✓'))
console.log('large', (await request('echo', 'x'.repeat(1_000_000))).length)
const numbers = []
const both = new Promise((resolve) => {
  provider.on(
    'message',
    ({ params }) => params?.result?.number && numbers.push(params.result.number) === 2 && resolve(),
  )
})
console.log('subscription', await request('eth_subscribe'))
await both
console.log('numbers', ...numbers)
const reconnected = heard('connect')
const dropped = request('drop').catch((error) => error.message)
console.log('dropped', await dropped)
await reconnected
console.log('reconnected', await request('eth_blockNumber'), provider.getStatus())
const left = once([...wss.clients][0], 'close')
provider.disconnect(1000, 'done')
const [code, reason] = await left
console.log('the server saw', code, String(reason))
wss.close()
