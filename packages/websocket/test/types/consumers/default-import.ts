import websocket from 'websocket'

const ws: websocket.w3cwebsocket = new websocket.w3cwebsocket('ws://example.com')
const client: websocket.client = new websocket.client({ assembleFragments: false })
console.log(ws, client)
