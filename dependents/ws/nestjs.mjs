// nestjs with WsAdapter: two gateways on one port told apart by their paths, messages and streams of answers.
import 'reflect-metadata'
import { once } from 'node:events'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { WsAdapter } from '@nestjs/platform-ws'
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer } from '@nestjs/websockets'
import { from } from 'rxjs'
import WebSocket from 'ws'

// The decorators of a gateway, applied by hand because this is JavaScript.
function gateway(type, options, events) {
  for (const [method, event] of Object.entries(events)) {
    MessageBody()(type.prototype, method, 0)
    ConnectedSocket()(type.prototype, method, 1)
    SubscribeMessage(event)(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method))
  }
  WebSocketServer()(type.prototype, 'server')
  WebSocketGateway(options)(type)
  return type
}
const seen = []
class Chat {
  handleConnection(client, request) {
    seen.push(`connected ${request.url}`)
    client.name = 'guest'
  }
  handleDisconnect(client) {
    seen.push(`left ${client.name}`)
  }
  rename(name, client) {
    client.name = name
    return { event: 'renamed', data: name }
  }
  shout(text) {
    for (const client of this.server.clients) client.send(JSON.stringify({ event: 'heard', data: text }))
  }
  count(to) {
    return from(Array.from({ length: to }, (_, index) => ({ event: 'count', data: index + 1 })))
  }
}
class Echo {
  echo(data) {
    return { event: 'echo', data }
  }
}
const App = class {}
Module({
  providers: [
    gateway(Chat, { path: '/chat' }, { rename: 'rename', shout: 'shout', count: 'count' }),
    gateway(Echo, { path: '/echo' }, { echo: 'echo' }),
  ],
})(App)
const app = await NestFactory.create(App, { logger: false })
app.useWebSocketAdapter(new WsAdapter(app))
await app.listen(0, '127.0.0.1')
const base = `ws://127.0.0.1:${app.getHttpServer().address().port}`

async function connect(path) {
  const socket = new WebSocket(base + path)
  await once(socket, 'open')
  return socket
}
async function ask(socket, event, data, answers = 1) {
  const received = new Promise((resolve) => {
    const texts = []
    const listener = (text) => {
      if (texts.push(String(text)) < answers) return
      socket.off('message', listener)
      resolve(texts)
    }
    socket.on('message', listener)
  })
  socket.send(JSON.stringify({ event, data }))
  return (await received).join(' ')
}
const [ann, bob] = [await connect('/chat'), await connect('/chat')]
console.log('rename', await ask(ann, 'rename', 'ann'), await ask(bob, 'rename', 'bob'))
const heard = once(bob, 'message')
console.log('shout', await ask(ann, 'shout', 'grüße'), String((await heard)[0]))
console.log('count', await ask(bob, 'count', 3, 3))
const echo = await connect('/echo')
console.log('echo', await ask(echo, 'echo', { list: [1, 'x', null] }))
console.log('large', (await ask(echo, 'echo', 'x'.repeat(200_000))).length)
const nowhere = new WebSocket(`${base}/nowhere`)
console.log('nowhere', (await Promise.race([once(nowhere, 'error'), once(nowhere, 'close')]))[0].message)
const closed = once(ann, 'close')
ann.close(4000)
console.log('closed', (await closed)[0])
const lost = [once(bob, 'close'), once(echo, 'close')]
await app.close()
console.log('at the end', ...(await Promise.all(lost)).map(([code]) => code))
console.log('seen', seen.join(', '))
