// wampy 6 with w3cwebsocket, against a WAMP router made here: sessions, topics, calls, errors and goodbye.
import { once } from 'node:events'
import { createServer } from 'node:http'
import wampy from 'wampy'
import websocket from 'websocket'

const http = createServer()
await once(http.listen(0, '127.0.0.1'), 'listening')
const server = new websocket.server({
  httpServer: http,
  maxReceivedMessageSize: 4 << 20,
  maxReceivedFrameSize: 4 << 20,
})
const topics = new Map()
let id = 0
// By the code of the message: HELLO, GOODBYE, PUBLISH, SUBSCRIBE, UNSUBSCRIBE and CALL of the WAMP basic profile.
const replies = {
  1: () => [2, ++id, { roles: { broker: {}, dealer: {} } }],
  6: () => [6, {}, 'wamp.close.goodbye_and_out'],
  16: (connection, [request, options, topic, list, dict]) => {
    for (const [other, subscription] of topics.get(topic) ?? []) {
      if (other !== connection || options.exclude_me === false)
        other.sendUTF(JSON.stringify([36, subscription, request, {}, list, dict]))
    }
    return [17, request, ++id]
  },
  32: (connection, [request, , topic]) => {
    topics.set(topic, [...(topics.get(topic) ?? []), [connection, ++id]])
    return [33, request, id]
  },
  34: (_connection, [request]) => [35, request],
  48: (_connection, [request, , procedure, list, dict]) =>
    procedure === 'echo' ? [50, request, {}, list, dict] : [8, 48, request, {}, 'wamp.error.no_such_procedure'],
}
server.on('request', (request) => {
  if (request.requestedProtocols[0] !== 'wamp.2.json') return request.reject(400, 'subprotocol')
  const connection = request.accept('wamp.2.json', request.origin)
  connection.on('message', ({ utf8Data }) => {
    const [code, ...rest] = JSON.parse(utf8Data)
    connection.sendUTF(JSON.stringify(replies[code](connection, rest)))
  })
})
const url = `ws://127.0.0.1:${http.address().port}`
function join() {
  return new Promise((resolve, reject) => {
    const session = new wampy.Wampy(url, {
      realm: 'realm',
      ws: websocket.w3cwebsocket,
      autoReconnect: false,
      onConnect: () => resolve(session),
      onError: reject,
    })
  })
}
const [ann, bob] = [await join(), await join()]
console.log('connected', ann.getSessionId() !== bob.getSessionId(), JSON.stringify(ann.getOpStatus()))
const subscribe = (session, topic, onEvent) =>
  new Promise((onSuccess, onError) => session.subscribe(topic, { onSuccess, onError, onEvent }))
let tell
const told = new Promise((resolve) => (tell = resolve))
console.log('subscribed', (await subscribe(bob, 'news', tell)).topic)
const published = new Promise((onSuccess, onError) =>
  ann.publish('news', { argsList: ['grüße ✓', 1] }, { onSuccess, onError }),
)
await published
console.log('event', JSON.stringify((await told).argsList))
const call = (session, procedure, args) =>
  new Promise((onSuccess, onError) => session.call(procedure, args, { onSuccess, onError }))
console.log('call', JSON.stringify((await call(ann, 'echo', { a: [1, 'x', null] })).argsDict))
console.log('large', (await call(ann, 'echo', ['x'.repeat(1_000_000)])).argsList[0].length)
console.log('error', await call(ann, 'nothing', null).catch(({ error }) => error))
async function leave(session) {
  await new Promise((resolve) => {
    session.options({ onClose: resolve })
    session.disconnect()
  })
}
await Promise.all([leave(ann), leave(bob)])
console.log('closed')
server.shutDown()
http.close()
