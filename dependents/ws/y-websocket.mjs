// y-websocket 2, server and provider: two documents become one, awareness travels, and a lost connection comes back.
import { once } from 'node:events'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const WebSocket = require('ws')
const Y = require('yjs')
const { WebsocketProvider } = require('y-websocket')
const { docs, setupWSConnection } = require('y-websocket/bin/utils')

const wss = new WebSocket.Server({ port: 0, host: '127.0.0.1' })
wss.on('connection', (socket, request) => setupWSConnection(socket, request))
await once(wss, 'listening')
const url = `ws://127.0.0.1:${wss.address().port}`

const until = (emitter, event, holds) =>
  new Promise((resolve) => {
    const check = () => {
      if (!holds()) return
      emitter.off(event, check)
      resolve()
    }
    emitter.on(event, check)
    check()
  })
function join() {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(url, 'room', doc, {
    WebSocketPolyfill: WebSocket,
    disableBc: true,
    maxBackoffTime: 50,
  })
  return { doc, provider, text: doc.getText('text') }
}
const [ann, bob] = [join(), join()]
await Promise.all([ann, bob].map(({ provider }) => until(provider, 'sync', () => provider.synced)))
console.log('synced', [...docs.keys()].join(' '), wss.clients.size)

ann.text.insert(0, 'hello ')
await until(bob.doc, 'update', () => bob.text.length === 6)
bob.text.insert(6, 'wörld')
await until(ann.doc, 'update', () => ann.text.length === 11)
console.log('text', ann.text.toString(), '|', bob.text.toString())
ann.doc.transact(() => {
  for (let index = 0; index < 1000; index++) ann.doc.getArray('list').push([index])
})
await until(bob.doc, 'update', () => bob.doc.getArray('list').length === 1000)
console.log('list', bob.doc.getArray('list').get(999))
ann.text.insert(0, 'x'.repeat(300_000))
await until(bob.doc, 'update', () => bob.text.length === 300_011)
console.log('large', bob.text.length)

ann.provider.awareness.setLocalStateField('name', 'ann')
const states = () => [...bob.provider.awareness.getStates().values()].map(({ name }) => name)
await until(bob.provider.awareness, 'change', () => states().includes('ann'))
console.log('awareness', states().filter(Boolean).join(' '))

const lost = until(bob.provider, 'status', () => !bob.provider.wsconnected)
for (const socket of wss.clients) socket.terminate()
await lost
bob.text.insert(0, 'offline ')
await until(ann.doc, 'update', () => ann.text.length === 300_019)
console.log('after a reconnect', ann.text.toString().slice(0, 8))

const left = [...wss.clients].map((socket) => once(socket, 'close'))
for (const { provider } of [ann, bob]) provider.destroy()
console.log('closed', ...(await Promise.all(left)).map(([code]) => code))
process.exit()
