/** The dialects of `ws` 1.x: `ws1` and `wsd`. Both have the same API; in what they differ, the playground has no part. */

import type { EventEmitter } from 'node:events'
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type AnyConnection, asWs1, asWsd } from '@rosetta-ws/bridge'
import type { ConnectionFace } from '@rosetta-ws/engine'
import ws1Module from '@rosetta-ws/ws1'
import wsdModule from '@rosetta-ws/wsd'
import type { Dialect, Peer } from './dialect.js'
import { tellEvents } from './tell-events.js'

/** What the playground uses of the API. */
interface Ws1Socket {
  readonly upgradeReq: IncomingMessage
  readonly protocol: string | undefined
  readonly extensions: object
  readonly _connection: ConnectionFace
  on(event: 'message', listener: (data: string | Buffer, flags: { binary?: boolean }) => void): void
  on(event: 'error', listener: (error: Error | string) => void): void
  on(event: 'close', listener: (code: number, message: string) => void): void
  send(data: string | Buffer): void
  ping(payload: Buffer): void
  close(code: number | undefined, reason: string): void
  terminate(): void
}

interface Ws1Module {
  readonly Server: new (options: {
    server: HttpServer
    perMessageDeflate: boolean
    maxPayload: number
    handleProtocols(offered: string[], answer: (accept: boolean, subprotocol?: string) => void): void
  }) => { on(event: 'connection', listener: (socket: Ws1Socket) => void): void }
}

export const ws1 = ws1Dialect('ws1', 'ws 1', ws1Module as unknown as Ws1Module, asWs1)
export const wsd = ws1Dialect('wsd', 'wsd 0.0', wsdModule as unknown as Ws1Module, asWsd)

function ws1Dialect(
  name: string,
  original: string,
  { Server }: Ws1Module,
  as: (connection: AnyConnection) => unknown,
): Dialect {
  return {
    name,
    original,
    deflates: true,
    attach(door, { deflate, subprotocols, maxMessage }, welcome) {
      const server = new Server({
        server: door,
        perMessageDeflate: deflate,
        maxPayload: maxMessage,
        handleProtocols: (offered, answer) =>
          answer(
            true,
            offered.find((each) => subprotocols.includes(each)),
          ),
      })
      server.on('connection', (socket) => {
        const listener = welcome(peerOf(socket), socket.upgradeReq.url ?? '')
        socket.on('message', (data) => {
          if (typeof data === 'string') listener.onText(data)
          else listener.onBinary(data)
        })
        socket.on('error', (error) => listener.onError(typeof error === 'string' ? error : error.message))
        socket.on('close', (code, message) => listener.onClose(code, message))
      })
    },
    see(connection, tell) {
      const socket = as(connection as AnyConnection) as Ws1Socket
      tellEvents(socket as unknown as EventEmitter, ['message', 'ping', 'pong', 'error', 'close'], tell)
      return peerOf(socket)
    },
  }
}

function peerOf(socket: Ws1Socket): Peer {
  return {
    socket,
    engine: socket._connection,
    subprotocol: socket.protocol ?? '',
    deflate: 'permessage-deflate' in socket.extensions,
    sendText: (text) => socket.send(text),
    sendBinary: (bytes) => socket.send(bytes),
    ping: (payload) => socket.ping(payload),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
}
