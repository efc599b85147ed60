// TypeScript: annotated parameters, types of the package, a map of connections.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type connection,
  type IMessage,
  type request,
  client as WebSocketClient,
  server as WebSocketServer,
} from 'websocket'

interface Member {
  name: string
  socket: connection
}

const members = new Map<string, Member>()
const http = createServer((_request: IncomingMessage, response: ServerResponse) => {
  response.end()
})
const wsServer = new WebSocketServer({ httpServer: http, keepalive: false })

function tell(member: Member, text: string): void {
  if (member.socket.connected) member.socket.sendUTF(text)
}

wsServer.on('request', (incoming: request) => {
  const socket: connection = incoming.accept(undefined, incoming.origin)
  const member: Member = { name: incoming.resource.slice(1), socket }
  members.set(member.name, member)
  socket.on('message', (message: IMessage) => {
    if (message.type === 'utf8')
      for (const other of members.values()) tell(other, `${member.name}: ${message.utf8Data}`)
  })
  socket.on('close', (code: number, reason: string) => {
    members.delete(member.name)
    console.log(member.name, 'left', code, reason.toUpperCase())
    http.close()
  })
})

http.listen(0, () => {
  const client = new WebSocketClient()
  client.on('connect', (socket) => {
    socket.on('message', (message: IMessage) => {
      console.log(message.type === 'utf8' ? message.utf8Data : 'binary')
      socket.close(4001, 'so long')
    })
    socket.sendUTF('hi all')
  })
  client.connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/ann`)
})
