import ws = require('nodejs-websocket')
import Connection = require('nodejs-websocket/Connection')

const server: ws.Server = ws.createServer({ secure: true, validProtocols: ['a'] }, (conn) => {
  conn.on('text', (text: string) => conn.sendText(text))
  conn.on('binary', (inStream) => inStream.pipe(process.stdout))
  conn.on('close', (code, reason) => console.log(code, reason))
})
server.listen(8001, () => console.log(server.connections.length))
const client: Connection = ws.connect('ws://localhost', { extraHeaders: { a: 'b' }, protocols: ['a'] }, () => {
  client.beginBinary()?.end('bytes')
})

// @ts-expect-error a message is no object
client.sendText({})
