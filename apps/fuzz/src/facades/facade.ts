/** What the fuzz program needs of a facade: data and a few translations, so that it has no branch for any of them. */

import type { Server as NetServer, Socket } from 'node:net'
import type { Random } from '../../../../packages/engine/fuzz/random.js'
import type { User } from '../encounter/user.js'

/** Something that a user does to a connection. */
export interface Call<Connection> {
  readonly does: (connection: Connection, random: Random, user: User) => unknown
  /** The messages of what it may throw: the original documents that it does. */
  readonly throws?: RegExp
  /** Ends the connection: done once in ten times. */
  readonly isLast?: true
}

/** A server of the facade on a server that does not listen: sockets are given to that by hand. */
export interface Serving {
  /** Of `node:http`, or of `node:net` where the facade reads requests by itself. */
  readonly under: NetServer
  readonly deflates: boolean
  /** Connections that it still knows, and requests that it has not answered. */
  leftovers(): number
}

export interface Facade {
  readonly name: string
  /** Whether the time that a closing handshake may take can be set: where not, it is too long to be awaited. */
  readonly hasCloseTimeout: boolean
  /** @param userOf finds the user of a connection by its socket */
  serve(userOf: (socket: Socket) => User): readonly Serving[]
  /** Begins the opening handshake of a client on a socket that is connected. */
  connect(socket: Socket, random: Random, user: User): void
}

/** Milliseconds: short, since half-open peers are waited for. */
export const CLOSE_TIMEOUT = 40
/** Bytes of a message. */
export const MAX_MESSAGE_BYTES = 100_000

const texts = ['', 'text', 'Κόσμε 😀', 't'.repeat(200), 'long '.repeat(4000)] as const

export function someText(random: Random): string {
  return random.pick(texts)
}

export function someBytes(random: Random): Buffer {
  return Buffer.alloc(random.below(random.pick([10, 300, 30_000])), 7)
}

export function smallBytes(random: Random): Buffer {
  return Buffer.alloc(random.below(126), 7)
}
