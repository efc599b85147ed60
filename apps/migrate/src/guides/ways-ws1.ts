/**
 * How each topic is done with `ws` 1.x and `wsd`, in words and code, for the guides.
 */
import type { TopicText } from './topic-text.js'

export const ws1Texts: TopicText = {
  package: {
    text: 'The export is the WebSocket class, with the rest of the package as its members. `wsd` has the same API; where it differs, the page `docs/differences/wsd.md` says so.',
    code: `const WebSocket = require('ws')`,
  },
  servers: {
    text: 'A server listens by itself on `port`, or takes the upgrades of an HTTP server of yours. `close` terminates the connections.',
    code: `const WebSocket = require('ws')
const server = require('http').createServer()
const wss = new WebSocket.Server({ server: server })
wss.on('connection', function (ws) {
  console.log('open', ws.upgradeReq.url)
})
server.listen(8080)

function stop() {
  wss.close()
  server.close()
}`,
  },
  handshakes: {
    text: 'Every handshake is accepted unless `verifyClient` says no. It may answer later when it has two parameters.',
    code: `const WebSocket = require('ws')
const wss = new WebSocket.Server({
  port: 8080,
  verifyClient: function (info, callback) {
    isAllowed(info.origin, info.req).then((allowed) => callback(allowed, 403, 'Not here'))
  },
})`,
  },
  'request-head': {
    text: "The request is Node's, and a member of the connection: `upgradeReq`.",
    code: `wss.on('connection', function (ws) {
  const { pathname, query } = require('url').parse(ws.upgradeReq.url, true)
  const address = ws.upgradeReq.connection.remoteAddress
  console.log(pathname, query.room, address, ws.upgradeReq.headers['user-agent'])
})`,
  },
  'origin-and-cookies': {
    text: 'The origin is in `verifyClient`. Cookies are a header like any other; they are set in the `headers` event.',
    code: `wss.on('headers', function (lines) {
  lines.push('Set-Cookie: id=1; HttpOnly')
})`,
  },
  subprotocols: {
    text: 'Without `handleProtocols` the first one that the client names is taken. It gets a list and must call back at once; false refuses with 401.',
    code: `const wss = new WebSocket.Server({
  port: 8080,
  handleProtocols: function (protocols, callback) {
    callback(true, protocols.indexOf('chat') >= 0 ? 'chat' : undefined)
  },
})`,
  },
  'paths-and-routers': {
    text: 'One server has one `path`; several share an HTTP server. The server also emits `connection` with the path behind it.',
    code: `const rooms = new WebSocket.Server({ server: server, path: '/rooms' })
const news = new WebSocket.Server({ server: server, path: '/news' })`,
  },
  clients: {
    text: 'The object connects when it is made. A failure is `error`.',
    code: `const WebSocket = require('ws')
const ws = new WebSocket('wss://example.com/', 'chat', { origin: 'https://example.com', headers: { 'X-Id': '1' } })
ws.on('open', function () {
  ws.send('hello')
})
ws.on('error', function (error) {
  console.error(error)
})`,
  },
  connections: {
    text: '`readyState` is CONNECTING, OPEN, CLOSING or CLOSED. `upgradeReq`, `bytesReceived` and `supports` are members of the connection. `_socket` is the TCP socket, in wsd `socket`.',
    code: `if (ws.readyState === WebSocket.OPEN) ws.send('still here')`,
  },
  sending: {
    text: '`send` decides by the type: a string is text, a Buffer or typed array is binary, a Readable is sent as one message. When it is not open, the callback gets an error; without a callback `ws` 1.x throws.',
    code: `ws.send('text')
ws.send(Buffer.from([1, 2, 3]), { binary: true }, function (error) {
  if (error) console.error('not sent')
})`,
  },
  receiving: {
    text: 'One event for text and binary: text is a string, binary a Buffer with `flags.binary`.',
    code: `ws.on('message', function (data, flags) {
  if (flags.binary) console.log(data.length, 'bytes')
  else console.log(data)
})`,
  },
  'binary-streams': {
    text: '`stream` calls back for each piece of a message that is sent. A message that comes is whole.',
    code: `const pieces = ['part one', 'part two']
ws.stream(function (error, send) {
  if (!error) send(pieces.shift(), pieces.length === 0)
})`,
  },
  'frames-and-fragments': {
    text: 'Frames are not shown, and a message leaves in one frame unless `stream` is used.',
  },
  'ping-and-pong': {
    text: 'Pings are answered by themselves. The events have null for no data.',
    code: `ws.on('pong', function (data) {
  console.log('alive', data)
})
ws.ping('x', {}, true)`,
  },
  keepalive: {
    text: 'There is none: ping in an interval, and terminate who has not answered until the next.',
    code: `wss.on('connection', function (ws) {
  let alive = true
  ws.on('pong', () => {
    alive = true
  })
  const timer = setInterval(() => {
    if (!alive) return ws.terminate()
    alive = false
    ws.ping('', {}, true)
  }, 20000)
  ws.on('close', () => clearInterval(timer))
})`,
  },
  closing: {
    text: '`close` starts the closing handshake, and `close` is emitted when it is over, with a string as its message. All listeners are removed afterwards. `terminate` ends the connection without a word.',
    code: `ws.close(1001, 'going away')
ws.on('close', function (code, message) {
  console.log(code, message)
})`,
  },
  errors: {
    text: '`error` has an Error in `ws` 1.x, and mostly a text in `wsd`. In the originals one without a listener ends the process.',
    code: `ws.on('error', function (error, code) {
  console.error(error, code)
})`,
  },
  broadcast: {
    text: 'There is no method for it: go through `clients`, which is an array in `ws` 1.x and an object in `wsd`.',
    code: `wss.clients.forEach(function (ws) {
  if (ws.readyState === WebSocket.OPEN) ws.send(data)
})`,
  },
  limits: {
    text: '`maxPayload` bounds a message, 100 MiB by default.',
    code: `const wss = new WebSocket.Server({ port: 8080, maxPayload: 1024 * 1024 })`,
  },
  compression: {
    text: '`perMessageDeflate` is on by default, in servers and clients.',
    code: `const wss = new WebSocket.Server({ port: 8080, perMessageDeflate: false })`,
  },
  'flow-control': {
    text: '`pause` and `resume` hold back what comes in; both throw when the connection is not open. For what goes out, look at `bufferedAmount` or go on in the callback of `send`.',
    code: `ws.pause()
work().then(() => ws.resume())`,
  },
  'browser-api': {
    text: 'The class has `onmessage`, `addEventListener` and the rest, without `removeEventListener`.',
    code: `ws.onmessage = function (event) {
  console.log(event.data)
}`,
  },
  internals: {
    text: 'The methods of Sender and Receiver that compose and parse frames.',
  },
}
