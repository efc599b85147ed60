/**
 * How each topic is done with `websocket`, in words and code, for the guides.
 */
import type { TopicText } from './topic-text.js'

export const websocketTexts: TopicText = {
  package: {
    text: 'The export is an object with `server`, `client`, `connection`, `request`, `router`, `frame` and `w3cwebsocket`. Files such as `websocket/lib/WebSocketServer` are imported too. TypeScript finds the types of ours without `@types/websocket`.',
    code: `const websocket = require('websocket')`,
  },
  servers: {
    text: 'A server takes the upgrades of an HTTP server, or of several. `shutDown` closes all connections and leaves the HTTP server to you.',
    code: `const { server: WebSocketServer } = require('websocket')
const httpServer = require('http').createServer()
const server = new WebSocketServer({ httpServer })
server.on('request', (request) => console.log('open', request.accept(null, request.origin).remoteAddress))
httpServer.listen(8080)

function stop() {
  server.shutDown()
  httpServer.close()
}`,
  },
  handshakes: {
    text: 'Nothing is accepted until the program calls `accept` or `reject` of the `request`, which it may do later. With `autoAcceptConnections` all are.',
    code: `server.on('request', (request) => {
  isAllowed(request.origin).then((allowed) => {
    if (allowed) request.accept(null, request.origin)
    else request.reject(403, 'Not here')
  })
})`,
  },
  'request-head': {
    text: 'What the request says is parsed: `resourceURL`, `cookies`, `requestedExtensions`. `remoteAddress` is the first address of X-Forwarded-For where there is one: anybody can send that header, so set `ignoreXForwardedFor` unless a proxy of yours writes it.',
    code: `server.on('request', (request) => {
  const { pathname, query } = request.resourceURL
  console.log(pathname, query.room, request.remoteAddress, request.httpRequest.headers['user-agent'])
})`,
  },
  'origin-and-cookies': {
    text: '`origin` is to be checked by you, and given to `accept`. Cookies come parsed; those to set are the third argument of `accept`.',
    code: `server.on('request', (request) => {
  if (request.origin !== 'https://example.com') return request.reject(403)
  request.accept(null, request.origin, [{ name: 'id', value: '1', httponly: true }])
})`,
  },
  subprotocols: {
    text: 'Choose from `requestedProtocols`, which are in lower case, and give it to `accept`; null for none. One that the client did not name is refused with 500, and `accept` throws.',
    code: `server.on('request', (request) => {
  const protocol = request.requestedProtocols.find((one) => one === 'chat') ?? null
  request.accept(protocol, request.origin)
})`,
  },
  'paths-and-routers': {
    text: 'A router takes the requests of a server and hands them to what is mounted on their path and first protocol. What nothing is mounted on is answered with 404.',
    code: `const router = new websocket.router({ server })
router.mount('/rooms', 'chat', (request) => {
  const connection = request.accept(request.origin)
  connection.sendUTF('welcome')
})`,
  },
  clients: {
    text: 'A client is an object of its own that connects and then gives the connection. A failure is `connectFailed`.',
    code: `const client = new websocket.client()
client.on('connect', (connection) => connection.sendUTF('hello'))
client.on('connectFailed', (error) => console.error(error.message))
client.connect('wss://example.com/', 'chat', 'https://example.com', { 'X-Id': '1' })`,
  },
  connections: {
    text: '`connected` is a boolean that is false from `close()` on. `state` says more: open, peer_requested_close, ending, closed. `socket` is the TCP socket.',
    code: `if (connection.connected) connection.sendUTF('still here')`,
  },
  sending: {
    text: '`sendUTF` sends the text of anything, `sendBytes` a Node Buffer; `send` takes either. The callback comes when the data has been handed to the system.',
    code: `connection.sendUTF('text')
connection.sendBytes(Buffer.from([1, 2, 3]), (error) => {
  if (error) console.error('not sent')
})`,
  },
  receiving: {
    text: 'One event with an object: `type` is utf8 or binary, and `utf8Data` or `binaryData` has the content.',
    code: `connection.on('message', (message) => {
  if (message.type === 'binary') console.log(message.binaryData.length, 'bytes')
  else console.log(message.utf8Data)
})`,
  },
  'binary-streams': {
    text: 'There are none: a message comes whole, unless `assembleFragments` is false, when frames come in its place.',
  },
  'frames-and-fragments': {
    text: 'With `assembleFragments: false` there are `frame` events and no `message`. A message above `fragmentationThreshold` (16 KiB) leaves in fragments.',
    code: `const client = new websocket.client({ assembleFragments: false })
client.on('connect', (connection) => {
  connection.on('frame', (frame) => console.log(frame.opcode, frame.fin, frame.binaryPayload.length))
})`,
  },
  'ping-and-pong': {
    text: 'Pings are answered behind the listeners of `ping`, unless one calls `cancel`. Data above 125 bytes is cut.',
    code: `connection.on('ping', (cancel, data) => console.log('asked', data.length))
connection.on('pong', (data) => console.log('alive', data.toString()))
connection.ping('x')`,
  },
  keepalive: {
    text: 'A server pings every connection each `keepaliveInterval` (20 s) and drops it when nothing comes within `keepaliveGracePeriod` (10 s). It is on unless `keepalive` is false.',
    code: `const server = new WebSocketServer({ httpServer, keepalive: true, keepaliveInterval: 20000 })`,
  },
  closing: {
    text: '`close` sends a Close frame, 1000 with a text unless you say otherwise, and delivers nothing more. `close` is emitted when the socket closes: after your own `close()` with your code, else with that of the peer. A Close without a code is reported as 1006. `drop` sends a code and destroys the connection, with the event at once.',
    code: `connection.close(1001, 'going away')
connection.on('close', (code, description) => console.log(code, description))`,
  },
  errors: {
    text: '`error` is only emitted where somebody listens, and `close` follows.',
    code: `connection.on('error', (error) => console.error(error.message))`,
  },
  broadcast: {
    text: 'The server has `broadcast`, `broadcastUTF` and `broadcastBytes`, which send to all `connections`.',
    code: `server.broadcastUTF('to all')`,
  },
  limits: {
    text: '`maxReceivedMessageSize` (1 MiB in a server, 8 MiB in a client) and `maxReceivedFrameSize` (64 KiB, 1 MiB).',
    code: `const server = new WebSocketServer({ httpServer, maxReceivedFrameSize: 1048576, maxReceivedMessageSize: 1048576 })`,
  },
  compression: {
    text: 'The original does not compress. Ours does with `perMessageDeflate` in the configuration of a server or client.',
  },
  'flow-control': {
    text: '`pause` and `resume` hold back what comes in. `outputBufferFull` and the `drain` event tell of what goes out.',
    code: `connection.pause()
work().then(() => connection.resume())`,
  },
  'browser-api': {
    text: '`w3cwebsocket` is the class of browsers, with ArrayBuffers for binary messages.',
    code: `const socket = new websocket.w3cwebsocket('wss://example.com/', 'chat')
socket.onmessage = (event) => console.log(event.data)`,
  },
  internals: {
    text: 'The methods that handle timers, sockets and frames, and the buffers of a connection.',
  },
}
