/** Each send that is dropped with its connection, while it is deflated or waits for that, sends once more. */
import WebSocket, { WebSocketServer } from 'ws'

const LARGE = Buffer.alloc(4_000_000, 'deflated on a thread')
const SMALL = 'deflated at once'

const server = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 } })
server.on('listening', () => {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`)
  client.on('error', () => {})
})
server.on('connection', (ws) => {
  let asked = 0
  let told = 0
  let code
  // Who is first, zlib or the end, is not certain.
  const report = () => {
    if (told === asked && code !== undefined) console.log('closed', code, 'told', told)
  }
  const send = (data, onSent) => {
    asked++
    ws.send(data, (error) => {
      told++
      onSent?.(error)
      report()
    })
  }
  for (let i = 0; i < 3; i++) send(LARGE, (error) => error && send(SMALL))
  ws.on('close', (value) => {
    code = value
    report()
    server.close()
  })
  ws._socket.destroy()
})
