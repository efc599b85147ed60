/** `@rosetta-ws/bridge`: one live connection through any of the APIs, and one HTTP server for all of them. */

import type { Connection } from '@rosetta-ws/nodejs-websocket'
import type { connection as WebSocketConnection } from '@rosetta-ws/websocket'
import type { WebSocket } from '@rosetta-ws/ws'
import type { WebSocket as Ws1 } from '@rosetta-ws/ws1'
import type { WebSocket as Wsd } from '@rosetta-ws/wsd'
import { mount } from './mount.js'
import { viewIn } from './view.js'

/** The same live connection as a `WebSocket` of `ws` 8. @throws as `viewIn` */
export function asWs(connection: unknown): WebSocket {
  return viewIn('ws', connection, 'asWs') as WebSocket
}

/** The same live connection as a `WebSocketConnection` of `websocket`. @throws as `viewIn` */
export function asWebSocketConnection(connection: unknown): WebSocketConnection {
  return viewIn('websocket', connection, 'asWebSocketConnection') as WebSocketConnection
}

/** The same live connection as a `Connection` of `nodejs-websocket`. @throws as `viewIn` */
export function asNodejsWebSocket(connection: unknown): Connection {
  return viewIn('nodejs-websocket', connection, 'asNodejsWebSocket') as Connection
}

/** The same live connection as a `WebSocket` of `wsd`. @throws as `viewIn` */
export function asWsd(connection: unknown): Wsd {
  return viewIn('wsd', connection, 'asWsd') as Wsd
}

/** The same live connection as a `WebSocket` of `ws` 1. @throws as `viewIn` */
export function asWs1(connection: unknown): Ws1 {
  return viewIn('ws1', connection, 'asWs1') as Ws1
}

export { mount }

export default { asWs, asWebSocketConnection, asNodejsWebSocket, asWsd, asWs1, mount }
