// `ws` whose connections the bridge gives back as what they are. The bench compares it with the package alone:
// npm run bench -- --only echo --sides rosetta-ws --impl ws=packages/bridge/bench/one-view.cjs

const { asWs } = require('@rosetta-ws/bridge')
const { WebSocket, WebSocketServer } = require('@rosetta-ws/ws')

class BridgedServer extends WebSocketServer {
  constructor(options) {
    super(options)
    this.on('connection', (ws) => asWs(ws))
  }
}

module.exports = { WebSocket, WebSocketServer: BridgedServer }
