import WebSocket = require('../index.cjs')

export = WebSocket.Server
