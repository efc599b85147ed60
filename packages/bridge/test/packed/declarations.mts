import { createServer } from 'node:http'
import { type AnyConnection, asNodejsWebSocket, asWebSocketConnection, asWs, asWsd, mount } from '@rosetta-ws/bridge'
import type { connection } from '@rosetta-ws/websocket'
import type { WebSocket as Wsd } from '@rosetta-ws/wsd'
import type { Connection } from 'nodejs-websocket'
import { type WebSocket, WebSocketServer } from 'ws'

const wss = new WebSocketServer({ noServer: true })
wss.on('connection', (ws) => {
  const old: connection = asWebSocketConnection(ws)
  old.sendUTF('text', (error) => error?.message)
  const nodejs: Connection = asNodejsWebSocket(old)
  nodejs.on('text', (text) => text.length)
  const wsd: Wsd = asWsd(nodejs)
  wsd.on('message', (_data, { binary }) => binary)
  const again: WebSocket = asWs(wsd)
  const any: AnyConnection = again
  asWs(any).readyState satisfies 0 | 1 | 2 | 3
  // @ts-expect-error a view has the members of its own dialect only
  asWs(old).sendUTF('text')
  // @ts-expect-error no connection of any dialect
  asWs(42)
  // @ts-expect-error a server is no connection
  asWs(wss)
})

const unmount: () => void = mount(createServer(), {
  '/new': wss,
  '/both': { subprotocols: { v2: wss }, otherwise: wss },
})
unmount()
// @ts-expect-error no server
mount(createServer(), { '/new': 'ws' })
// @ts-expect-error nothing to mount on
mount(null, { '/new': wss })
