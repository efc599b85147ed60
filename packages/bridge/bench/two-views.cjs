// `ws` whose connections are seen through `websocket` too, with a listener there. Used as `one-view.cjs` is.

const { asWebSocketConnection } = require('@rosetta-ws/bridge')
require('@rosetta-ws/websocket')
const { WebSocket, WebSocketServer } = require('@rosetta-ws/ws')

class BridgedServer extends WebSocketServer {
  constructor(options) {
    super(options)
    this.on('connection', (ws) => asWebSocketConnection(ws).on('message', () => {}))
  }
}

module.exports = { WebSocket, WebSocketServer: BridgedServer }
