/**
 * The engine without a facade, as a server: what the facades could cost at best. Every handshake is accepted as it comes.
 */
import { createRequire } from 'node:module'
import type * as Core from '@rosetta-ws/engine'
import type * as OnNode from '@rosetta-ws/engine/node'
import { answerUpgrade } from '../../opening-handshake.js'
import type { Dialect } from '../dialect.js'
import { httpServer, listenOnLoopback } from '../listen.js'

/** One connection, and the handler that the engine calls. */
interface EngineConnection extends Core.ConnectionHandler {
  connection: Core.Connection
}

const ignore = (): void => {}

export function engineDialect(): Dialect<EngineConnection> {
  // Only here, so that the bench runs where the engine is not built.
  const require = createRequire(import.meta.url)
  const { Connection, defaultPolicy } = require('@rosetta-ws/engine') as typeof Core
  const { nodePlatform, SocketTransport } = require('@rosetta-ws/engine/node') as typeof OnNode

  class Handler implements EngineConnection {
    connection!: Core.Connection
    onMessage: Core.ConnectionHandler['onMessage'] = ignore
    onPing(): void {}
    onPong(): void {}
    onPeerClose(): void {}
    onViolation(): void {}
    onSendError(): void {}
    onTransportError(): void {}
    onClosed(): void {}
  }

  return {
    listen({ role, maxMessage }, onConnection) {
      const textAs = role === 'relay' ? 'bytes' : 'string'
      const policy = { ...defaultPolicy, textAs, maxMessageBytes: maxMessage } as const
      const server = httpServer()
      server.on('upgrade', (request, socket) => {
        socket.write(answerUpgrade(request.headers['sec-websocket-key']!))
        const handler = new Handler()
        const transport = new SocketTransport(socket)
        const options = { role: 'server', policy, platform: nodePlatform, transport, handler, deflate: null } as const
        handler.connection = new Connection(options)
        onConnection(handler)
        handler.connection.start()
      })
      return listenOnLoopback(server)
    },
    onMessage(handler, listener) {
      handler.onMessage = (data) => listener(data as Buffer | string)
    },
    relay(handler) {
      handler.onMessage = (data, isBinary) => handler.connection.send(data as Uint8Array, isBinary)
    },
    sendBinary: ({ connection }, body) => connection.send(body, true),
    sendText: ({ connection }, text) => connection.send(text, false),
  }
}
