import WebSocket = require('ws')
import ErrorCodes = require('ws/lib/ErrorCodes')
import WebSocketServer = require('ws/lib/WebSocketServer')

console.log(ErrorCodes[1000], ErrorCodes.isValidErrorCode(1000))

const wss: WebSocketServer = new WebSocket.Server({
  port: 8080,
  verifyClient: (info, done) => done(info.secure, 403, 'No'),
})
wss.on('connection', (ws: WebSocket) => {
  ws.on('message', (data, flags) => ws.send(data, { binary: flags.binary }, (error) => console.log(error)))
  ws.stream((error, send) => error ?? send('piece', true))
  console.log(ws.upgradeReq.url)
})
const client: WebSocket = new WebSocket.WebSocket('ws://localhost', ['chat'], { origin: 'http://localhost' })
client.ping('data', { mask: true }, true)

// @ts-expect-error a code is a number
client.close('1000')
