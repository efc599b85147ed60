import websocket = require('../index.cjs')

declare const WebSocketRouterRequest: {
  new (webSocketRequest: websocket.request, resolvedProtocol: string): websocket.IRouterRequest
}

export = WebSocketRouterRequest
