// The request of a connection: its path, its headers.
const { URL } = require('url')
const WebSocket = require('ws')

const wss = new WebSocket.Server({ host: '127.0.0.1', port: 0 }, () => {
  const ws = new WebSocket(`ws://127.0.0.1:${wss._server.address().port}/room?name=ann`, { headers: { 'X-Id': '7' } })
  ws.on('message', (text) => {
    console.log('client:', text)
    ws.close(1000, 'done')
  })
})

wss.on('connection', (ws) => {
  const location = new URL(ws.upgradeReq.url, 'ws://localhost')
  console.log('server:', location.pathname, location.searchParams.get('name'), ws.upgradeReq.headers['x-id'])
  ws.on('close', (code, message) => {
    console.log('server: closed', ws.upgradeReq.url, code, message)
    wss.close()
  })
  ws.send(`welcome ${location.searchParams.get('name')}`)
})
