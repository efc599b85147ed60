/**
 * Where the facades of a process make themselves known, so that who works with several of them need not import them: under
 * which name, and in how many copies, a facade is installed is its user's choice. It knows no facade.
 *
 * There is one registry in a process, also where the engine is loaded more than once.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connection } from '../connection/connection.js'
import type { ConnectionFace } from '../connection/connection-view.js'

export type DialectName = 'ws' | 'websocket' | 'nodejs-websocket' | 'wsd' | 'ws1'

/** What an object of a facade knows of its opening handshake; a view in another dialect is given the same. */
export interface OpeningParticulars {
  readonly subprotocol?: string | undefined
  /** Of a client: what it connected to. */
  readonly url?: string | undefined
  /** Of a server: the path that was asked for, with its query. */
  readonly path?: string | undefined
  /** Of a server: the request that was accepted. */
  readonly request?: IncomingMessage | undefined
  /** The protocol version. */
  readonly version?: number | undefined
  readonly remoteAddress?: string | undefined
}

/** What a facade can do for others, with objects whose classes only it knows. */
export interface Dialect {
  readonly name: DialectName
  /**
   * The facade's connection object that a value is, or that it wraps: null where the wrapped one does not exist yet, undefined
   * for what is not the facade's.
   */
  objectOf(value: unknown): object | null | undefined
  /** The connection of such an object, or null before it is open. */
  connectionOf(object: object): ConnectionFace | null
  /** @param value for which `objectOf` gave an object */
  particularsOf(value: object): OpeningParticulars
  /** Makes an object of the facade that is a further view of a connection, in its present state. */
  adopt(connection: Connection, particulars: OpeningParticulars): object
  isServer(value: unknown): boolean
  /** The path that a server takes requests for, if it looks at that by itself. */
  pathOf(server: object): string | null | undefined
  /** Whether a listener of 'upgrade' on an HTTP server is this server's own. */
  ownsListener(server: object, listener: unknown): boolean
  /** Whether a server was closed, where `accept` does not refuse by itself then. */
  isClosed?(server: object): boolean
  /** Answers an upgrade request as if the server had received it, and tells its listeners. */
  accept(server: object, request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export interface DialectRegistry {
  /** In the order in which they were loaded. */
  readonly dialects: Dialect[]
  /** The objects of each connection: at most one for each copy of a facade. */
  readonly views: WeakMap<Connection, Map<Dialect, object>>
}

const key = Symbol.for('rosetta.dialects.1')

/** The registry of this process. */
export function dialectRegistry(): DialectRegistry {
  const place = globalThis as { [key]?: DialectRegistry }
  if (place[key] === undefined) {
    Object.defineProperty(place, key, { value: { dialects: [], views: new WeakMap() } })
  }
  return place[key] as DialectRegistry
}

/** Called by a facade when it is loaded. */
export function registerDialect(dialect: Dialect): void {
  dialectRegistry().dialects.push(dialect)
}
