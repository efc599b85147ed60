// graphql-ws: a server on WebSocketServer and a client on WebSocket; a query, a subscription, errors and authentication.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { CloseCode, createClient } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import WebSocket, { WebSocketServer } from 'ws'

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: {
        type: GraphQLString,
        args: { name: { type: GraphQLString } },
        resolve: (_, { name }) => `hello ${name}`,
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      count: {
        type: GraphQLInt,
        args: { to: { type: new GraphQLNonNull(GraphQLInt) } },
        subscribe: async function* (_, { to }) {
          for (let count = 1; count <= to; count++) yield { count }
        },
      },
    },
  }),
})

let disconnected = () => {}
const disconnection = () => new Promise((resolve) => (disconnected = resolve))
const http = createServer()
const wss = new WebSocketServer({ server: http, path: '/graphql' })
const running = useServer(
  {
    schema,
    onConnect: ({ connectionParams }) => connectionParams?.token !== 'wrong',
    onDisconnect: (_context, code, reason) => disconnected(`${code} ${reason}`),
  },
  wss,
)
await once(http.listen(0, '127.0.0.1'), 'listening')
const url = `ws://127.0.0.1:${http.address().port}/graphql`

const client = createClient({ url, webSocketImpl: WebSocket, lazy: false, retryAttempts: 0 })
client.on('opened', (socket) => console.log('opened', socket instanceof WebSocket, socket.protocol))

async function collect(payload, from = client) {
  const results = []
  for await (const result of from.iterate(payload)) results.push(result)
  return JSON.stringify(results)
}
console.log('query', await collect({ query: '{ hello(name: "wörld") }' }))
console.log('subscription', await collect({ query: 'subscription { count(to: 5) }' }))
const parallel = await Promise.all([3, 1, 2].map((to) => collect({ query: `subscription { count(to: ${to}) }` })))
console.log('parallel', parallel.join(' '))
console.log('invalid', await collect({ query: '{ nothing }' }).catch((errors) => errors[0].message))
const large = 'x'.repeat(200_000)
const answer = await collect({ query: 'query($name: String) { hello(name: $name) }', variables: { name: large } })
console.log('large', answer.length)

const serverSaw = disconnection()
const closed = new Promise((resolve) => client.on('closed', resolve))
await client.dispose()
const event = await closed
console.log('closed', event.code, event.reason, event.wasClean, 'and the server saw', await serverSaw)

const stranger = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { token: 'wrong' } })
const refusal = await collect({ query: '{ hello }' }, stranger).catch((event) => event)
console.log('refused', refusal.code === CloseCode.Forbidden, refusal.code, refusal.reason)

const plain = new WebSocket(url, 'graphql-transport-ws')
await once(plain, 'open')
plain.send('not json')
const [code, reason] = await once(plain, 'close')
console.log('bad message', code, reason.toString())
const old = new WebSocket(url, 'graphql-ws')
console.log('bad subprotocol', (await once(old, 'error'))[0].message)

await running.dispose()
http.close()
