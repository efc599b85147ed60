module.exports = require('../dist/index.cjs')[Symbol.for('rosetta.nodejs-websocket.modules')].OutStream
