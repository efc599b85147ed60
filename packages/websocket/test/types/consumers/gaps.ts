// What the declarations of the original lack.
import * as websocket from 'websocket'

new websocket.client({ perMessageDeflate: { threshold: 100 } })
new websocket.client({ handshakeTimeout: 1000, maxFragments: 10, keepalive: true })
new websocket.server().on('upgradeError', (error) => error.message)
new websocket.w3cwebsocket('ws://example.com').addEventListener('open', () => {})
console.log(websocket.connection.CLOSE_REASON_INTERNAL_SERVER_ERROR)
new websocket.frame(Buffer.alloc(4), Buffer.alloc(10), {})
new websocket.router().mount('/', null, (request) => request.accept('origin', [{ name: 'a', value: 'b' }]))
