// jsdom: the WebSocket of a page, with its events, types of binary data, subprotocols, origin and close codes.
import { once } from 'node:events'
import { JSDOM } from 'jsdom'
import { WebSocketServer } from 'ws'

const wss = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: (offered) => [...offered].at(-1) })
await once(wss, 'listening')
const { port } = wss.address()
wss.on('connection', (socket, request) => {
  if (request.url === '/head')
    return socket.send(JSON.stringify([request.headers.origin, request.headers['user-agent'] !== undefined]))
  socket.on('message', (data, isBinary) => {
    if (String(data) === 'close me') socket.close(4001, 'as you like')
    else if (String(data) === 'drop me') socket.terminate()
    else socket.send(data, { binary: isBinary })
  })
})
const { window } = new JSDOM('', { url: `http://127.0.0.1:${port}/`, runScripts: 'outside-only' })
const heard = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }))
const connect = (path, protocols) => new window.WebSocket(`ws://127.0.0.1:${port}${path}`, protocols)

const head = connect('/head')
console.log('head', (await heard(head, 'message')).data.replace(String(port), 'PORT'))
head.close()

const socket = connect('/echo', ['chat', 'superchat'])
console.log('connecting', socket.readyState, socket.protocol === '')
const open = await heard(socket, 'open')
console.log(open.type, open instanceof window.Event, socket.readyState, socket.protocol, socket.binaryType)
async function echo(data) {
  const answer = heard(socket, 'message')
  socket.send(data)
  return answer
}
const text = await echo('grüße ✓')
console.log('text', text.data, text instanceof window.MessageEvent, text.origin.replace(String(port), 'PORT'))
const { data: blob } = await echo(new window.Uint8Array([1, 2, 3]))
console.log('blob', blob instanceof window.Blob, blob.size)
socket.binaryType = 'arraybuffer'
console.log('array buffer', new Uint8Array((await echo(new window.Uint8Array([4, 5]).buffer)).data).join())
console.log('of a blob', new Uint8Array((await echo(new window.Blob(['abc']))).data).join())
console.log('large', (await echo('x'.repeat(300_000))).data.length)
const closed = heard(socket, 'close')
socket.send('close me')
const { code, reason, wasClean } = await closed
console.log('closed', code, reason, wasClean, socket.readyState)

const dropped = connect('/echo')
await heard(dropped, 'open')
const errors = []
dropped.onerror = ({ type }) => errors.push(type)
const drop = heard(dropped, 'close')
dropped.send('drop me')
const dropEvent = await drop
console.log('dropped', dropEvent.code, dropEvent.wasClean, ...errors)
const own = connect('/echo')
await heard(own, 'open')
const ownClose = heard(own, 'close')
own.close(3000, 'mine')
console.log('closing', own.readyState)
const ownEvent = await ownClose
console.log('own', ownEvent.code, ownEvent.reason, ownEvent.wasClean)
try {
  connect('/echo', ['a', 'a'])
} catch (error) {
  console.log('twice', error.name)
}
wss.close()
await once(wss, 'close')
const refused = connect('/echo')
const [error, close] = await Promise.all([heard(refused, 'error'), heard(refused, 'close')])
console.log('refused', error.type, close.code, close.wasClean)
window.close()
