// Remote calls over a class that wraps a connection, with connect() as a promise.
import { once } from 'node:events'
import http from 'node:http'
import websocket from 'websocket'

const { server: Server, client: Client } = websocket

class Peer {
  #next = 1
  #waiting = new Map()

  constructor(connection, methods = {}) {
    this.connection = connection
    this.methods = methods
    connection.on('message', (message) => this.#receive(message))
    connection.once('close', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error('closed ' + code))
    })
  }

  call(method, ...params) {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.connection.sendUTF(JSON.stringify({ id, method, params }), (error) => error && reject(error))
    })
  }

  async #receive({ type, utf8Data }) {
    if (type !== 'utf8') return
    const { id, method, params, result } = JSON.parse(utf8Data)
    if (!method) return this.#waiting.get(id).resolve(result)
    if (method === 'leave') return this.close()
    this.connection.sendUTF(JSON.stringify({ id, result: this.methods[method](...params) }))
  }

  close() {
    this.connection.close(1000)
  }
}

function connect(url, protocols) {
  return new Promise((resolve, reject) => {
    const client = new Client()
    client.once('connect', resolve)
    client.once('connectFailed', reject)
    client.connect(url, protocols)
  })
}

const httpServer = http.createServer()
const server = new Server({ httpServer, keepalive: false })
server.on('request', (request) => {
  new Peer(request.accept(), { add: (a, b) => a + b }).connection.on('close', () => httpServer.close())
})
await once(httpServer.listen(0), 'listening')
const peer = new Peer(await connect(`ws://127.0.0.1:${httpServer.address().port}/`))
console.log(await peer.call('add', 1, 2), await peer.call('add', 'a', 'b'))
console.log(await peer.call('leave').catch((error) => error.message))
console.log(await connect('ws://127.0.0.1:1/').catch((error) => /ECONNREFUSED/.test(String(error))))
