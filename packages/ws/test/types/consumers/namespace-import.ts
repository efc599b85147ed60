// A program that imports the whole module under one name. It is compiled, never run.
import * as WS from 'ws'

const client: WS.WebSocket = new WS.WebSocket('ws://localhost', { origin: 'http://localhost' })
const server: WS.WebSocketServer = new WS.WebSocketServer({ port: 0 })
const classes: { Client: typeof WS.WebSocket; Server: typeof WS.WebSocketServer } = {
  Client: WS.WebSocket,
  Server: WS.WebSocketServer,
}
class Mine extends WS.WebSocket {
  name = ''
}
const own = new WS.WebSocketServer({ noServer: true, WebSocket: Mine })
own.on('connection', (mine) => mine.name.length)
const typedServer: WS.Server<typeof Mine> = own
server.on('connection', (websocket: WS.WebSocket, request) => {
  websocket.on('message', (data: WS.RawData) => WS.createWebSocketStream(websocket).write(data))
  websocket.close(1000, request.url)
})
const values: [WS.Data, WS.CertMeta] = ['text', 'pem']
const options: [WS.ClientOptions, WS.ServerOptions, WS.PerMessageDeflateOptions] = [{}, { port: 1 }, {}]
client.onmessage = (event: WS.MessageEvent) => event.data
client.addEventListener('close', (event: WS.CloseEvent) => event.wasClean)
client.addEventListener('error', (event: WS.ErrorEvent) => event.error)
client.addEventListener('open', (event: WS.Event) => event.target, { once: true } satisfies WS.EventListenerOptions)
const finish: WS.FinishRequestCallback = (request) => request.end()
const verify: [WS.VerifyClientCallbackSync, WS.VerifyClientCallbackAsync] = [() => true, (_info, done) => done(true)]
const listening: WS.AddressInfo = server.address() as WS.AddressInfo
console.log(classes, typedServer, values, options, finish, verify, listening)
