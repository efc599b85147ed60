/** What `require` gives: the nine exports, and out of sight the modules that programs import from `websocket/lib/…`. */

import { BufferList } from './buffer-list.js'
import api from './index.js'
import { WebSocketRouterRequest } from './router-request.js'
import { utils } from './utility-exports.js'

/** By the names of the original's files. The files in `lib` and `vendor` hand them out. */
const modules = {
  Deprecation: api.deprecation,
  FastBufferList: BufferList,
  W3CWebSocket: api.w3cwebsocket,
  WebSocketClient: api.client,
  WebSocketConnection: api.connection,
  WebSocketFrame: api.frame,
  WebSocketRequest: api.request,
  WebSocketRouter: api.router,
  WebSocketRouterRequest,
  WebSocketServer: api.server,
  utils,
  version: api.version,
  websocket: api,
}

Object.defineProperty(api, Symbol.for('rosetta.websocket.modules'), { value: modules })

export * from './index.js'
export default api
