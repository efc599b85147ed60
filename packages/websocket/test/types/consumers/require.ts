import websocket = require('websocket')

const client = new websocket.client()
client.on('connect', (open: websocket.connection) => open.sendUTF('x'))
const server: websocket.server = new websocket.server()
console.log(client, server, websocket.connection.CLOSE_REASON_GOING_AWAY)
