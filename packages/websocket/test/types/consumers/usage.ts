// A program against the declarations of the original: every class, option, method and event.
import * as http from 'node:http'
import * as https from 'node:https'
import * as url from 'node:url'
import * as websocket from 'websocket'
import {
  type connection,
  type IServerConfig,
  type Message,
  client as WebSocketClient,
  server as WebSocketServer,
} from 'websocket'

const httpServer = http.createServer()
const config: IServerConfig = {
  httpServer: [httpServer, https.createServer()],
  maxReceivedFrameSize: 1,
  maxReceivedMessageSize: 2,
  fragmentOutgoingMessages: true,
  fragmentationThreshold: 3,
  keepalive: true,
  keepaliveInterval: 4,
  dropConnectionOnKeepaliveTimeout: true,
  keepaliveGracePeriod: 5,
  useNativeKeepalive: false,
  assembleFragments: true,
  autoAcceptConnections: false,
  ignoreXForwardedFor: undefined,
  closeTimeout: 6,
  disableNagleAlgorithm: true,
}
const server = new WebSocketServer(config)
const empty: websocket.server = new websocket.server()
empty.mount({ httpServer })

server.on('request', (request: websocket.request) => {
  const asked: string[] = request.requestedProtocols
  const query = request.resourceURL.query
  if (request.origin !== 'http://example.com') return request.reject(403, 'no', { 'X-A': 'b' })
  const cookie: websocket.ICookie = { name: 'a', value: 'b', maxage: 5, secure: true, expires: new Date() }
  const accepted: connection = request.accept(asked[0], request.origin, [cookie])
  request.on('requestResolved', (same) => same.key.length)
  request.on('requestAccepted', (other) => other.close())
  request.addListener('requestRejected', (same) => same.host)
  console.log(query['a'], request.httpRequest.url, request.remoteAddresses.join(), request.cookies[0].value)
  use(accepted)
})
server.on('connect', (connected) => connected.sendUTF('x'))
server.on('close', (closed, reason, description) => console.log(closed.closeReasonCode, reason + 1, description.length))
server.addListener('close', (_closed: websocket.connection, reason: number) => console.log(reason))
server.broadcast('x')
server.broadcast(Buffer.from('x'))
server.broadcastUTF({ toString: () => 'x' })
server.broadcastBytes(Buffer.from('x'))
server.unmount()
server.closeAllConnections()
server.shutDown()
console.log(server.connections.length, server.pendingRequests.length, server.config?.closeTimeout)

function use(open: websocket.connection): void {
  open.on('message', (data: Message) => {
    if (data.type === 'utf8') open.sendUTF(data.utf8Data, (error) => console.log(error?.message))
    else open.sendBytes(data.binaryData)
  })
  open.on('message', (data: websocket.IUtf8Message | websocket.IBinaryMessage) => console.log(data.type))
  open.on('frame', (frame: websocket.frame) => open.sendFrame(frame))
  open.on('close', (code: number, description: string) => console.log(code, description))
  open.on('error', (error) => console.log(error.message))
  open.on('drain', () => open.resume())
  open.on('pause', () => {}).on('resume', () => {})
  open.on('ping', (cancel, data) => (data.length > 0 ? cancel() : undefined))
  open.addListener('pong', (data: Buffer) => console.log(data.length))
  open.once('close', (code: number) => console.log(code))
  open.send('text', () => {})
  open.send(Buffer.from('x'))
  open.send({ toString: () => 'x' })
  open.ping('x')
  open.ping(Buffer.from('x'))
  open.pong(Buffer.from('x'))
  open.close()
  open.close(websocket.connection.CLOSE_REASON_NORMAL, 'x')
  open.drop(1002, 'x', true)
  open.sendCloseFrame(1000, 'x', () => {})
  open.pause()
  open.fragmentAndSend(open.currentFrame, (error) => console.log(error))
  const descriptions: Record<number, string> = websocket.connection.CLOSE_DESCRIPTIONS
  console.log(open.socket.remotePort, open.remoteAddress, open.connected, open.state, open.protocol, descriptions[1000])
  console.log(open.extensions[0]?.name, open.webSocketVersion, open.closeDescription.length, open.closeReasonCode + 1)
}

const client = new WebSocketClient({ webSocketVersion: 13, tlsOptions: { rejectUnauthorized: false }, closeTimeout: 5 })
client.on('connect', (open) => use(open))
client.on('connectFailed', (error) => console.log(error.stack))
client.on('httpResponse', (response, same) => console.log(response.statusCode, same === client))
client.connect('ws://example.com')
client.connect('ws://example.com', 'a', 'http://origin', { Cookie: 'a=b', 'X-List': ['a'] }, { auth: 'a:b' })
client.connect(url.parse('ws://example.com'), ['a', 'b'])
client.abort()

const router = new websocket.router({ server })
router.attachServer(server)
router.mount('/a', 'p', (request: websocket.IRouterRequest) => {
  const open = request.accept(request.origin)
  request.on('requestAccepted', (same) => same === open)
  console.log(request.webSocketRequest.key, request.protocol, request.resource, request.cookies.length)
})
router.mount(/x/, null, (request) => request.reject(404, 'x'))
router.unmount('/a', 'p')
router.detachServer()
console.log(router.handlers[0].callback, router.pathToRegExp('/a').source)

const ws: websocket.w3cwebsocket = new websocket.w3cwebsocket('ws://example.com', ['a'], 'origin', { a: 'b' }, {}, {
  keepalive: true,
} as websocket.IClientConfig)
ws.onopen = () => ws.send(new Uint8Array(1))
ws.onmessage = (message: websocket.IMessageEvent) => console.log(message.data)
ws.onmessage = ({ data }) => console.log(typeof data === 'string' ? data : data.toString())
ws.onerror = (error) => console.log(error.message)
ws.onclose = (event: websocket.ICloseEvent) => console.log(event.code, event.reason, event.wasClean)
ws.onclose = () => {}
ws.send('text')
ws.close(1000, 'x')
const states: number[] = [websocket.w3cwebsocket.CONNECTING, ws.OPEN, ws.readyState, ws.bufferedAmount]
console.log(states, ws.url, ws.protocol, ws.binaryType, ws._client.abort, ws._connection?.connected)

class Chat extends websocket.server {
  constructor(own: IServerConfig) {
    super(own)
    this.on('connect', (open) => this.broadcast(open.remoteAddress))
  }

  override handleConnectionClose(open: websocket.connection, reason: number, description: string): void {
    super.handleConnectionClose(open, reason, description)
  }
}
console.log(new Chat({ httpServer }).connections)
