/** `@rosetta-ws/websocket` for the fuzz program: servers, clients, and the W3C client. */

import { createServer, type RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import {
  client as Client,
  type connection as Connection,
  frame as Frame,
  type IServerConfig,
  type request as Request,
  server as Server,
  w3cwebsocket as W3CWebSocket,
} from '@rosetta-ws/websocket'
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

/** A message that the user composes. */
function frameOf(connection: Connection, random: Random): Frame {
  const frame = new Frame(connection.maskBytes, connection.frameHeader, connection.config)
  frame.fin = true
  frame.opcode = 2
  frame.binaryPayload = someBytes(random)
  return frame
}

const calls: readonly Call<Connection>[] = [
  { does: (connection, random, user) => connection.sendUTF(someText(random), user.callback()) },
  { does: (connection, random, user) => connection.sendBytes(someBytes(random), user.callback()) },
  { does: (connection, random, user) => connection.send(someBytes(random), user.callback()) },
  { does: (connection, random) => connection.send(random.below(1000) as never) },
  { does: (connection, random) => connection.ping(smallBytes(random)) },
  { does: (connection, random) => connection.ping(someText(random) as never) },
  { does: (connection, random) => connection.pong(smallBytes(random)) },
  { does: (connection, random) => connection.sendFrame(frameOf(connection, random)) },
  { does: (connection, random, user) => connection.fragmentAndSend(frameOf(connection, random), user.callback()) },
  { does: (connection) => connection.pause() },
  { does: (connection) => connection.resume() },
  { does: (connection) => connection.outputBufferFull },
  { does: (connection) => connection.socket.writableLength },
  { does: (connection) => connection.close(), isLast: true },
  {
    does: (connection, random) => connection.close(random.pick([1000, 1001, 1005, 3000, 5000]), someText(random)),
    throws: /^Close code \d+ is not valid/,
    isLast: true,
  },
  { does: (connection, random) => connection.drop(random.pick([1000, 1006, 4000]), 'text'), isLast: true },
  { does: (connection) => connection.drop(1008, 'text', true), isLast: true },
  { does: (connection) => connection.sendCloseFrame(1000, 'text'), isLast: true },
]

function open(connection: Connection, user: User): void {
  connection.on('message', (message) => {
    const size = message.type === 'utf8' ? Buffer.byteLength(message.utf8Data) : message.binaryData.length
    user.toldMessage('message', size, MAX_MESSAGE_BYTES)
  })
  connection.on('frame', ({ binaryPayload }) => user.toldMessage('frame', binaryPayload.length, MAX_MESSAGE_BYTES))
  connection.on('pong', () => user.told('pong'))
  if (user.random.chance(2)) {
    connection.on('ping', (cancel) => {
      if (user.random.chance(3)) cancel()
      user.told('ping')
    })
  }
  if (user.random.chance(2)) connection.on('error', () => user.told('error'))
  connection.on('close', () => user.ended())
  user.open({ connection, calls, letGo: () => connection.resume(), finish: () => connection.close() })
}

const limits = {
  maxReceivedFrameSize: MAX_MESSAGE_BYTES / 2,
  maxReceivedMessageSize: MAX_MESSAGE_BYTES,
  closeTimeout: CLOSE_TIMEOUT,
}

const keepalive = { keepalive: true, keepaliveInterval: 3, keepaliveGracePeriod: 3 }

const settings: readonly Partial<IServerConfig & Record<string, unknown>>[] = [
  { keepalive: false, autoAcceptConnections: true },
  { keepalive: false, perMessageDeflate: true, fragmentationThreshold: 100 },
  { ...keepalive, dropConnectionOnKeepaliveTimeout: true, assembleFragments: false },
  { ...keepalive, dropConnectionOnKeepaliveTimeout: false, autoAcceptConnections: true, perMessageDeflate: true },
  { keepalive: false, fragmentOutgoingMessages: false, maxFragments: 10, handshakeTimeout: CLOSE_TIMEOUT },
]

/** What a user may do with a request. */
type Answer = (request: Request) => void

function accept(request: Request): void {
  try {
    request.accept(request.requestedProtocols[0] ?? null, request.origin, [{ name: 'a', value: 'b' }])
  } catch (error) {
    // What a client asks for may be no token: it was told so. Or it was too late.
    if (
      !/^Illegal character|^Specified protocol|may only be accepted or rejected one time/.test((error as Error).message)
    )
      throw error
  }
}

const answers: readonly Answer[] = [
  accept,
  accept,
  (request) => setImmediate(accept, request),
  (request) => queueMicrotask(() => accept(request)),
  (request) => request.reject(404, 'a\r\nb', { 'X-Odd': 'a\r\nb' }),
]

function serving(config: Partial<IServerConfig & Record<string, unknown>>, userOf: (socket: Socket) => User): Serving {
  const http = createServer((_request, response) => void response.end())
  const server = new Server({ httpServer: http, ...limits, ...config })
  server.on('request', (request) => {
    const { random } = userOf(request.socket as Socket)
    request.on('requestAccepted', (connection) => open(connection, userOf(request.socket as Socket)))
    // Where there is a time limit, a user may also forget a request.
    if (config.handshakeTimeout === undefined || !random.chance(4)) random.pick(answers)(request)
  })
  if (config.autoAcceptConnections) {
    server.on('connect', (connection) => open(connection, userOf(connection.socket as Socket)))
  }
  return {
    under: http,
    deflates: Boolean(config.perMessageDeflate),
    leftovers: () => server.connections.length + server.pendingRequests.length,
  }
}

/** A client of the original's own API. */
function connectClient(agent: SocketAgent, random: Random, user: User): void {
  const config = { ...limits, assembleFragments: random.chance(2), perMessageDeflate: random.chance(2) }
  const client = new Client(config)
  client.on('connect', (connection) => open(connection, user))
  client.on('connectFailed', () => {})
  if (random.chance(2)) client.on('httpResponse', (response) => response.resume())
  client.connect('ws://localhost/', random.pick([[], ['chat'], ['a', 'b']]), undefined, undefined, {
    agent,
  } as RequestOptions)
  if (random.chance(20)) client.abort()
}

const w3cCalls: readonly Call<W3CWebSocket>[] = [
  { does: (socket, random) => socket.send(someText(random)), throws: /while not connected/ },
  { does: (socket, random) => socket.send(someBytes(random)), throws: /while not connected/ },
  { does: (socket) => socket.send(new ArrayBuffer(20)), throws: /while not connected/ },
  { does: (socket) => socket.bufferedAmount },
  { does: (socket) => socket.close(), isLast: true },
  { does: (socket) => socket.close(3000, 'text'), isLast: true },
]

/** A client of the browser's API. */
function connectW3C(agent: SocketAgent, random: Random, user: User): void {
  const config = { ...limits, perMessageDeflate: random.chance(2) }
  const socket = new W3CWebSocket('ws://localhost/', 'chat', undefined, undefined, { agent } as never, config as never)
  let isOpen = false
  socket.onopen = () => {
    isOpen = true
    user.open({ connection: socket, calls: w3cCalls, letGo: () => {}, finish: () => socket.close() })
  }
  socket.onmessage = ({ data }) => {
    const size = typeof data === 'string' ? Buffer.byteLength(data) : (data as ArrayBuffer).byteLength
    user.toldMessage('message', size, MAX_MESSAGE_BYTES)
  }
  socket.onerror = () => {
    if (isOpen) user.told('error')
  }
  socket.onclose = () => {
    if (isOpen) user.ended()
  }
  if (random.chance(20)) socket.close()
}

export const websocket: Facade = {
  name: 'websocket',
  hasCloseTimeout: true,
  serve: (userOf) => settings.map((config) => serving(config, userOf)),
  connect(socket, random, user) {
    random.pick([connectClient, connectClient, connectW3C])(new SocketAgent(socket), random, user)
  },
}
