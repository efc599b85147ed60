// mqtt over WebSocket: an aedes broker behind createWebSocketStream and mqtt clients on ws:// addresses.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'
import { createWebSocketStream, WebSocketServer } from 'ws'

const broker = await Aedes.createBroker()
const http = createServer()
const wss = new WebSocketServer({ server: http })
wss.on('connection', (socket, request) => {
  broker.handle(createWebSocketStream(socket), request)
  if (request.url === '/first') console.log('subprotocol', socket.protocol)
})
await once(http.listen(0, '127.0.0.1'), 'listening')
const base = `ws://127.0.0.1:${http.address().port}`

const subscriber = await mqtt.connectAsync(`${base}/first`, { clientId: 'subscriber', reconnectPeriod: 0 })
const publisher = await mqtt.connectAsync(base, { clientId: 'publisher', reconnectPeriod: 0, protocolVersion: 4 })
console.log('connected', subscriber.connected, publisher.connected)

const [granted] = await subscriber.subscribeAsync('news/#', { qos: 1 })
console.log('granted', granted.topic, granted.qos)
async function publish(topic, payload, options) {
  const received = once(subscriber, 'message')
  await publisher.publishAsync(topic, payload, options)
  const [where, what, packet] = await received
  return [where, what, packet.qos]
}
for (const qos of [0, 1, 2]) {
  const [topic, payload, got] = await publish(`news/${qos}`, `at ${qos}`, { qos })
  console.log('message', topic, String(payload), got)
}
const large = Buffer.from(Array.from({ length: 400_000 }, (_, index) => index % 253))
console.log('large', large.equals((await publish('news/large', large, { qos: 1 }))[1]))
console.log('empty', (await publish('news/empty', '', { qos: 1 }))[1].length)

let count = 0
const all = new Promise((resolve) => subscriber.on('message', () => ++count === 500 && resolve()))
await Promise.all(
  Array.from({ length: 500 }, (_, index) => publisher.publishAsync('news/many', String(index), { qos: 1 })),
)
await all
console.log('many', count)

await publisher.publishAsync('kept', 'retained', { retain: true, qos: 1 })
const kept = once(subscriber, 'message')
await subscriber.subscribeAsync('kept')
const [, payload, packet] = await kept
console.log('retained', String(payload), packet.retain)

await subscriber.subscribeAsync('wills')
const mortal = await mqtt.connectAsync(base, {
  reconnectPeriod: 0,
  will: { topic: 'wills', payload: 'gone', qos: 0, retain: false },
})
const will = once(subscriber, 'message')
mortal.stream.destroy()
console.log('will', String((await will)[1]))

await publisher.endAsync()
const closed = once(subscriber, 'close')
for (const socket of wss.clients) socket.terminate()
await closed
console.log('connected', subscriber.connected)
await subscriber.endAsync(true)
await new Promise((resolve) => broker.close(resolve))
http.close()
console.log('done')
