/** `@rosetta-ws/ws` for the fuzz program. */

import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createWebSocketStream, type RawData, type ServerOptions, WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import type { Random } from '../../../../packages/engine/fuzz/random.js'
import type { User } from '../encounter/user.js'
import {
  type Call,
  CLOSE_TIMEOUT,
  type Facade,
  MAX_MESSAGE_BYTES,
  type Serving,
  smallBytes,
  someBytes,
  someText,
} from './facade.js'
import { SocketAgent } from './socket-agent.js'

const isMisuse = /^WebSocket is not open|must not be greater than 125|valid error code|message must not be/

const calls: readonly Call<WebSocket>[] = [
  { does: (ws, random, user) => ws.send(someText(random), user.callback()), throws: isMisuse },
  { does: (ws, random, user) => ws.send(someBytes(random), user.callback()), throws: isMisuse },
  { does: (ws, random, user) => ws.send(someBytes(random), { compress: false }, user.callback()), throws: isMisuse },
  { does: (ws, random, user) => ws.send(someText(random), { binary: true, fin: false }, user.callback()) },
  { does: (ws, random, user) => ws.send(new Uint16Array(random.below(2000)), user.callback()) },
  { does: (ws, random, user) => ws.send(new ArrayBuffer(random.below(2000)), user.callback()) },
  { does: (ws, random, user) => ws.send(new Blob([someBytes(random)]) as never, user.callback()) },
  { does: (ws, random) => ws.send(random.below(1000)) },
  { does: (ws, random, user) => ws.ping(smallBytes(random), undefined, user.callback()) },
  { does: (ws, random, user) => ws.pong(someText(random), undefined, user.callback()), throws: isMisuse },
  { does: (ws) => ws.ping() },
  { does: (ws) => ws.pause() },
  { does: (ws) => ws.resume() },
  { does: (ws) => ws.bufferedAmount },
  { does: (ws) => (ws as unknown as { _socket: Socket })._socket?.writableLength },
  {
    does: (ws, random) => {
      ws.binaryType = random.pick(['nodebuffer', 'arraybuffer', 'fragments'])
    },
  },
  { does: (ws) => ws.close(), isLast: true },
  {
    does: (ws, random) => ws.close(random.pick([1000, 1001, 1005, 3000, 4999, 5000]), someText(random)),
    throws: isMisuse,
    isLast: true,
  },
  { does: (ws) => ws.terminate(), isLast: true },
]

const sizeOf = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength

function open(ws: WebSocket, user: User): void {
  const { random } = user
  ws.on('message', (data) => user.toldMessage('message', sizeOf(data), MAX_MESSAGE_BYTES))
  ws.on('ping', () => user.told('ping'))
  ws.on('pong', () => user.told('pong'))
  ws.on('close', () => user.ended())
  // Without a listener, the fault of a peer must not end the process.
  if (random.chance(2)) ws.on('error', () => user.told('error'))
  const stream = random.chance(10) ? createWebSocketStream(ws) : null
  stream?.on('data', () => {}).on('error', () => {})
  const letGo = (): void => {
    stream?.resume()
    ws.resume()
  }
  user.open({ connection: ws, calls, letGo, finish: () => ws.close() })
}

const settings: readonly ServerOptions[] = [
  { perMessageDeflate: { threshold: 0 } },
  { perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true, serverMaxWindowBits: 9 } },
  { allowSynchronousEvents: false, autoPong: false, verifyClient: (_info, done) => setImmediate(done, true) },
  {
    skipUTF8Validation: true,
    maxFragments: 10,
    maxBufferedChunks: 20,
    handleProtocols: (names) => [...names][0] ?? false,
  },
  { clientTracking: false, verifyClient: ({ req }: { req: IncomingMessage }) => req.url !== '/chat' },
]

const limits = { maxPayload: MAX_MESSAGE_BYTES, closeTimeout: CLOSE_TIMEOUT }

function serving(options: ServerOptions, isByHand: boolean, userOf: (socket: Socket) => User): Serving {
  const http: HttpServer = createServer((_request, response) => void response.end())
  const server = new WebSocketServer({ ...limits, ...options, ...(isByHand ? { noServer: true } : { server: http }) })
  const greet = (ws: WebSocket, request: IncomingMessage): void => open(ws, userOf(request.socket))
  server.on('connection', greet)
  if (isByHand) http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head, greet))
  else server.on('wsClientError', (_error, socket) => socket.destroy())
  return { under: http, deflates: Boolean(options.perMessageDeflate), leftovers: () => server.clients?.size ?? 0 }
}

export const ws: Facade = {
  name: 'ws',
  hasCloseTimeout: true,
  serve: (userOf) => settings.flatMap((options) => [true, false].map((isByHand) => serving(options, isByHand, userOf))),
  connect(socket: Socket, random: Random, user: User) {
    const client = new WebSocket('ws://localhost/', random.pick([[], ['chat'], ['a', 'b']]), {
      agent: new SocketAgent(socket),
      perMessageDeflate: random.pick([true, false, { threshold: 0 }]),
      allowSynchronousEvents: random.chance(2),
      ...limits,
    })
    // The error of an opening handshake is thrown where nobody listens.
    client.on('error', () => {})
    client.on('open', () => open(client, user))
    if (random.chance(20)) random.pick([() => client.close(), () => client.terminate()])()
  },
}
