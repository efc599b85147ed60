// PeerServer, which signals between the browsers of PeerJS: opening, relaying, queueing, heartbeats and refusals.
import { once } from 'node:events'
import { PeerServer } from 'peer'
import WebSocket from 'ws'

const events = []
const server = await new Promise((resolve) => {
  const app = PeerServer(
    { port: 0, host: '127.0.0.1', path: '/signal', concurrent_limit: 2, allow_discovery: true },
    resolve,
  )
  for (const name of ['connection', 'disconnect']) app.on(name, (client) => events.push(`${name} ${client.getId()}`))
  app.on('message', (client, { type }) => events.push(`${type} from ${client.getId()}`))
  app.on('error', (error) => events.push(`error ${error.message}`))
})
const { port } = server.address()
const url = (id, token = `token-${id}`) =>
  `ws://127.0.0.1:${port}/signal/peerjs?key=peerjs&id=${id}&token=${token}&version=1`
const text = async (socket) => String((await once(socket, 'message'))[0])
async function join(id, token) {
  const socket = new WebSocket(url(id, token))
  return [socket, await text(socket)]
}
const [ann, annOpen] = await join('ann')
const [bob, bobOpen] = await join('bob')
console.log('open', annOpen, bobOpen)
const offer = text(bob)
ann.send(JSON.stringify({ type: 'OFFER', dst: 'bob', payload: { sdp: 'v=0 grüße' } }))
console.log('offer', await offer)
const answer = text(ann)
bob.send(JSON.stringify({ type: 'HEARTBEAT' }))
bob.send(JSON.stringify({ type: 'ANSWER', dst: 'ann', payload: { sdp: 'x'.repeat(50_000) } }))
console.log('answer', (await answer).length)
console.log('taken', (await join('ann', 'other'))[1])
console.log('full', (await join('eve'))[1])
const bad = new WebSocket(`ws://127.0.0.1:${port}/signal/peerjs?id=x`)
console.log('no key', await text(bad))
console.log('peers', await (await fetch(`http://127.0.0.1:${port}/signal/peerjs/peers`)).text())
const left = text(ann)
bob.send(JSON.stringify({ type: 'LEAVE', dst: 'ann' }))
console.log('leave', await left)
const wrongPath = new WebSocket(`ws://127.0.0.1:${port}/elsewhere`)
console.log('elsewhere', (await once(wrongPath, 'error'))[0].message)
const closed = once(bob, 'close')
bob.close()
await closed
ann.terminate()
await once(ann, 'close')
console.log('events', events.filter((event) => !event.startsWith('disconnect')).join(', '))
process.exit()
