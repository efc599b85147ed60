/**
 * How each topic is done with `ws`, in words and code, for the guides.
 */
import type { TopicText } from './topic-text.js'

export const wsTexts: TopicText = {
  package: {
    text: 'The export is the WebSocket class, with the rest of the package as its members. TypeScript finds the types of ours without `@types/ws`.',
    code: `const { WebSocket, WebSocketServer } = require('ws')`,
  },
  servers: {
    text: 'A server listens by itself on `port`, or takes the upgrades of an HTTP server of yours, or with `noServer` those that you hand to `handleUpgrade`. `close` stops taking connections and leaves those that are open.',
    code: `const { WebSocketServer } = require('ws')
const server = require('http').createServer()
const wss = new WebSocketServer({ server })
wss.on('connection', (ws, request) => console.log('open', request.url))
server.listen(8080)

function stop() {
  for (const ws of wss.clients) ws.close(1001)
  wss.close()
  server.close()
}`,
  },
  handshakes: {
    text: 'Every handshake is accepted unless `verifyClient` says no. It may answer later when it has two parameters. What takes place before the upgrade, with the request and the socket in hand, is `noServer` and `handleUpgrade`.',
    code: `const { WebSocketServer } = require('ws')
const wss = new WebSocketServer({
  port: 8080,
  verifyClient: ({ origin, req }, callback) => {
    isAllowed(origin, req).then((allowed) => callback(allowed, 403, 'Not here'))
  },
})`,
  },
  'request-head': {
    text: "The request is Node's, and the second argument of `connection`: keep what you need of it. X-Forwarded-For is not looked at. Do not hand `request.url` to `new URL()` unguarded: it throws for `GET //`, which any peer may send.",
    code: `wss.on('connection', (ws, request) => {
  const [pathname, query] = request.url.split('?')
  const room = new URLSearchParams(query).get('room')
  console.log(pathname, room, request.socket.remoteAddress, request.headers['user-agent'])
})`,
  },
  'origin-and-cookies': {
    text: 'The origin is in `verifyClient`, and a header of the request. Cookies are a header like any other: parse it with a cookie parser, set them in the `headers` event.',
    code: `wss.on('headers', (lines, request) => {
  if (!request.headers.cookie) lines.push('Set-Cookie: id=1; HttpOnly')
})`,
  },
  subprotocols: {
    text: 'Without `handleProtocols` the first one that the client names is taken. It gets a Set and answers one of them, or false for none, which refuses nobody.',
    code: `const wss = new WebSocketServer({
  port: 8080,
  handleProtocols: (protocols) => (protocols.has('chat') ? 'chat' : false),
})`,
  },
  'paths-and-routers': {
    text: 'One server has one `path`. Several on one HTTP server have `noServer`, and one listener of `upgrade` picks. Destroy the socket of a path that nobody serves.',
    code: `const rooms = new WebSocketServer({ noServer: true })
const news = new WebSocketServer({ noServer: true })
const table = { '/rooms': rooms, '/news': news }
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy())
  const wss = table[request.url.split('?')[0]]
  if (!wss) socket.end('HTTP/1.1 404 Not Found\\r\\n\\r\\n')
  else wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request))
})`,
  },
  clients: {
    text: 'The object connects when it is made. A failure is `error` and then `close` with 1006.',
    code: `const { WebSocket } = require('ws')
const ws = new WebSocket('wss://example.com/', 'chat', { origin: 'https://example.com', headers: { 'X-Id': '1' } })
ws.on('open', () => ws.send('hello'))
ws.on('error', (error) => console.error(error.message))`,
  },
  connections: {
    text: '`readyState` is CONNECTING, OPEN, CLOSING or CLOSED, as in browsers. `_socket` is the TCP socket; it is private and widely used.',
    code: `const isOpen = (ws) => ws.readyState === WebSocket.OPEN`,
  },
  sending: {
    text: '`send` decides by the type: a string is text, a Buffer, ArrayBuffer or view is binary. It throws while the connection is CONNECTING; after the end it calls back with an error. The callback comes when the data has been handed to the system.',
    code: `ws.send('text')
ws.send(Buffer.from([1, 2, 3]), (error) => {
  if (error) console.error('not sent')
})`,
  },
  receiving: {
    text: 'One event for text and binary. Text is a Buffer too, and `isBinary` tells them apart.',
    code: `ws.on('message', (data, isBinary) => {
  if (isBinary) console.log(data.length, 'bytes')
  else console.log(data.toString())
})`,
  },
  'binary-streams': {
    text: 'A message comes whole. One that is sent in pieces has `fin: false` until the last. `createWebSocketStream` makes a Duplex of the connection, with a message for each chunk.',
    code: `ws.send('part one', { fin: false })
ws.send('part two', { fin: true })`,
  },
  'frames-and-fragments': {
    text: 'Frames are not shown, and a message leaves in one frame unless you send it in pieces.',
  },
  'ping-and-pong': {
    text: 'Pings are answered by themselves, unless `autoPong` is false. Both events have a Buffer.',
    code: `ws.on('pong', (data) => console.log('alive', data.toString()))
ws.ping('x')`,
  },
  keepalive: {
    text: 'There is none: ping in an interval, and terminate who has not answered until the next.',
    code: `const alive = new WeakSet()
wss.on('connection', (ws) => {
  alive.add(ws)
  ws.on('pong', () => alive.add(ws))
})
const timer = setInterval(() => {
  for (const ws of wss.clients) {
    if (!alive.delete(ws)) ws.terminate()
    else ws.ping()
  }
}, 20000)
wss.on('close', () => clearInterval(timer))`,
  },
  closing: {
    text: '`close` starts the closing handshake and `close` is emitted when it is over: with the code and reason of the peer, 1005 when it gave none, 1006 when there was no handshake. The reason is a Buffer. `terminate` ends the connection without a word.',
    code: `ws.close(1001, 'going away')
ws.on('close', (code, reason) => console.log(code, reason.toString()))`,
  },
  errors: {
    text: 'An `error` without a listener ends the process, as with every EventEmitter: listen on each connection. `close` always follows. (Ours does not end the process for a frame of the peer.)',
    code: `ws.on('error', (error) => console.error(error.code, error.message))`,
  },
  broadcast: {
    text: 'There is no method for it: go through `clients`.',
    code: `for (const ws of wss.clients) {
  if (ws.readyState === WebSocket.OPEN) ws.send(data)
}`,
  },
  limits: {
    text: '`maxPayload` bounds a message, 100 MiB by default; `maxFragments` and `maxBufferedChunks` what it is made of.',
    code: `const wss = new WebSocketServer({ port: 8080, maxPayload: 1024 * 1024 })`,
  },
  compression: {
    text: '`perMessageDeflate` is off in a server and offered by a client.',
    code: `const wss = new WebSocketServer({ port: 8080, perMessageDeflate: { threshold: 1024 } })`,
  },
  'flow-control': {
    text: '`pause` and `resume` hold back what comes in. For what goes out, look at `bufferedAmount` or go on in the callback of `send`.',
    code: `ws.pause()
work().then(() => ws.resume())`,
  },
  'browser-api': {
    text: 'The class has `onmessage`, `addEventListener` and the rest. Text is a string there; binary is what `binaryType` says, a Buffer by default. It throws in a browser: code that runs there takes the `WebSocket` of the browser, without an import.',
    code: `ws.binaryType = 'arraybuffer'
ws.onmessage = (event) => console.log(event.data)`,
  },
  internals: {
    text: 'Members with an underscore, and the methods of Sender and Receiver beyond `send`, `ping`, `pong`, `close` and `frame`.',
  },
}
