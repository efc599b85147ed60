// A server in a class: connections in a field, listeners that are methods.
import { createServer } from 'node:http'
import websocket from 'websocket'

class Counter {
  #total = 0

  constructor(http) {
    this.http = http
    this.peers = []
    this.server = new websocket.server({ httpServer: this.http, keepalive: false })
    this.server.on('request', (request) => {
      if (this.peers.length >= 2) {
        request.reject(503)
        return
      }
      const connection = request.accept(null, request.origin)
      this.peers.push(connection)
      connection.on('message', (message) => this.add(connection, Number(message.utf8Data)))
      connection.on('close', () => this.remove(connection))
    })
  }

  add(connection, number) {
    this.#total += number
    connection.sendUTF(this.#total)
  }

  remove(connection) {
    this.peers = this.peers.filter((peer) => peer !== connection)
    console.log('peers left:', this.peers.length)
    if (this.peers.length === 0) this.http.close()
  }

  tellAll(text) {
    this.peers.forEach((peer) => peer.sendUTF(text))
  }
}

const http = createServer()
const counter = new Counter(http)
http.listen(0, () => {
  const client = new websocket.client()
  client.on('connect', (connection) => {
    connection.on('message', (message) => {
      console.log('total:', message.utf8Data)
      if (message.utf8Data === '5') counter.tellAll('the end')
      if (message.utf8Data === 'the end') connection.close()
    })
    connection.sendUTF('2')
    connection.sendUTF('3')
  })
  client.connect(`ws://127.0.0.1:${http.address().port}`)
})
