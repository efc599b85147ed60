import websocket = require('../index.cjs')

export = websocket
