/** The shape that all dialects of the playground share. What an endpoint does with messages is in `../endpoint`. */

import type { Server } from 'node:http'
import type { ConnectionFace } from '@rosetta-ws/engine'

/** A connection at the server, driven through the API of its dialect. */
export interface Peer {
  /** The dialect's object, for the bridge to show in another. */
  readonly socket: object
  /** The engine's connection below the dialect's. */
  readonly engine: ConnectionFace
  /** The subprotocol agreed on, or an empty string. */
  readonly subprotocol: string
  /** Whether permessage-deflate was agreed on. */
  readonly deflate: boolean
  sendText(text: string): void
  sendBinary(bytes: Buffer): void
  /** @param payload at most 125 bytes */
  ping(payload: Buffer): void
  /** Starts the closing handshake. @throws what the dialect throws for a code or reason that it does not send */
  close(code: number | undefined, reason: string): void
  /** Ends the connection at once. */
  terminate(): void
}

/** What a dialect tells of a peer. `onClose` is the last call. */
export interface PeerListener {
  onText(text: string): void
  onBinary(bytes: Buffer): void
  /** @param message in the dialect's words */
  onError(message: string): void
  onClose(code: number, reason: string): void
}

/**
 * Takes a new peer. Called in the turn of its handshake, before any of its frames is read.
 *
 * @param target of the request: path and query
 */
export type Welcome = (peer: Peer, target: string) => PeerListener

export interface EndpointOptions {
  /** Whether to agree on permessage-deflate. */
  readonly deflate: boolean
  /** The subprotocols to agree on. */
  readonly subprotocols: readonly string[]
  /** Bytes in one message, at most. */
  readonly maxMessage: number
}

export interface Dialect {
  /** The path of its endpoint without the slash. */
  readonly name: string
  /** The package that it is the API of. */
  readonly original: string
  /** Whether the dialect knows permessage-deflate. */
  readonly deflates: boolean
  /** Has the dialect take the upgrades that `door` emits. `door` does not listen: upgrades are passed on to it. */
  attach(door: Server, options: EndpointOptions, welcome: Welcome): void
  /**
   * Shows a connection of any dialect in this one, by the bridge.
   *
   * @param tell is given each event of the view, in the dialect's words
   */
  see(socket: object, tell: (event: string) => void): Peer
}
