const { frame } = require('../dist/index.cjs')[Symbol.for('rosetta.nodejs-websocket.modules')]

exports.createTextFrame = frame.createTextFrame
exports.createBinaryFrame = frame.createBinaryFrame
exports.createCloseFrame = frame.createCloseFrame
exports.createPingFrame = frame.createPingFrame
exports.createPongFrame = frame.createPongFrame
