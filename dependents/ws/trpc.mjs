// tRPC 11 over WebSocket: queries, mutations, errors, subscriptions, connection parameters and a broadcast to reconnect.
import { once } from 'node:events'
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client'
import { initTRPC, TRPCError } from '@trpc/server'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import WebSocket, { WebSocketServer } from 'ws'

const t = initTRPC.context().create()
let ended = 0
const router = t.router({
  hello: t.procedure.input(String).query(({ input, ctx }) => `hello ${input} from ${ctx.who}`),
  add: t.procedure.input((value) => value).mutation(({ input }) => input.reduce((sum, one) => sum + one, 0)),
  fail: t.procedure.query(() => {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'not you' })
  }),
  count: t.procedure.input(Number).subscription(async function* ({ input, signal }) {
    try {
      for (let count = 1; count <= input; count++) yield count
      if (input === 0) await once(signal, 'abort')
    } finally {
      ended++
    }
  }),
})
const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' })
const createContext = ({ info }) => ({ who: info.connectionParams?.who ?? 'nobody' })
const handler = applyWSSHandler({
  wss,
  router,
  createContext,
  keepAlive: { enabled: true, pingMs: 5_000, pongWaitMs: 5_000 },
})
await once(wss, 'listening')
const events = []
const wsClient = createWSClient({
  url: `ws://127.0.0.1:${wss.address().port}`,
  WebSocket,
  connectionParams: () => ({ who: 'ann' }),
  retryDelayMs: () => 5,
  onOpen: () => events.push('open'),
  onClose: () => events.push('close'),
})
const client = createTRPCClient({ links: [wsLink({ client: wsClient })] })

console.log('query', await client.hello.query('wörld'))
console.log('mutation', await client.add.mutate([1, 2, 3]))
console.log('error', await client.fail.query().catch((error) => `${error.data.code} ${error.message}`))
console.log('missing', await client.missing.query().catch((error) => error.data.code))
const together = await Promise.all(Array.from({ length: 50 }, (_, index) => client.add.mutate([index, index])))
console.log(
  'together',
  together.every((value, index) => value === 2 * index),
)
console.log('large', (await client.hello.query('x'.repeat(300_000))).length)
const counted = await new Promise((resolve, reject) => {
  const data = []
  client.count.subscribe(4, { onData: (one) => data.push(one), onComplete: () => resolve(data), onError: reject })
})
console.log('subscription', ...counted)
await new Promise((resolve) => {
  const onStarted = () => resolve(subscription.unsubscribe())
  const subscription = client.count.subscribe(0, { onStarted })
})
await client.hello.query('again')
console.log('unsubscribed', ended)
handler.broadcastReconnectNotification()
while (events.length < 3) await client.hello.query('reconnected')
console.log('events', events.join(' '))
await wsClient.close()
wss.close()
await once(wss, 'close')
console.log('closed')
