/** An agent of `node:http` that has one socket to give. */

import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export class SocketAgent extends Agent {
  constructor(private readonly socket: Socket) {
    super({ maxSockets: 1 })
  }

  override createConnection(): Duplex {
    return this.socket
  }
}
