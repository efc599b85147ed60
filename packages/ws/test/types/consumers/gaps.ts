// What the types of the original lack or have wrong. It is compiled, never run.
// With ours nothing here is an error; with the original's types each line that ends in "gap" is one.
import { PassThrough } from 'node:stream'
import * as WS from 'ws'
import WebSocket, { WebSocketServer } from 'ws'

// Options
new WebSocket('ws://localhost', { closeTimeout: 1_000 }) // gap
new WebSocket('ws://localhost', { maxPendingAutoPongs: 10 }) // gap
new WebSocket('ws://localhost', { protocols: ['chat'] }) // gap
new WebSocket('ws://localhost', { protocols: 'chat', maxBufferedChunks: 1, maxFragments: 1 }) // gap
new WebSocket('ws://localhost', { servername: 'example.test' }) // gap
new WebSocket('ws://localhost', { checkServerIdentity: () => undefined }) // gap
new WebSocketServer({ port: 0, closeTimeout: 1_000 }) // gap
new WebSocketServer({ port: 0, maxPendingAutoPongs: 0, maxBufferedChunks: 0, maxFragments: 0 }) // gap
new WebSocket(null, undefined, { isServer: false, autoPong: true }) // gap

// Members
const client = new WebSocket('ws://localhost')
client.binaryType = 'blob' // gap
client.on('message', (data: WS.RawData | Blob) => (data instanceof Blob ? data.size : data.toString()))
client.close(1000, new Uint8Array(3)) // gap
client.send('text', { binary: true } satisfies WS.SendOptions) // gap
const server = new WebSocketServer({ noServer: true })
server.path = undefined // gap
const handled: boolean = server.shouldHandle({} as never) // gap

// The header grammars
const offers = WS.extension.parse('permessage-deflate; client_max_window_bits; server_max_window_bits=10') // gap
const first: (string | true)[] | undefined = offers['permessage-deflate']?.[0]?.server_max_window_bits
const header: string = WS.extension.format({ 'permessage-deflate': { client_max_window_bits: true, x: [1, 2] } }) // gap
const again: string = WS.extension.format(offers) // gap
const offered: Set<string> = WS.subprotocol.parse('chat, superchat') // gap

// Compression
const inflater = new WS.PerMessageDeflate({ isServer: true, threshold: 0, maxPayload: 1024 }) // gap
const name: 'permessage-deflate' = WS.PerMessageDeflate.extensionName // gap
const params: WS.PerMessageDeflateParameters = inflater.accept([{}]) // gap
const bits: number | undefined = params.server_max_window_bits
const proposal: WS.PerMessageDeflateParameters = new WS.PerMessageDeflate().offer() // gap
inflater.compress('text', true, (error, data) => (error === null ? inflater.decompress(data, true, () => {}) : error))
inflater.cleanup()
const formatted: string = WS.extension.format({ [name]: [params, proposal] }) // gap

// Receiving
const receiver = new WS.Receiver({ isServer: true, binaryType: 'blob', extensions: { [name]: inflater } }) // gap
receiver.on('message', (data, isBinary) => (isBinary && data instanceof Blob ? data.size : 0))
receiver.on('conclude', (code, reason) => code + reason.length)
receiver.once('ping', (data) => data.length).once('error', (error) => error.message)
receiver.on('finish', () => {}).write(Buffer.alloc(2))
new PassThrough().pipe(new WS.Receiver()) // gap

// Sending
const sender = new WS.Sender(new PassThrough(), { [name]: inflater }, (mask) => mask.fill(0)) // gap
const frame: (string | Buffer)[] = WS.Sender.frame('text', { opcode: 1, fin: true, mask: false, rsv1: false }) // gap
sender.sendFrame(frame, (error) => error?.message)
sender.send('text', { fin: true, binary: false, compress: false, mask: true }, () => {})
sender.ping('now', true)
sender.pong(Buffer.alloc(0), false, () => {})
sender.close(1000, 'reason', true, (error) => error?.message)

console.log(handled, first, header, again, offered, bits, formatted)
