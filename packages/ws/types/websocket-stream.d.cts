/**
 * Declares the stream over a connection, for both module forms.
 * The options are those of Node's Duplex; nothing about the connection is set here.
 */
/// <reference types="node" />

import type { Duplex, DuplexOptions } from 'node:stream'
import type { WebSocket } from './websocket.cjs'

export { createWebSocketStream }

/**
 * Wraps a connection in a stream: each write is a message, each message is read as one chunk (or one object).
 * Reading follows the stream's backpressure. Ending the stream closes the connection, destroying it terminates it.
 *
 * @param options Passed to Duplex, except `autoDestroy` and `emitClose`, which are false, and `writableObjectMode`, which is ignored.
 */
declare function createWebSocketStream(websocket: WebSocket, options?: DuplexOptions): Duplex
