import websocket, { type Message, client as WebSocketClient, w3cwebsocket } from 'websocket'

const client = new WebSocketClient({ perMessageDeflate: true, handshakeTimeout: 1000 })
client.on('connect', (connection: websocket.connection) => {
  connection.on('message', (message: Message) => console.log(message.type))
})
const ws: websocket.w3cwebsocket = new w3cwebsocket('ws://127.0.0.1/', 'protocol')
ws.onmessage = ({ data }) => console.log(data)
