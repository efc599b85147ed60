// Mistakes that the declarations of the original find.
import * as websocket from 'websocket'

// @ts-expect-error: the HTTP server is missing
new websocket.server({ autoAcceptConnections: true })
// @ts-expect-error: no such key
new websocket.client({ nonsense: 1 })
const client = new websocket.client()
// @ts-expect-error: a URL is needed
client.connect()
// @ts-expect-error: no such event
client.on('connected', () => {})
// @ts-expect-error: the listener is given a connection
client.on('connect', (open: number) => open)
client.on('connect', (open) => {
  // @ts-expect-error: no such event
  open.on('data', () => {})
  // @ts-expect-error: bytes are a Buffer
  open.sendBytes('text')
  // @ts-expect-error: a code is a number
  open.close('1000')
  open.on('message', (message) => {
    // @ts-expect-error: which of the two is not known
    message.utf8Data.length
  })
})
const ws = new websocket.w3cwebsocket('ws://example.com')
// @ts-expect-error: only arraybuffer
ws.binaryType = 'blob'
// @ts-expect-error: a URL is needed
new websocket.w3cwebsocket()
