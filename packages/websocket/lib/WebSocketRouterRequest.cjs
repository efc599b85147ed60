module.exports = require('../dist/index.cjs')[Symbol.for('rosetta.websocket.modules')].WebSocketRouterRequest
