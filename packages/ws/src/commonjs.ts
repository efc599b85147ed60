/** Where the CommonJS build starts: `require` gives the class, with all the rest as its statics. It adds only those. */

import {
  createWebSocketStream,
  extension,
  PerMessageDeflate,
  Receiver,
  Sender,
  subprotocol,
  WebSocket,
  WebSocketServer,
} from './index.js'

/** In the order in which the original has them. */
const statics = {
  createWebSocketStream,
  extension,
  PerMessageDeflate,
  Receiver,
  Sender,
  Server: WebSocketServer,
  subprotocol,
  WebSocket,
  WebSocketServer,
}

export * from './index.js'
export default Object.assign(WebSocket, statics)
