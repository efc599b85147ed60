/** Each dialect as a test drives it: its servers and clients, and one vocabulary for its objects. It checks nothing. */

import type { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import nodejsWebsocket from '@rosetta-ws/nodejs-websocket'
import websocket from '@rosetta-ws/websocket'
import ws, { WebSocketServer as WsServer } from '@rosetta-ws/ws'
import ws1 from '@rosetta-ws/ws1'
import wsd from '@rosetta-ws/wsd'
import { asNodejsWebSocket, asWebSocketConnection, asWs, asWs1, asWsd } from '../../src/index.js'

// biome-ignore lint/suspicious/noExplicitAny: an object of whatever dialect
export type Any = any

export interface DialectDriver {
  readonly name: string
  /** The view of the bridge. */
  as(connection: Any): Any
  /** Whether an object is one of the dialect's class. */
  isInstance(object: Any): boolean
  /** Takes the upgrades of an HTTP server. */
  serve(server: Server, onConnection: (connection: Any) => void): void
  connect(url: string, subprotocol: string): Promise<Any>
  /** Writes down each event, in one vocabulary for all dialects. */
  listen(object: Any, note: (line: string) => void): void
  sendText(object: Any, text: string): void
  sendBinary(object: Any, bytes: Buffer): void
  ping(object: Any, text: string): void
  close(object: Any, code: number, reason: string): void
  terminate(object: Any): void
  /** Null for a dialect that cannot. */
  readonly pausing: { pause(object: Any): void; resume(object: Any): void } | null
  isOpen(object: Any): boolean
  isClosed(object: Any): boolean
  subprotocol(object: Any): string
}

function once(emitter: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    emitter.once(event, () => resolve())
    emitter.once('error', reject)
  })
}

const show = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const text = (bytes: Uint8Array | string | null): string =>
  bytes === null ? '' : typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()

const wsDriver: DialectDriver = {
  name: 'ws',
  as: asWs,
  isInstance: (object) => object instanceof ws,
  serve(server, onConnection) {
    new WsServer({ server }).on('connection', onConnection)
  },
  async connect(url, subprotocol) {
    const client = new ws(url, [subprotocol])
    await once(client, 'open')
    return client
  },
  listen(object, note) {
    object.on('message', (data: Buffer, isBinary: boolean) => note(isBinary ? `binary ${show(data)}` : `text ${data}`))
    object.on('ping', (data: Buffer) => note(`ping ${data}`))
    object.on('pong', (data: Buffer) => note(`pong ${data}`))
    object.on('close', (code: number, reason: Buffer) => note(`close ${code} ${reason}`))
    object.on('error', () => {})
  },
  sendText: (object, data) => object.send(data),
  sendBinary: (object, data) => object.send(data),
  ping: (object, data) => object.ping(data),
  close: (object, code, reason) => object.close(code, reason),
  terminate: (object) => object.terminate(),
  pausing: { pause: (object) => object.pause(), resume: (object) => object.resume() },
  isOpen: (object) => object.readyState === ws.OPEN,
  isClosed: (object) => object.readyState === ws.CLOSED,
  subprotocol: (object) => object.protocol,
}

const websocketDriver: DialectDriver = {
  name: 'websocket',
  as: asWebSocketConnection,
  isInstance: (object) => object instanceof websocket.connection,
  serve(httpServer, onConnection) {
    const server = new websocket.server({ httpServer, autoAcceptConnections: true })
    server.on('connect', onConnection)
  },
  connect(url, subprotocol) {
    const client = new websocket.client()
    return new Promise((resolve, reject) => {
      client.on('connect', resolve)
      client.on('connectFailed', reject)
      client.connect(url, subprotocol)
    })
  },
  listen(object, note) {
    object.on('message', (message: Any) =>
      note(message.type === 'binary' ? `binary ${show(message.binaryData)}` : `text ${message.utf8Data}`),
    )
    object.on('ping', (_cancel: unknown, data: Buffer) => note(`ping ${data}`))
    object.on('pong', (data: Buffer) => note(`pong ${data}`))
    object.on('close', (code: number, reason: string) => note(`close ${code} ${reason}`))
    object.on('error', () => {})
  },
  sendText: (object, data) => object.sendUTF(data),
  sendBinary: (object, data) => object.sendBytes(data),
  ping: (object, data) => object.ping(data),
  close: (object, code, reason) => object.close(code, reason),
  terminate: (object) => object.drop(1006, 'dropped', true),
  pausing: { pause: (object) => object.pause(), resume: (object) => object.resume() },
  isOpen: (object) => object.connected,
  isClosed: (object) => object.state === 'closed',
  subprotocol: (object) => object.protocol ?? '',
}

