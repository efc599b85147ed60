/** Makes the module of a dialect: the classes, bound to its record, with the statics of the original. */

import type { Dialect } from './dialect.js'
import { makeKnown } from './dialect-entry.js'
import { type ErrorCodes, errorCodesOf } from './error-codes.js'
import { callable } from './es5-call.js'
import { addEventListener, defineHandlers } from './event-target.js'
import { ReadyState } from './ready-state.js'
import { Receiver } from './receiver.js'
import { BaseSender } from './sender.js'
import { BaseWebSocket } from './web-socket.js'
import { BaseWebSocketServer, type ServerOptions } from './web-socket-server.js'

export { type Dialect, ws1, wsd } from './dialect.js'

/** State that `ws` keeps behind an underscore and `wsd` does not. */
const state = [
  'socket',
  'sender',
  'isServer',
  'closeReceived',
  'closeCode',
  'closeMessage',
  'closeTimer',
  'queue',
] as const

export interface DialectStatics {
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
  readonly Server: typeof BaseWebSocketServer
  readonly Sender: typeof BaseSender
  readonly Receiver: typeof Receiver
  readonly ErrorCodes: ErrorCodes
  /** A server. `onConnection` is added to `connection`. */
  createServer(options?: ServerOptions, onConnection?: (ws: BaseWebSocket) => void): BaseWebSocketServer
  /** A client. `onOpen` is added to `open`. */
  connect(address: string, onOpen?: () => void): BaseWebSocket
  createConnection(address: string, onOpen?: () => void): BaseWebSocket
}

export type DialectModule = typeof BaseWebSocket & DialectStatics & { readonly WebSocket: DialectModule }

export function defineDialect(dialect: Dialect): DialectModule {
  class WebSocket extends BaseWebSocket {}
  class WebSocketServer extends BaseWebSocketServer {}
  class Sender extends BaseSender {}
  const Main = dialect.callable ? callable(WebSocket) : WebSocket
  const Server = dialect.callable ? callable(WebSocketServer) : WebSocketServer
  // A bundler may call them otherwise.
  define(WebSocket, { name: 'WebSocket' })
  define(WebSocketServer, { name: 'WebSocketServer' })
  define(Sender, { name: 'Sender' })
  define(Sender.prototype, { _dialect: dialect })
  define(WebSocket.prototype, { _dialect: dialect, _Sender: Sender, addEventListener })
  define(WebSocketServer.prototype, { _dialect: dialect, _WebSocket: Main })
  defineHandlers(WebSocket.prototype)
  if (dialect.publicState) for (const name of state) defineAlias(WebSocket.prototype, name)
  Object.assign(WebSocket.prototype, ReadyState)
  const createServer = (options?: ServerOptions, onConnection?: (ws: BaseWebSocket) => void): BaseWebSocketServer => {
    const server = new Server(options)
    if (typeof onConnection === 'function') server.on('connection', onConnection)
    return server
  }
  const connect = (address: string, onOpen?: () => void): BaseWebSocket => {
    const ws = new Main(address)
    if (typeof onOpen === 'function') ws.on('open', onOpen)
    return ws
  }
  const statics = {
    ...ReadyState,
    Server,
    Sender,
    Receiver,
    ErrorCodes: errorCodesOf(dialect),
    createServer,
    connect,
    createConnection: connect,
  }
  makeKnown(dialect, Main, Server)
  return Object.assign(Main, statics, { WebSocket: Main }) as unknown as DialectModule
}

function define(target: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(target, name, { value, writable: true, configurable: true })
  }
}

function defineAlias(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: Record<string, unknown>) {
      return this[`_${name}`]
    },
  })
}
