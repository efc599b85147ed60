/** A page without a browser: the control channel, and what it has told so far. */

import { WebSocket } from '@rosetta-ws/ws'
import type { Greeting, ServerMessage, WireRecord } from '../src/control/messages.js'

export class ControlClient {
  readonly records: WireRecord[] = []
  readonly refusals: string[] = []
  greeting: Greeting | null = null
  private waiting: (() => void)[] = []

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ServerMessage
      if (message.type === 'greeting') this.greeting = message
      else if (message.type === 'refusal') this.refusals.push(message.message)
      else this.records.push(...message.records)
      for (const wake of this.waiting.splice(0)) wake()
    })
  }

  /** @param origin `ws://host:port` */
  static async open(origin: string): Promise<ControlClient> {
    const client = new ControlClient(new WebSocket(`${origin}/control`))
    await client.until(() => client.greeting !== null)
    return client
  }

  command(message: unknown): void {
    this.socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** Waits until what has been told satisfies `isEnough`. */
  async until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  /** Waits for a record. */
  async record<Kind extends WireRecord['kind']>(
    kind: Kind,
    matches: (record: Extract<WireRecord, { kind: Kind }>) => boolean = () => true,
  ): Promise<Extract<WireRecord, { kind: Kind }>> {
    type Wanted = Extract<WireRecord, { kind: Kind }>
    const find = () =>
      this.records.find((record): record is Wanted => record.kind === kind && matches(record as Wanted))
    await this.until(() => find() !== undefined)
    return find() as Wanted
  }

  /** The frames so far, as `in text FIN 5`. */
  get frames(): string[] {
    return this.records.flatMap((record) => {
      if (record.kind !== 'frame') return []
      const { direction, opcode, fin, length } = record
      return [`${direction} ${opcode}${fin ? ' FIN' : ''} ${length}`]
    })
  }
}
