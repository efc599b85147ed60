/** A page on the control channel: obeys its commands, and brings it the records of its connections. */

import type { WebSocket } from '@rosetta-ws/ws'
import type { Connections, Onlooker } from '../endpoint/connections.js'
import { readCommand } from './commands.js'
import type { ClientKind, ServerMessage, WireRecord } from './messages.js'
import { performAsPeer } from './peer-actions.js'
import { Probe, type ProbeOptions } from './probe.js'
import { RecordFeed } from './record-feed.js'

const MAX_PROBES = 16

export interface SessionOptions {
  /** In the target of its connections. */
  readonly id: string
  readonly socket: WebSocket
  readonly connections: Connections
  /** The URL of an endpoint. @throws Error for one that does not exist */
  urlOf(endpoint: string, query: Record<string, string>): string
}

export class Session implements Onlooker {
  private readonly feed: RecordFeed
  private readonly probes = new Map<number, Probe>()

  constructor(private readonly options: SessionOptions) {
    const { socket } = options
    this.feed = new RecordFeed(socket)
    socket.on('message', (data) => this.obey(String(data)))
    socket.on('error', () => {})
    socket.on('close', () => this.end())
  }

  send(message: ServerMessage): void {
    this.options.socket.send(JSON.stringify(message))
  }

  show(record: WireRecord): void {
    this.feed.add(record)
  }

  clientOf(key: number): ClientKind {
    return this.probes.has(key) ? 'probe' : 'browser'
  }

  private obey(text: string): void {
    try {
      const command = readCommand(text)
      if (command.type === 'server') {
        performAsPeer(this.options.connections.peer(command.connection, this, command.through), command.action)
      } else if (command.type === 'view') {
        this.options.connections.see(command.connection, this, command.dialect)
      } else if (command.type === 'probe') {
        const probe = this.probes.get(command.key)
        if (probe === undefined) throw new Error('The connection is closed')
        probe.perform(command.action)
      } else {
        const { key, endpoint, subprotocols, deflate } = command
        const query = { session: this.options.id, key: String(key), deflate: deflate ? 'on' : 'off' }
        this.openProbe(key, { url: this.options.urlOf(endpoint, query), subprotocols, deflate })
      }
    } catch (error) {
      this.refuse((error as Error).message)
    }
  }

  private openProbe(key: number, options: ProbeOptions): void {
    if (this.probes.size >= MAX_PROBES) throw new Error(`Not more than ${MAX_PROBES} probes at a time`)
    if (this.probes.has(key)) throw new Error('There is a connection with this number')
    const probe = new Probe(
      options,
      (message) => this.refuse(`Probe: ${message}`),
      () => this.probes.delete(key),
    )
    this.probes.set(key, probe)
  }

  private refuse(message: string): void {
    this.send({ type: 'refusal', message })
  }

  private end(): void {
    this.feed.close()
    for (const probe of this.probes.values()) probe.terminate()
  }
}
