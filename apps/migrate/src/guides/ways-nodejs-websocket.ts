/**
 * How each topic is done with `nodejs-websocket`, in words and code, for the guides.
 */
import type { TopicText } from './topic-text.js'

export const nodejsWebsocketTexts: TopicText = {
  package: {
    text: 'The export is an object with four functions. The classes have files of their own, `nodejs-websocket/Connection` and so on. Ours brings types; the original has none.',
    code: `const nodejsWebsocket = require('nodejs-websocket')`,
  },
  servers: {
    text: 'A server has a TCP server of its own, TLS with `secure: true`, and starts with `listen`. Ours can take the upgrades of an HTTP server too, as `httpServer`. `close` stops listening and leaves the connections open.',
    code: `const nodejsWebsocket = require('nodejs-websocket')
const server = nodejsWebsocket.createServer((conn) => console.log('open', conn.path))
server.listen(8080)

function stop() {
  server.connections.forEach((conn) => conn.close(1001))
  server.close()
}`,
  },
  handshakes: {
    text: 'Every well-formed handshake is accepted. Who is not wanted is closed when the connection is open.',
    code: `const server = nodejsWebsocket.createServer((conn) => {
  isAllowed(conn.headers.origin).then((allowed) => {
    if (!allowed) conn.close(4003, 'Not here')
  })
})`,
  },
  'request-head': {
    text: 'There is no request object: the connection has `path`, `headers` (names in lower case) and `protocols`.',
    code: `const server = nodejsWebsocket.createServer((conn) => {
  const { pathname, searchParams } = new URL(conn.path, 'ws://localhost')
  console.log(pathname, searchParams.get('room'), conn.socket.remoteAddress, conn.headers['user-agent'])
})`,
  },
  'origin-and-cookies': {
    text: 'Both are headers, to be looked at when the connection is open. Cookies cannot be set.',
    code: `const server = nodejsWebsocket.createServer((conn) => {
  if (conn.headers.origin !== 'https://example.com') conn.close(4003)
})`,
  },
  subprotocols: {
    text: '`validProtocols` lists what the server takes, by the preference of the client; `selectProtocol` decides for itself. No agreement refuses nobody.',
    code: `const server = nodejsWebsocket.createServer({ validProtocols: ['chat'] }, (conn) => console.log(conn.protocol))`,
  },
  'paths-and-routers': {
    text: 'All paths come to one server: look at `path`.',
    code: `const server = nodejsWebsocket.createServer((conn) => {
  if (conn.path === '/rooms') conn.sendText('welcome')
  else conn.close(4004, 'Nothing here')
})`,
  },
  clients: {
    text: '`connect` gives the connection at once, and `connect` is emitted when it is open. A failure is `error`. The options are those of `net.connect` and `tls.connect`.',
    code: `const options = { protocols: ['chat'], extraHeaders: { Origin: 'https://example.com', 'X-Id': '1' } }
const conn = nodejsWebsocket.connect('wss://example.com/', options, () => conn.sendText('hello'))
conn.on('error', (error) => console.error(error.message))`,
  },
  connections: {
    text: '`readyState` is one of the constants CONNECTING, OPEN, CLOSING and CLOSED, which each connection has. `socket` is the TCP socket.',
    code: `if (conn.readyState === conn.OPEN) conn.sendText('still here')`,
  },
  sending: {
    text: '`sendText` takes a string, `sendBinary` a Node Buffer, `send` either. What cannot be sent is an `error` event.',
    code: `conn.sendText('text')
conn.sendBinary(Buffer.from([1, 2, 3]), () => console.log('sent'))`,
  },
  receiving: {
    text: 'Two events: `text` with a string, and `binary` with a stream.',
    code: `conn.on('text', (text) => console.log(text))
conn.on('binary', (inStream) => {
  const chunks = []
  inStream.on('data', (chunk) => chunks.push(chunk))
  inStream.on('end', () => console.log(Buffer.concat(chunks).length, 'bytes'))
})`,
  },
  'binary-streams': {
    text: 'Binary messages are streams in both directions: `beginBinary` gives a Writable whose flushes are frames of one message, and `binary` a Readable. No text can be sent until the stream has ended.',
    code: `const out = conn.beginBinary()
out.write(Buffer.from([1]))
out.end(Buffer.from([2]))`,
  },
  'frames-and-fragments': {
    text: 'Frames are not shown. `setBinaryFragmentation` sets the size of the frames of `beginBinary`.',
  },
  'ping-and-pong': {
    text: 'Pings are answered, and there is no event for them. `sendPing` takes text, and so does `pong`.',
    code: `conn.on('pong', (text) => console.log('alive', text))
conn.sendPing('x')`,
  },
  keepalive: {
    text: 'There is none: ping in an interval, and destroy the socket of who has not answered until the next.',
    code: `const alive = new WeakSet()
const timer = setInterval(() => {
  server.connections.forEach((conn) => {
    if (!alive.delete(conn)) conn.socket.destroy()
    else conn.sendPing()
  })
}, 20000)
server.on('connection', (conn) => {
  alive.add(conn)
  conn.on('pong', () => alive.add(conn))
})
server.on('close', () => clearInterval(timer))`,
  },
  closing: {
    text: '`close` emits `close` before it returns, with its own arguments, and delivers nothing more. When the peer closes, the event has its code and reason: 1005 when it gave none, 1006 when there was no handshake.',
    code: `conn.on('close', (code, reason) => console.log(code, reason))
conn.close(1001, 'going away')`,
  },
  errors: {
    text: 'Everything that goes wrong is an `error` event, calls at the wrong time too. In the original one without a listener ends the process.',
    code: `conn.on('error', (error) => console.error(error.message))`,
  },
  broadcast: {
    text: 'There is no method for it: go through `connections`.',
    code: `server.connections.forEach((conn) => conn.sendText('to all'))`,
  },
  limits: {
    text: '`setMaxBufferLength` bounds what a connection holds of what it receives, 2 MiB by default, for all connections.',
    code: `nodejsWebsocket.setMaxBufferLength(1024 * 1024)`,
  },
  compression: {
    text: 'There is none.',
  },
  'flow-control': {
    text: 'Pause the TCP socket; a binary message that is not read holds it back by itself. For what goes out there are the callbacks.',
    code: `conn.socket.pause()
work().then(() => conn.socket.resume())`,
  },
  'browser-api': {
    text: 'There is none.',
  },
  internals: {
    text: 'The methods of Connection that read and write handshakes and frames, and the buffers.',
  },
}