const nodejsDriver: DialectDriver = {
  name: 'nodejs-websocket',
  as: asNodejsWebSocket,
  isInstance: (object) => typeof object.beginBinary === 'function' && typeof object.sendText === 'function',
  serve(httpServer, onConnection) {
    nodejsWebsocket
      .createServer({ httpServer, selectProtocol: (_connection, [first]) => first })
      .on('connection', onConnection)
  },
  async connect(url, subprotocol) {
    const connection = nodejsWebsocket.connect(url, { protocols: [subprotocol] })
    await once(connection as Any, 'connect')
    return connection
  },
  listen(object, note) {
    object.on('text', (data: string) => note(`text ${data}`))
    object.on('binary', (stream: NodeJS.ReadableStream) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => note(`binary ${show(Buffer.concat(parts))}`))
    })
    object.on('ping', (data: string) => note(`ping ${data}`))
    object.on('pong', (data: string) => note(`pong ${data}`))
    object.on('close', (code: number, reason: string) => note(`close ${code} ${reason}`))
    object.on('error', () => {})
  },
  sendText: (object, data) => object.sendText(data),
  sendBinary: (object, data) => object.sendBinary(data),
  ping: (object, data) => object.sendPing(data),
  close: (object, code, reason) => object.close(code, reason),
  terminate: (object) => (object.socket as Socket).destroy(),
  pausing: null,
  isOpen: (object) => object.readyState === object.OPEN,
  isClosed: (object) => object.readyState === object.CLOSED,
  subprotocol: (object) => object.protocol ?? '',
}

function oldWsDriver(name: string, Class: Any, as: (connection: Any) => Any): DialectDriver {
  return {
    ...wsDriver,
    name,
    as,
    isInstance: (object) => object instanceof Class,
    serve(server, onConnection) {
      new Class.Server({ server }).on('connection', onConnection)
    },
    async connect(url, subprotocol) {
      const client = new Class(url, subprotocol)
      await once(client, 'open')
      return client
    },
    listen(object, note) {
      object.on('message', (data: string | Buffer, { binary }: { binary?: boolean }) =>
        note(binary ? `binary ${show(data as Buffer)}` : `text ${data}`),
      )
      object.on('ping', (data: Buffer | null) => note(`ping ${text(data)}`))
      object.on('pong', (data: Buffer | null) => note(`pong ${text(data)}`))
      object.on('close', (code: number, reason: string) => note(`close ${code} ${reason}`))
      object.on('error', () => {})
    },
    subprotocol: (object) => object.protocol ?? '',
  }
}

export const drivers: readonly DialectDriver[] = [
  wsDriver,
  websocketDriver,
  nodejsDriver,
  oldWsDriver('wsd', wsd, asWsd),
  oldWsDriver('ws1', ws1, asWs1),
]

/** A dialect by its name. */
export function driverOf(name: string): DialectDriver {
  return drivers.find((driver) => driver.name === name) as DialectDriver
}

/** Every owner with every other dialect. */
export const pairs: readonly (readonly [owner: string, view: string])[] = drivers.flatMap((owner) =>
  drivers.filter((view) => view !== owner).map((view) => [owner.name, view.name] as const),
)

export const sides = ['server', 'client'] as const
