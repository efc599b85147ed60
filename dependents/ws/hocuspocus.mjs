// Hocuspocus 3, server and provider: authentication, documents that become one, messages of the program, and closing.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { Server } = require('@hocuspocus/server')
const { HocuspocusProvider, HocuspocusProviderWebsocket } = require('@hocuspocus/provider')
const WebSocket = require('ws')
const Y = require('yjs')

const stateless = []
const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  async onAuthenticate({ token }) {
    if (token !== 'secret') throw new Error('not you')
  },
  async onLoadDocument({ document }) {
    document.getText('text').insert(0, 'loaded ')
  },
  async onStateless({ payload, connection }) {
    stateless.push(payload)
    connection.sendStateless(`heard ${payload}`)
  },
})
await server.listen()
const url = `ws://127.0.0.1:${server.address.port}`

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
function join(token) {
  const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket, maxAttempts: 1 })
  const document = new Y.Doc()
  const provider = new HocuspocusProvider({ websocketProvider, name: 'room', document, token })
  provider.attach()
  return { provider, websocketProvider, document, text: document.getText('text') }
}
const [ann, bob] = [join('secret'), join('secret')]
await Promise.all([ann, bob].map(({ provider }) => until(provider, 'synced', () => provider.synced)))
console.log('synced', ann.text.toString())
ann.text.insert(7, 'grüße')
await until(bob.document, 'update', () => bob.text.length === 12)
console.log('text', bob.text.toString())
bob.text.insert(0, 'x'.repeat(200_000))
await until(ann.document, 'update', () => ann.text.length === 200_012)
console.log('large', ann.text.length)
const answer = new Promise((resolve) => ann.provider.on('stateless', resolve))
ann.provider.sendStateless('psst')
console.log('stateless', (await answer).payload, ...stateless)
ann.provider.setAwarenessField('name', 'ann')
const names = () => [...bob.provider.awareness.getStates().values()].map(({ name }) => name)
await until(bob.provider.awareness, 'change', () => names().includes('ann'))
console.log('awareness', names().filter(Boolean).join())

const eve = join('wrong')
const { reason } = await new Promise((resolve) => eve.provider.on('authenticationFailed', resolve))
console.log('refused', reason)
console.log('connections', server.hocuspocus.getConnectionsCount(), server.hocuspocus.getDocumentsCount())
for (const { provider, websocketProvider } of [ann, bob, eve]) {
  provider.destroy()
  websocketProvider.destroy()
}
await server.destroy()
console.log('closed')
process.exit()
