module.exports = require('../dist/index.cjs')[Symbol.for('rosetta.websocket.modules')].FastBufferList
module.exports.BufferList = module.exports
