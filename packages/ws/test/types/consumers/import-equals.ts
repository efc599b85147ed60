// A program that requires the class and takes the rest from its statics. It is compiled, never run.
import WebSocket = require('ws')
import http = require('node:http')

const client = new WebSocket('ws://localhost', ['a'], { perMessageDeflate: false })
const same: WebSocket.WebSocket = new WebSocket.WebSocket('ws://localhost')
const back: WebSocket = same
const server = new WebSocket.Server({ port: 0 }, () => {})
const named: WebSocket.WebSocketServer = new WebSocket.WebSocketServer({ noServer: true })
const stream: import('node:stream').Duplex = WebSocket.createWebSocketStream(client, { allowHalfOpen: false })

class Peer extends WebSocket {
  isAlive = true
  private readonly name = 'peer'
  label(): string {
    return this.name
  }
}
class Hub extends WebSocket.Server<typeof Peer> {
  constructor(options: WebSocket.ServerOptions<typeof Peer>) {
    super(options)
    this.on('connection', (peer, request) => console.log(peer.label(), request.url))
  }
}
class Plain extends WebSocket.WebSocketServer {}
const hub: WebSocket.Server<typeof Peer> = new Hub({ noServer: true, WebSocket: Peer })
hub.clients.forEach((peer) => void (peer.isAlive || peer.terminate()))
const made: typeof WebSocket = new Plain({ noServer: true }).options.WebSocket!
console.log(new made('ws://localhost').url, made.Server, made.CLOSED)

server.on('connection', function connection(websocket, request) {
  websocket.on('message', function message(data: WebSocket.RawData, isBinary) {
    server.clients.forEach((one) => {
      if (one !== websocket && one.readyState === WebSocket.OPEN) one.send(data, { binary: isBinary })
    })
    this.send(request.headers['user-agent'] ?? '')
  })
  websocket.onmessage = (event: WebSocket.MessageEvent) => event.target.send(event.data)
  websocket.onclose = (event: WebSocket.CloseEvent) => event.reason
  websocket.onerror = (event: WebSocket.ErrorEvent) => event.error
  websocket.onopen = (event: WebSocket.Event) => event.type
})
const byTarget = (event: WebSocket.Event): WebSocket => event.target
const options: WebSocket.ClientOptions = { headers: { a: 'b' }, finishRequest: (request) => request.end() }
const limits: WebSocket.PerMessageDeflateOptions = { threshold: 1 }
const verify: WebSocket.VerifyClientCallbackAsync<http.IncomingMessage> = (info, done) => done(info.secure)
const verifySync: WebSocket.VerifyClientCallbackSync = () => true
const finish: WebSocket.FinishRequestCallback = (request, websocket) => websocket.once('open', () => request.path)
const cert: WebSocket.CertMeta = ['pem']
const data: WebSocket.Data = 'text'
const listening: WebSocket.AddressInfo | string | null = server.address()
const once: WebSocket.EventListenerOptions = { once: true }
const events: keyof WebSocket.WebSocketEventMap = 'open'
client.addEventListener(events, byTarget, once)
function broadcast(to: WebSocket.Server, message: WebSocket.Data): void {
  for (const one of to.clients) one.send(message)
}
broadcast(server, data)
broadcast(named, data)
console.log(back, stream, options, limits, verify, verifySync, finish, cert, listening)
