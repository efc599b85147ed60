import WebSocket = require('../index.cjs')

export = WebSocket.Receiver
