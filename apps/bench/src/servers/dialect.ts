/**
 * What the bench needs of a WebSocket package, whatever its API. One implementation per API in `dialects/`; a role
 * (`roles.ts`) is written once against this. Not the choice of the package.
 */
import type { DeflateMode, RoleName } from '../control/protocol.js'

export interface ServeOptions {
  role: RoleName

  deflate?: DeflateMode
  /** Largest message to accept, in bytes. */
  maxMessage: number
}

/** A package seen as functions over its own connection objects: no object of the bench's is put around them. */
export interface Dialect<Connection> {
  /** Listens on a free port of 127.0.0.1; returns the port. */
  listen?(options: ServeOptions, onConnection: (connection: Connection) => void): Promise<number>
  /** Connects as a client. */
  connect?(url: string, onOpen: (connection: Connection) => void, onFailure: (error: unknown) => void): void
  /** Text comes as a string, binary as a Buffer. */
  onMessage(connection: Connection, listener: (message: Buffer | string) => void): void
  /** Sends each message back as it came, where the API can do that without making a string of text. */
  relay?(connection: Connection): void
  sendBinary(connection: Connection, body: Buffer): void
  sendText(connection: Connection, text: string): void
}

/** Makes the dialect of a loaded module. */
// biome-ignore lint/suspicious/noExplicitAny: each dialect knows its own connections; roles only hand them back
export type MakeDialect = (module: any) => Dialect<any>
