// jssip-node-websocket: a JsSIP user agent over w3cwebsocket registers with a registrar made here, sends a message, leaves.
import { once } from 'node:events'
import { createServer } from 'node:http'
import JsSIP from 'jssip'
import NodeWebSocket from 'jssip-node-websocket'
import websocket from 'websocket'

const http = createServer()
await once(http.listen(0, '127.0.0.1'), 'listening')
const { port } = http.address()
const server = new websocket.server({ httpServer: http })
const seen = []
const header = (text, name) => new RegExp(`^${name}: (.*)$`, 'im').exec(text)[1]
server.on('request', (request) => {
  seen.push(`${request.requestedProtocols.join()} ${request.origin} ${request.httpRequest.headers['x-key']}`)
  const connection = request.accept('sip', request.origin)
  connection.on('message', ({ utf8Data }) => {
    const [method] = utf8Data.split(' ')
    if (!/^[A-Z]+ sip:/.test(utf8Data)) return
    const expires = /expires=0|^Expires: 0/im.test(utf8Data) ? 0 : 600
    seen.push(`${method}${method === 'REGISTER' ? ` ${expires}` : ''}`)
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(utf8Data, name)}`)
    const to = `To: ${header(utf8Data, 'To')};tag=registrar`
    const contact = method === 'REGISTER' && expires ? [`Contact: ${header(utf8Data, 'Contact')};expires=600`] : []
    connection.sendUTF(['SIP/2.0 200 OK', ...copied, to, ...contact, 'Content-Length: 0', '', ''].join('\r\n'))
  })
  connection.on('close', (code, text) => seen.push(`closed ${code} ${text}`))
})

const socket = new NodeWebSocket(`ws://127.0.0.1:${port}`, {
  origin: 'http://origin.test',
  headers: { 'x-key': 'secret' },
})
const agent = new JsSIP.UA({ sockets: [socket], uri: 'sip:ann@sip.test', password: 'x', register: true })
const heard = (event) => new Promise((resolve) => agent.once(event, resolve))
const events = [heard('connected'), heard('registered')]
agent.start()
const [, { response }] = await Promise.all(events)
console.log('registered', response.status_code, agent.isConnected(), socket.via_transport)
const sent = new Promise((succeeded, failed) => {
  agent.sendMessage('sip:bob@sip.test', 'grüße ✓'.repeat(1000), { eventHandlers: { succeeded, failed } })
})
console.log('message', (await sent).response.status_code)
const left = [heard('unregistered'), heard('disconnected'), new Promise((resolve) => server.once('close', resolve))]
agent.stop()
await Promise.all(left)
console.log('stopped', agent.isConnected())
console.log('seen', seen.join(', '))
server.shutDown()
http.close()
process.exit()
