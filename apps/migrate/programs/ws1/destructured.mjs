// The server taken from the default export of an ES module; a loop over the clients by index.
import http from 'node:http'
import WebSocket from 'ws'

const { Server } = WebSocket
const server = http.createServer()
const wss = new Server({ server, perMessageDeflate: false })
wss.on('connection', (ws) => {
  ws.once('message', (message) => {
    for (let i = 0; i < wss.clients.length; i++) wss.clients[i].send(`${message}! ${i}`)
  })
})
const connect = (url) =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(url)
    ws.once('open', () => resolve(ws))
    ws.once('error', reject)
  })
server.listen(0, async () => {
  const ws = await connect(`ws://127.0.0.1:${server.address().port}`)
  ws.on('message', (data) => {
    console.log(data, data.length)
    ws.close()
    server.close()
  })
  ws.send('go')
})
