/** `@rosetta-ws/nodejs-websocket` for the fuzz program. */

import { createServer as createHttpServer } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { createServer, setBinaryFragmentation, setMaxBufferLength } from '@rosetta-ws/nodejs-websocket'
// Users of the original get at the class by the `constructor` of a connection. `connect` makes its socket by itself.
import { Connection } from '../../../../packages/nodejs-websocket/src/connection.js'
import type { ServerOptions } from '../../../../packages/nodejs-websocket/src/server.js'
import type { User } from '../encounter/user.js'
import {
  type Call,
  CLOSE_TIMEOUT,
  type Facade,
  MAX_MESSAGE_BYTES,
  type Serving,
  someBytes,
  someText,
} from './facade.js'

/** Calls back only for what is sent: anything else is an `error` event. */
const callbackOf = (connection: Connection, user: User): (() => void) | undefined =>
  connection.readyState === connection.OPEN && connection.outStream === null ? user.callback() : undefined

/** The message that is being sent, if it may go on. */
const outStreamOf = ({ outStream }: Connection): Writable | null => (outStream?.writable ? outStream : null)

/** Where nobody listens to `error`. */
const isMisuse = /^You can't|^The payload of a ping/

const calls: readonly Call<Connection>[] = [
  {
    does: (connection, random, user) => connection.sendText(someText(random), callbackOf(connection, user)),
    throws: isMisuse,
  },
  {
    does: (connection, random, user) => connection.sendBinary(someBytes(random), callbackOf(connection, user)),
    throws: isMisuse,
  },
  {
    does: (connection, random, user) => connection.send(someBytes(random), callbackOf(connection, user)),
    throws: isMisuse,
  },
  {
    does: (connection, random, user) => connection.send(someText(random), callbackOf(connection, user)),
    throws: isMisuse,
  },
  { does: (connection, random) => connection.sendPing(someText(random)), throws: isMisuse },
  { does: (connection) => connection.sendPing(), throws: isMisuse },
  { does: (connection) => connection.beginBinary()?.end('whole'), throws: isMisuse },
  { does: (connection, random) => connection.beginBinary()?.write(someBytes(random)), throws: isMisuse },
  { does: (connection, random) => outStreamOf(connection)?.write(someBytes(random)) },
  { does: (connection) => outStreamOf(connection)?.end() },
  { does: (connection) => outStreamOf(connection)?.end(), isLast: true },
  { does: (connection) => outStreamOf(connection)?.destroy(), isLast: true },
  { does: (connection) => connection.socket.writableLength },
  // Each call of it emits `close`, as the original does.
  { does: (connection) => connection.readyState === connection.OPEN && connection.close(), isLast: true },
  {
    does: (connection, random) =>
      connection.readyState === connection.OPEN &&
      connection.close(random.pick([0, 1000, 1005, 4000, 65535, 65536]), someText(random)),
    throws: /out of range/,
    isLast: true,
  },
]

type Reading = (stream: Readable, user: User) => void

/** Reads to the end, which must come. */
const readAll: Reading = (stream, user) => {
  user.awaits(stream)
  stream.on('data', () => user.act())
  stream.on('end', () => user.settled(stream))
}

/** Reads what is there whenever there is something. */
const readByHand: Reading = (stream, user) => {
  user.awaits(stream)
  stream.on('end', () => user.settled(stream))
  stream.on('readable', () => {
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunk.length
  })
}

const readLater: Reading = (stream, user) => {
  user.awaits(stream)
  stream.on('end', () => user.settled(stream))
  setImmediate(() => stream.resume())
}

const iterate: Reading = async (stream, user) => {
  user.awaits(stream)
  for await (const chunk of stream) chunk.length
  user.settled(stream)
}

const giveUp: Reading = (stream) => void stream.destroy()
const ignore: Reading = () => {}

const readings: readonly Reading[] = [readAll, readAll, readAll, readByHand, iterate, giveUp, readLater, ignore]

function open(connection: Connection, user: User): void {
  const streams = new Set<Readable>()
  connection.on('text', (text: string) => user.toldMessage('text', Buffer.byteLength(text), MAX_MESSAGE_BYTES))
  connection.on('binary', (stream: Readable) => {
    streams.add(stream)
    user.random.pick(readings)(stream, user)
    user.told('binary')
  })
  connection.on('ping', () => user.told('ping'))
  connection.on('pong', () => {
    // After its own close() a connection tells of pongs until its socket is gone.
    if (!user.hasEnded) user.told('pong')
    else if (connection.socket.destroyed) user.fault("'pong' after the socket")
  })
  connection.on('close', () => user.ended())
  const letGo = (): void => {
    for (const stream of streams) stream.resume()
  }
  user.open({ connection, calls, letGo, finish: () => connection.readyState === connection.OPEN && connection.close() })
}

const settings: readonly ServerOptions[] = [
  {},
  { validProtocols: ['chat', 'b'] },
  { selectProtocol: (_connection, protocols) => protocols[0] },
]

setMaxBufferLength(MAX_MESSAGE_BYTES)
setBinaryFragmentation(4096)

const limits = { closeTimeout: CLOSE_TIMEOUT, handshakeTimeout: CLOSE_TIMEOUT }

/** @param isOwn whether the facade makes the server under it */
function serving(options: ServerOptions, isOwn: boolean, userOf: (socket: Socket) => User): Serving {
  const given = isOwn ? {} : { httpServer: createHttpServer((_request, response) => void response.end()) }
  const server = createServer({ ...options, ...limits, ...given } as never)
  server.on('connection', (connection) => open(connection as unknown as Connection, userOf(connection.socket)))
  return { under: server.socket, deflates: false, leftovers: () => server.connections.length }
}

export const nodejsWebsocket: Facade = {
  name: 'nodejs-websocket',
  hasCloseTimeout: true,
  serve: (userOf) => settings.flatMap((options) => [true, false].map((isOwn) => serving(options, isOwn, userOf))),
  connect(socket: Socket, random, user) {
    const protocols = random.pick([[], ['chat'], ['a', 'b']])
    const connection = new Connection(socket, { protocols, ...limits, handshakeTimeout: 0 })
    connection.on('connect', () => open(connection, user))
    connection.on('error', () => {})
    if (random.chance(20)) connection.close()
  },
}
