/** The playground's server: the page, the control channel and the endpoints of all dialects on one port. */

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '@rosetta-ws/engine/node'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import { MAX_PAYLOAD } from './control/commands.js'
import { Session } from './control/session.js'
import { dialects } from './dialects/dialects.js'
import { Connections } from './endpoint/connections.js'
import { subprotocols } from './endpoint/subprotocols.js'
import { authorityOf } from './listen.js'
import type { Page } from './page/build-page.js'
import { servePage } from './page/serve-page.js'

const CONTROL_PATH = '/control'
/** Bytes of a message to an endpoint, and of a command. */
const MAX_MESSAGE = 1024 * 1024
const MAX_CONNECTIONS = 256
const MAX_SESSIONS = 32

export interface Playground {
  readonly server: Server
  /** Ends all connections. */
  close(): Promise<void>
}

/** @param page may be a promise: requests wait for it */
export function createPlayground(page: Page | Promise<Page>): Playground {
  const connections = new Connections()
  const server = createServer(async (request, response) => servePage(await page, request, response))
  const control = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, verifyClient: isSameOrigin })
  const doors = openDoors(connections)

  control.on('connection', (socket: WebSocket) => openSession(socket, server, connections))

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path, query] = (request.url ?? '').split('?')
    if (path === CONTROL_PATH) {
      if (control.clients.size >= MAX_SESSIONS) refuse(socket, 503, 'Too many pages are open\n')
      else control.handleUpgrade(request, socket, head, (client) => control.emit('connection', client, request))
      return
    }
    const door = doors.get(doorName(path.slice(1), new URLSearchParams(query).get('deflate') === 'on'))
    if (door === undefined)
      refuse(socket, 404, `The endpoints are ${dialects.map(({ name }) => `/${name}`).join(', ')}\n`)
    else if (connections.size >= MAX_CONNECTIONS) refuse(socket, 503, 'Too many connections are open\n')
    else door.emit('upgrade', request, socket, head)
  })

  return {
    server,
    close() {
      for (const client of control.clients) client.terminate()
      connections.terminateAll()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

/** Two servers for each dialect that have no port: the upgrades that they emit are what the dialect takes. */
function openDoors(connections: Connections): Map<string, Server> {
  const doors = new Map<string, Server>()
  for (const dialect of dialects) {
    for (const deflate of [false, true]) {
      const door = new Server()
      dialect.attach(door, { deflate, subprotocols, maxMessage: MAX_MESSAGE }, (peer, target) =>
        connections.welcome(dialect.name, peer, target),
      )
      doors.set(doorName(dialect.name, deflate), door)
    }
  }
  return doors
}

function doorName(dialect: string, deflate: boolean): string {
  return deflate ? `${dialect} deflate` : dialect
}

function openSession(socket: WebSocket, server: Server, connections: Connections): void {
  const id = randomBytes(16).toString('hex')
  const urlOf = (endpoint: string, query: Record<string, string>): string => {
    if (!dialects.some(({ name }) => name === endpoint)) throw new Error(`There is no endpoint ${endpoint}`)
    const { address, port } = server.address() as AddressInfo
    return `ws://${authorityOf(address, port)}/${endpoint}?${new URLSearchParams(query)}`
  }
  const session = new Session({ id, socket, connections, urlOf })
  connections.watch(id, session)
  socket.on('close', () => connections.unwatch(id))
  session.send({
    type: 'greeting',
    session: id,
    endpoints: dialects.map(({ name, original, deflates }) => ({ name, path: `/${name}`, original, deflates })),
    subprotocols,
    maxMessage: MAX_MESSAGE,
    maxCommandPayload: MAX_PAYLOAD,
  })
}

/** Pages of other sites are not given the wire. */
function isSameOrigin({ req }: { req: IncomingMessage }): boolean {
  const { origin, host } = req.headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

function refuse(socket: Duplex, status: number, body: string): void {
  socket.on('error', () => {})
  refuseUpgrade(socket, { status, headers: { Connection: 'close', 'Content-Type': 'text/plain' }, body })
}
