/**
 * One HTTP server, many dialects: upgrades go to the server that their path or subprotocol names. Which one that is, is the
 * route table's to say; the opening handshake is the server's own.
 */

import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '@rosetta-ws/engine/node'
import { pathOf, type Routes, RouteTable } from './route-table.js'

type AnyHttpServer = HttpServer | HttpsServer
type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const key = Symbol.for('rosetta.switchboards.1')

/** What is mounted on each HTTP server of the process, also where this package is loaded more than once. */
const switchboards = shared()

function shared(): WeakMap<AnyHttpServer, Switchboard> {
  const place = globalThis as { [key]?: WeakMap<AnyHttpServer, Switchboard> }
  if (place[key] === undefined) Object.defineProperty(place, key, { value: new WeakMap() })
  return place[key] as WeakMap<AnyHttpServer, Switchboard>
}

/**
 * Has each path of an HTTP server speak its own dialect.
 *
 * - A request that a route claims goes to that route's server and to no other listener of 'upgrade'.
 * - Any other goes to the other listeners of 'upgrade', if there are some: but not to those of mounted servers.
 * - Without any, it is answered 404; where its server was closed, 503.
 *
 * @returns a function that ends this; connections that are open stay
 * @throws TypeError or Error for routes that cannot be, with what to do
 */
export function mount(httpServer: AnyHttpServer, routes: Routes): () => void {
  if (!isHttpServer(httpServer)) {
    throw new TypeError('mount() takes an http.Server or https.Server first: mount(httpServer, { "/path": server })')
  }
  const table = new RouteTable(routes)
  let switchboard = switchboards.get(httpServer)
  if (switchboard === undefined) {
    switchboard = new Switchboard(httpServer)
    switchboards.set(httpServer, switchboard)
  }
  return switchboard.add(table)
}

/** By what it has: nothing would ever come of an application of a web framework, or of a WebSocket server. */
function isHttpServer(value: unknown): boolean {
  const server = value as Partial<HttpServer> | null | undefined
  const needed = [server?.emit, server?.rawListeners, server?.listen, server?.address]
  return needed.every((method) => typeof method === 'function')
}

class Switchboard {
  private tables: readonly RouteTable[] = []
  /** Makes Node emit 'upgrade' at all, as long as something is mounted. */
  private readonly placeholder: UpgradeListener = () => {}
  private readonly emit: HttpServer['emit']
  private readonly hadOwnEmit: boolean
  private ourEmit: HttpServer['emit'] | null = null

  constructor(private readonly httpServer: AnyHttpServer) {
    this.emit = httpServer.emit
    this.hadOwnEmit = Object.hasOwn(httpServer, 'emit')
  }

  add(table: RouteTable): () => void {
    const taken = table.paths.find((path) => this.tables.some((other) => other.has(path)))
    if (taken !== undefined) {
      throw new Error(
        `mount(): "${taken}" is mounted on this HTTP server already. Call the function that mount() returned first`,
      )
    }
    this.tables = [...this.tables, table]
    if (this.ourEmit === null) this.install()
    return () => {
      this.tables = this.tables.filter((other) => other !== table)
      if (this.tables.length === 0) this.uninstall()
    }
  }

  /** In front of all listeners, whenever they were added: none but the claimant may touch the socket of a claimed request. */
  private install(): void {
    const { httpServer, emit } = this
    const switchboard = this
    httpServer.on('upgrade', this.placeholder)
    this.ourEmit = function (this: HttpServer, event: string, ...values: unknown[]): boolean {
      if (event !== 'upgrade' || switchboard.tables.length === 0)
        return emit.apply(this, [event, ...values] as Parameters<typeof emit>)
      switchboard.route(...(values as Parameters<UpgradeListener>))
      return true
    }
    httpServer.emit = this.ourEmit
  }

  private uninstall(): void {
    const { httpServer } = this
    httpServer.off('upgrade', this.placeholder)
    switchboards.delete(httpServer)
    // Whoever has put something in front of ours keeps it; ours passes everything on from now on.
    if (httpServer.emit !== this.ourEmit) return
    if (this.hadOwnEmit) httpServer.emit = this.emit
    else delete (httpServer as Partial<HttpServer>).emit
  }

  private route(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const claim = this.find(request, true) ?? this.find(request, false)
    if (claim === null) {
      this.passOn(request, socket, head)
      return
    }
    const { target, offered } = claim
    if (offered !== null) {
      if (offered.length > 0) request.headers['sec-websocket-protocol'] = offered.join(', ')
      else delete request.headers['sec-websocket-protocol']
    }
    const { dialect, server } = target
    if (dialect.isClosed?.(server)) {
      refuse(socket, 503, `The WebSocket endpoint at ${pathOf(request)} is closed`)
      return
    }
    dialect.accept(server, request, socket, head)
  }

  private find(request: IncomingMessage, isExact: boolean): ReturnType<RouteTable['find']> {
    for (const table of this.tables) {
      const claim = table.find(request, isExact)
      if (claim !== null) return claim
    }
    return null
  }

  private passOn(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { httpServer, placeholder } = this
    const listeners = httpServer.listeners('upgrade')
    const isOther = (index: number): boolean =>
      listeners[index] !== placeholder && !this.tables.some((table) => table.owns(listeners[index]))
    const others = httpServer.rawListeners('upgrade').filter((_, index) => isOther(index))
    if (others.length === 0)
      refuse(socket, 404, `There is no WebSocket endpoint for this request at ${pathOf(request)}`)
    else for (const listener of others) listener.call(httpServer, request, socket, head)
  }
}

function refuse(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`
  socket.on('error', () => socket.destroy())
  refuseUpgrade(socket, {
    status,
    headers: {
      Connection: 'close',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
    },
    body,
  })
}
