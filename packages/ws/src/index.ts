/** `@rosetta-ws/ws`: the API of `ws` 8 on the Rosetta engine. */

import './dialect-entry.js'
import { format, parse } from './extension.js'
import { PerMessageDeflate } from './permessage-deflate.js'
import { Receiver } from './receiver.js'
import { Sender } from './sender.js'
import { parse as parseSubprotocols } from './subprotocol.js'
import { WebSocket } from './web-socket.js'
import { WebSocketServer } from './web-socket-server.js'
import { createWebSocketStream } from './web-socket-stream.js'

const extension = { format, parse }
const subprotocol = { parse: parseSubprotocols }

export default WebSocket
export {
  createWebSocketStream,
  extension,
  PerMessageDeflate,
  Receiver,
  Sender,
  subprotocol,
  WebSocket,
  WebSocketServer,
}
