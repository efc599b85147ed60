/** A connection over a Node stream, and waiting for what it reports. */

import type { Duplex } from 'node:stream'
import { Connection, type ConnectionDeflate } from '../../src/connection/connection.js'
import { defaultPolicy, type Policy } from '../../src/connection/policy.js'
import type { Role } from '../../src/connection/receiving-half.js'
import { nodePlatform } from '../../src/node/node-platform.js'
import { SocketTransport } from '../../src/node/socket-transport.js'
import { ConnectionRecorder } from './recorders.js'

export interface SocketConnectionOptions {
  readonly role?: Role
  readonly policy?: Partial<Policy>
  readonly deflate?: ConnectionDeflate | null
}

export class SocketConnection {
  readonly recorder = new ConnectionRecorder()
  readonly connection: Connection
  private waiting: (() => void)[] = []
  /** What a test does in each call. */
  on: (line: string) => void = () => {}

  constructor(stream: Duplex, { role = 'server', policy = {}, deflate = null }: SocketConnectionOptions = {}) {
    this.recorder.on = (line) => {
      for (const wake of this.waiting.splice(0)) wake()
      this.on(line)
    }
    this.connection = new Connection({
      role,
      policy: { ...defaultPolicy, ...policy },
      platform: nodePlatform,
      transport: new SocketTransport(stream),
      handler: this.recorder,
      deflate,
    })
    this.connection.start()
  }

  get log(): string[] {
    return this.recorder.log
  }

  /** Ends when a line of the log begins so. */
  async logged(prefix: string): Promise<void> {
    while (!this.log.some((line) => line.startsWith(prefix))) {
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }
}
