/** A connection over a stream in memory, with time in the test's hands. */

import { Connection, type ConnectionDeflate } from '../../src/connection/connection.js'
import { defaultPolicy, type Policy } from '../../src/connection/policy.js'
import type { Role } from '../../src/connection/receiving-half.js'
import { nodePlatform } from '../../src/node/node-platform.js'
import type { Platform } from '../../src/platform.js'
import { MemoryTransport } from './memory-transport.js'
import { ConnectionRecorder } from './recorders.js'
import { VirtualTime } from './virtual-time.js'
import { type FrameParts, frame, type ReadFrame, readFrames, someKey } from './wire.js'

export interface MemoryConnectionOptions {
  readonly role?: Role
  readonly policy?: Partial<Policy>
  readonly deflate?: ConnectionDeflate | ((time: VirtualTime) => ConnectionDeflate) | null
  readonly maskingKey?: (() => number) | null
}

export class MemoryConnection {
  readonly time = new VirtualTime()
  readonly transport = new MemoryTransport(this.time)
  readonly recorder = new ConnectionRecorder()
  readonly platform: Platform = { ...nodePlatform, timers: this.time }
  readonly connection: Connection
  private readonly role: Role

  constructor({ role = 'server', policy = {}, deflate = null, maskingKey = null }: MemoryConnectionOptions = {}) {
    this.role = role
    this.connection = new Connection({
      role,
      policy: { ...defaultPolicy, ...policy },
      platform: this.platform,
      transport: this.transport,
      handler: this.recorder,
      deflate: typeof deflate === 'function' ? deflate(this.time) : deflate,
      maskingKey,
    })
    this.connection.start()
  }

  get log(): string[] {
    return this.recorder.log
  }

  /** All frames that went out. */
  get sent(): ReadFrame[] {
    return readFrames(this.transport.output)
  }

  /** A frame as this connection's peer would send it. */
  peerFrame(parts: FrameParts): Buffer {
    return frame({ key: this.role === 'server' ? someKey : null, ...parts })
  }

  /** Frames come, in one chunk. */
  receive(...frames: FrameParts[]): void {
    this.transport.receive(Buffer.concat(frames.map((parts) => this.peerFrame(parts))))
  }
}
