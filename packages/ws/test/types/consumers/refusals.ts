// biome-ignore-all lint/suspicious/noExplicitAny: programs have it
// Mistakes that must be found by the compiler, with the original's types and with ours. It is compiled, never run.
import WebSocket, {
  type ClientOptions,
  createWebSocketStream,
  type RawData,
  type ServerOptions,
  WebSocketServer,
} from 'ws'

const client = new WebSocket('ws://localhost')
const server = new WebSocketServer({ port: 0 })

// @ts-expect-error an address is needed
new WebSocket()
// @ts-expect-error an address is a string or a URL
new WebSocket(8080)
// @ts-expect-error subprotocols are strings
new WebSocket('ws://localhost', [1])
// @ts-expect-error options are an object
new WebSocket('ws://localhost', 'chat', 'chat')
// @ts-expect-error a made-up option
new WebSocket('ws://localhost', [], { reconnect: true })
// @ts-expect-error milliseconds are a number
new WebSocket('ws://localhost', { handshakeTimeout: '5s' })

// @ts-expect-error the state is not the program's to set
client.readyState = WebSocket.OPEN
// @ts-expect-error nor is the address
client.url = 'ws://localhost'
// @ts-expect-error nor is the queue
client.bufferedAmount = 0
// @ts-expect-error nor are the constants
WebSocket.OPEN = 1
// @ts-expect-error a made-up type of binary data
client.binaryType = 'string'
// @ts-expect-error a state is not a string
if (client.readyState === 'open') client.close()
// @ts-expect-error there is no fifth state
if (client.readyState === 4) client.close()

// @ts-expect-error something must be sent
client.send()
// @ts-expect-error an object is not data
client.send({ key: 'value' })
// @ts-expect-error nor is a boolean
client.send(true)
// @ts-expect-error nor is null
client.send(null)
// @ts-expect-error a made-up option
client.send('text', { opcode: 1 })
// @ts-expect-error the callback is a function
client.send('text', {}, 'callback')
// @ts-expect-error a code is a number
client.close('1000')
// @ts-expect-error a reason is no number
client.close(1000, 1000)
// @ts-expect-error whether to mask is a boolean
client.ping('now', 'yes')
// @ts-expect-error there is no method of an EventTarget beyond the two
client.dispatchEvent({ type: 'open' })

// @ts-expect-error a listener is a function
client.on('message')
// @ts-expect-error a listener is a function
client.on('message', 'listener')
// @ts-expect-error text is given as bytes
client.on('message', (data) => data.charCodeAt(0))
// @ts-expect-error the reason too
client.once('close', (code, reason) => reason.charCodeAt(code))
// @ts-expect-error events are given to these, not arguments
client.onmessage = (data: RawData) => data
// @ts-expect-error listeners of an EventTarget know four events
client.addEventListener('ping', () => {})
// @ts-expect-error and are given that event
client.addEventListener('close', (event) => event.data)
// @ts-expect-error such an object has a method handleEvent
client.addEventListener('close', { handle() {} })
// @ts-expect-error data is narrowed first
client.addEventListener('message', (event) => event.data.length.toFixed() + event.data.charCodeAt(0))

// @ts-expect-error a port is a number
new WebSocketServer({ port: '80' })
// @ts-expect-error a made-up option
new WebSocketServer({ port: 80, heartbeat: 1000 })
// @ts-expect-error the class must be a WebSocket
new WebSocketServer({ port: 80, WebSocket: class {} })
// @ts-expect-error a judge is a function
new WebSocketServer({ port: 80, verifyClient: true })
// @ts-expect-error which is given an origin, not an address
new WebSocketServer({ port: 80, verifyClient: (info: { address: string }) => info.address === '::1' })
// @ts-expect-error a choice is a subprotocol or false
new WebSocketServer({ port: 80, handleProtocols: () => 1 })
// @ts-expect-error nothing calls back with a server but the events
new WebSocketServer({ port: 80 }, (error: Error) => error)
// @ts-expect-error connections are WebSockets
server.on('connection', (websocket) => websocket.emitNothing())
// @ts-expect-error so are the clients
for (const one of server.clients) one.write('text')
// @ts-expect-error an address may be a string or null
console.log(server.address().port)
// @ts-expect-error an upgrade has a head
server.handleUpgrade(anything, anything, (websocket: WebSocket) => websocket)
// @ts-expect-error whether to handle is a boolean
server.shouldHandle = () => 'yes'
// @ts-expect-error a stream is made of a connection
createWebSocketStream('ws://localhost')
// @ts-expect-error the options are those of a Duplex
createWebSocketStream(client, { highWaterMark: 'a lot' })

// @ts-expect-error a limit is a number
export const clientOptions: ClientOptions = { maxPayload: '1MB' }
// @ts-expect-error a threshold too
export const serverOptions: ServerOptions = { perMessageDeflate: { threshold: '1KB' } }
declare const anything: any
