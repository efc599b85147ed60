/** Which server of which dialect takes an upgrade request: by its path, and then by the subprotocols that it offers. */

import type { IncomingMessage } from 'node:http'
import { isToken, requestedSubprotocols } from '@rosetta-ws/engine'
import { type Dialect, dialectRegistry } from '@rosetta-ws/engine/node'

/** Several servers at one path, told apart by the subprotocols that a client offers. */
export interface SubprotocolRoute {
  /** By subprotocol. The first that the client offers and that is named here decides. */
  readonly subprotocols: Readonly<Record<string, object>>
  /** Takes a client that offers none of them. Without it, such a client is answered 404. */
  readonly otherwise?: object
}

/** By path: '/chat', or '*' for every path that is not named. */
export type Routes = Readonly<Record<string, object | SubprotocolRoute>>

/** A server and the facade that it belongs to. */
export interface Target {
  readonly dialect: Dialect
  readonly server: object
}

/** What a request is answered by; `offered` is what it may choose from where subprotocols decided. */
interface Claim {
  readonly target: Target
  readonly offered: readonly string[] | null
}

interface Route {
  readonly bySubprotocol: ReadonlyMap<string, Target> | null
  readonly otherwise: Target | null
}

const ANY_PATH = '*'

export class RouteTable {
  private readonly routes = new Map<string, Route>()

  /** @throws TypeError or Error that names the key and what to do */
  constructor(routes: Routes) {
    if (typeof routes !== 'object' || routes === null || Object.keys(routes).length === 0) {
      throw new TypeError("mount() takes at least one route: mount(httpServer, { '/path': server })")
    }
    for (const [path, value] of Object.entries(routes)) this.routes.set(checkPath(path), routeOf(path, value))
  }

  get paths(): string[] {
    return [...this.routes.keys()]
  }

  has(path: string): boolean {
    return this.routes.has(path)
  }

  owns(listener: unknown): boolean {
    return this.targets.some(({ dialect, server }) => dialect.ownsListener(server, listener))
  }

  /** Who answers a request for `path`; `isExact` looks at named paths only, else only at '*'. */
  find(request: IncomingMessage, isExact: boolean): Claim | null {
    const route = this.routes.get(isExact ? pathOf(request) : ANY_PATH)
    if (route === undefined) return null
    const { bySubprotocol, otherwise } = route
    if (bySubprotocol === null) return otherwise === null ? null : { target: otherwise, offered: null }
    const offered = requestedSubprotocols(request) ?? []
    const decisive = offered.find((name) => bySubprotocol.has(name))
    const target = decisive === undefined ? otherwise : (bySubprotocol.get(decisive) as Target)
    if (target === null) return null
    // The server must not agree on a subprotocol that is another's.
    const own = offered.filter((name) => (bySubprotocol.get(name) ?? otherwise)?.server === target.server)
    return { target, offered: own }
  }

  private get targets(): Target[] {
    return [...this.routes.values()].flatMap(({ bySubprotocol, otherwise }) => [
      ...(bySubprotocol?.values() ?? []),
      ...(otherwise === null ? [] : [otherwise]),
    ])
  }
}

/** The path of a request without its query. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

function checkPath(path: string): string {
  if (path === ANY_PATH) return path
  if (!path.startsWith('/')) {
    throw new Error(`mount(): the path "${path}" must begin with "/", or be "*" for all paths that are not named`)
  }
  if (/[?#]/.test(path)) {
    throw new Error(`mount(): "${path}" must be a path alone; queries are not looked at, and fragments are not sent`)
  }
  const sent = path.replace(/[^!-~]+/g, encodeURIComponent)
  if (sent !== path) throw new Error(`mount(): write the path "${path}" as clients send it: "${sent}"`)
  return path
}

function routeOf(path: string, value: object | SubprotocolRoute): Route {
  if (!isSubprotocolRoute(value)) return { bySubprotocol: null, otherwise: targetOf(path, path, value) }
  const named = Object.entries(value.subprotocols).map(
    ([name, server]) => [name, targetOf(path, `${path}, subprotocol ${name}`, server)] as const,
  )
  if (named.length === 0) {
    throw new Error(`mount(): "${path}" names no subprotocol: give its server as the value itself`)
  }
  const wrong = named.find(([name]) => !isToken(name))
  if (wrong !== undefined) {
    throw new Error(`mount(): "${path}" names "${wrong[0]}", which cannot be a subprotocol: it must be a token`)
  }
  const otherwise = value.otherwise === undefined ? null : targetOf(path, `${path}, otherwise`, value.otherwise)
  return { bySubprotocol: new Map(named), otherwise }
}

function isSubprotocolRoute(value: unknown): value is SubprotocolRoute {
  const { subprotocols } = (value ?? {}) as Partial<SubprotocolRoute>
  return typeof subprotocols === 'object' && subprotocols !== null
}

function targetOf(path: string, key: string, server: unknown): Target {
  const dialect = dialectRegistry().dialects.find((each) => each.isServer(server))
  if (dialect === undefined) {
    throw new TypeError(
      `mount(): the value for "${key}" is no server of a Rosetta facade. Give a WebSocketServer of @rosetta-ws/ws ` +
        '({ noServer: true }), a server of @rosetta-ws/websocket, what createServer() of @rosetta-ws/nodejs-websocket ' +
        'returns, or a Server of @rosetta-ws/wsd or ws1',
    )
  }
  const own = dialect.pathOf(server as object)
  if (own && path !== ANY_PATH && own !== path) {
    throw new Error(
      `mount(): the server for "${key}" takes "${own}" only. Leave its option path away, or mount it at "${own}"`,
    )
  }
  return { dialect, server: server as object }
}
