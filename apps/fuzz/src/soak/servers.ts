/** The servers of the soak: each sends back what comes, and ends connections whose peer has fallen silent. */

import type { Server as HttpServer } from 'node:http'
import type { Readable } from 'node:stream'
import { createServer } from '@rosetta-ws/nodejs-websocket'
import { server as Server } from '@rosetta-ws/websocket'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import Ws1 from '@rosetta-ws/ws1'
import Wsd from '@rosetta-ws/wsd'

/** Milliseconds between two pings of a server, in which the pong must come. */
export const HEARTBEAT = 15_000

/** A server while it runs. */
export interface SoakServer {
  /** Connections that it knows. */
  open(): number
  stop(): void
}

/** @param onMessage called for each message */
type Start = (http: HttpServer, onMessage: () => void) => SoakServer

/** What a heartbeat is made of: the one that users write where the facade has none. */
interface Beating<Connection> {
  /** All that are open. */
  readonly connections: () => Iterable<Connection>
  readonly ping: (connection: Connection) => void
  readonly end: (connection: Connection) => void
}

class Heartbeat<Connection extends object> {
  private readonly alive = new WeakSet<Connection>()
  private readonly timer: NodeJS.Timeout

  constructor({ connections, ping, end }: Beating<Connection>) {
    this.timer = setInterval(() => {
      for (const connection of [...connections()]) {
        if (this.alive.delete(connection)) ping(connection)
        else end(connection)
      }
    }, HEARTBEAT)
  }

  /** The peer has answered, or is new. */
  heard(connection: Connection): void {
    this.alive.add(connection)
  }

  stop(): void {
    clearInterval(this.timer)
  }
}

const ws: Start = (http, onMessage) => {
  const server = new WebSocketServer({ server: http })
  const heartbeat = new Heartbeat<WebSocket>({
    connections: () => server.clients,
    ping: (socket) => socket.ping(),
    end: (socket) => socket.terminate(),
  })
  server.on('connection', (socket) => {
    heartbeat.heard(socket)
    socket.on('error', () => {})
    socket.on('pong', () => heartbeat.heard(socket))
    socket.on('message', (data, isBinary) => {
      onMessage()
      socket.send(data, { binary: isBinary })
    })
  })
  return {
    open: () => server.clients.size,
    stop: () => {
      heartbeat.stop()
      server.close()
    },
  }
}

/** With its own keepalive. */
const websocket: Start = (http, onMessage) => {
  const server = new Server({
    httpServer: http,
    autoAcceptConnections: true,
    keepaliveInterval: HEARTBEAT,
    keepaliveGracePeriod: HEARTBEAT,
    maxReceivedFrameSize: 1024 * 1024,
  })
  server.on('connect', (connection) => {
    connection.on('error', () => {})
    connection.on('message', (message) => {
      onMessage()
      if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
      else connection.sendBytes(message.binaryData)
    })
  })
  return { open: () => server.connections.length, stop: () => server.unmount() }
}

const nodejsWebsocket: Start = (http, onMessage) => {
  const server = createServer({ httpServer: http })
  type Connection = (typeof server.connections)[number]
  const heartbeat = new Heartbeat<Connection>({
    connections: () => server.connections,
    ping: (connection) => connection.sendPing(),
    end: (connection) => void connection.socket.destroy(),
  })
  server.on('connection', (connection) => {
    heartbeat.heard(connection)
    connection.on('error', () => {})
    connection.on('pong', () => heartbeat.heard(connection))
    // What comes while a binary message is read waits for it.
    let reading: Promise<void> | null = null
    connection.on('text', (text) => {
      onMessage()
      const answer = (): void => void connection.sendText(text)
      if (reading === null) answer()
      else reading.then(answer)
    })
    connection.on('binary', (stream: Readable) => {
      onMessage()
      const own: Promise<void> = (reading ?? Promise.resolve()).then(async () => {
        connection.sendBinary(Buffer.concat(await stream.toArray()))
        if (reading === own) reading = null
      })
      reading = own
    })
  })
  return {
    open: () => server.connections.length,
    stop: () => {
      heartbeat.stop()
      server.close()
    },
  }
}

const ofDialect =
  (module: typeof Ws1): Start =>
  (http, onMessage) => {
    const server = new module.Server({ server: http })
    const heartbeat = new Heartbeat<Ws1>({
      connections: () => Object.values(server.clients),
      ping: (socket) => socket.ping('', {}, true),
      end: (socket) => socket.terminate(),
    })
    server.on('connection', (socket) => {
      heartbeat.heard(socket)
      socket.on('pong', () => heartbeat.heard(socket))
      socket.on('message', (data, { binary }) => {
        onMessage()
        socket.send(data, { binary: binary === true }, () => {})
      })
    })
    return {
      open: () => Object.keys(server.clients).length,
      stop: () => {
        heartbeat.stop()
        server.close()
      },
    }
  }

export const servers: Readonly<Record<string, Start>> = {
  ws,
  websocket,
  'nodejs-websocket': nodejsWebsocket,
  ws1: ofDialect(Ws1),
  wsd: ofDialect(Wsd as unknown as typeof Ws1),
}
