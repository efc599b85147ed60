import websocket = require('../index.cjs')

export = websocket.w3cwebsocket
