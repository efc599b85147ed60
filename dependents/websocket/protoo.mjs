// protoo 4, server and client: requests both ways, notifications, refusals, a lost connection and closing.
import { once } from 'node:events'
import { createServer } from 'node:http'
import client from 'protoo-client'
import server from 'protoo-server'

const http = createServer()
const wss = new server.WebSocketServer(http, { maxReceivedFrameSize: 960_000, maxReceivedMessageSize: 960_000 })
const room = new server.Room()
wss.on('connectionrequest', (info, accept, reject) => {
  const id = new URL(info.request.url, 'http://localhost').searchParams.get('id')
  if (id === 'eve') return reject(403, 'not you')
  const peer = room.createPeer(id, accept())
  peer.on('request', async ({ method, data }, answer, refuse) => {
    if (method === 'echo') answer(data)
    else if (method === 'back') answer(await peer.request('which', { n: 1 }))
    else refuse(404, `no ${method}`)
  })
  peer.on('notification', ({ data }) =>
    room.peers.filter((one) => one !== peer).forEach((one) => void one.notify('told', data)),
  )
})
await once(http.listen(0, '127.0.0.1'), 'listening')
const url = `ws://127.0.0.1:${http.address().port}`

const heard = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve))
async function join(id) {
  const transport = new client.WebSocketTransport(`${url}/?id=${id}`, { retry: { retries: 0 } })
  const peer = new client.Peer(transport)
  peer.on('request', ({ method, data }, answer) => answer({ id, method, data }))
  await Promise.race([heard(peer, 'open'), heard(peer, 'failed'), heard(peer, 'close')])
  return peer
}
const [ann, bob] = [await join('ann'), await join('bob')]
console.log('connected', ann.connected, bob.connected, room.peers.length)
console.log('request', JSON.stringify(await ann.request('echo', { text: 'grüße ✓', list: [1, null] })))
console.log('large', (await ann.request('echo', 'x'.repeat(500_000))).length)
console.log('back', JSON.stringify(await bob.request('back')))
console.log('refused', await ann.request('nothing').catch(({ code, message }) => `${code} ${message}`))
const many = await Promise.all(Array.from({ length: 100 }, (_, index) => bob.request('echo', index + 1)))
console.log(
  'many',
  many.every((value, index) => value === index + 1),
)
const told = heard(bob, 'notification')
await ann.notify('tell', 'psst')
console.log('notification', JSON.stringify(await told))
const eve = await join('eve')
console.log('not accepted', eve.connected, eve.closed)
eve.close()
const left = heard(room.getPeer('ann'), 'close')
ann.close()
await left
console.log('left', room.peers.map(({ id }) => id).join())
const lost = heard(bob, 'close')
room.close()
await lost
console.log('closed', bob.closed, bob.connected)
wss.stop()
http.close()
