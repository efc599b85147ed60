// @discordjs/ws against a gateway made here: identifying, events, heartbeats, compression off, resuming and closing.
import { once } from 'node:events'
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws'
import { WebSocketServer } from 'ws'

const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
await once(wss, 'listening')
const url = `ws://127.0.0.1:${wss.address().port}`
const seen = []
const resumed = new Promise((resolve) => {
  wss.on('connection', (socket, request) => {
    let sequence = 0
    const send = (op, d, t = null) => socket.send(JSON.stringify({ op, d, t, s: op === 0 ? ++sequence : null }))
    seen.push(request.url)
    send(10, { heartbeat_interval: 20 })
    socket.on('message', (text) => {
      const { op, d } = JSON.parse(String(text))
      if (op === 1) send(11)
      if (op === 2)
        send(0, { session_id: 's', resume_gateway_url: url, user: { id: '1' }, shard: d.shard, v: 10 }, 'READY')
      if (op === 2) send(0, { content: 'grüße ✓' }, 'MESSAGE_CREATE')
      if (op === 4) socket.close(4000, 'unknown error')
      if (op === 6) send(0, {}, 'RESUMED')
      if (op !== 1) seen.push(`op ${op}`)
      if (op === 6) resolve()
    })
    socket.on('close', (code) => seen.push(`closed ${code}`))
  })
})
const limits = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 }
const rest = { get: async () => ({ url, shards: 1, session_start_limit: limits }) }
const manager = new WebSocketManager({ token: 'token', intents: 0, rest, handshakeTimeout: 5_000 })
const heard = (event) => new Promise((resolve) => manager.once(event, resolve))
manager.on(WebSocketShardEvents.Error, ({ error }) => console.log('error', error.message))

const first = new Promise((resolve) => {
  manager.on(WebSocketShardEvents.Dispatch, ({ data }) => data.t === 'MESSAGE_CREATE' && resolve(data.d.content))
})
const ready = heard(WebSocketShardEvents.Ready)
await manager.connect()
console.log('ready', (await ready).data.session_id, await first)
await heard(WebSocketShardEvents.HeartbeatComplete)
console.log('heartbeat')
const closed = heard(WebSocketShardEvents.Closed)
await manager.send(0, { op: 4, d: {} })
console.log('closed', (await closed).code)
await resumed
const left = [...wss.clients].map((socket) => once(socket, 'close'))
await manager.destroy()
await Promise.all(left)
console.log('seen', seen.join(', '))
wss.close()
