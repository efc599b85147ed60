/** A live connection whose owner is of a dialect, with a raw peer, and a note of what each of its objects is told. */

import { createServer, type Server } from 'node:http'
import { type Any, type DialectDriver, driverOf } from './dialects.js'
import { askUpgrade, listen, type RawPeer, rawServer } from './raw-peer.js'

const PROTOCOL = 'chat'

/** What an object is told, and waiting for it. */
export class Notes {
  readonly log: string[] = []
  private waiting: (() => void)[] = []

  constructor(
    readonly driver: DialectDriver,
    readonly object: Any,
  ) {
    driver.listen(object, (line) => {
      this.log.push(line)
      for (const resolve of this.waiting.splice(0)) resolve()
    })
  }

  get isOpen(): boolean {
    return this.driver.isOpen(this.object)
  }

  get isClosed(): boolean {
    return this.driver.isClosed(this.object)
  }

  get closes(): string[] {
    return this.log.filter((line) => line.startsWith('close'))
  }

  /** Ends when there are that many lines. */
  async count(lines: number): Promise<void> {
    while (this.log.length < lines) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  async closed(): Promise<void> {
    while (this.closes.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }
}

export class LiveConnection {
  private constructor(
    readonly owner: Notes,
    readonly peer: RawPeer,
    private readonly server: Server,
  ) {}

  /** Opens a connection whose owner is an object of `dialect` at `side`. */
  static async open(dialect: string, side: 'server' | 'client'): Promise<LiveConnection> {
    const driver = driverOf(dialect)
    if (side === 'client') {
      let onPeer: (peer: RawPeer) => void = () => {}
      const accepted = new Promise<RawPeer>((resolve) => {
        onPeer = resolve
      })
      const server = rawServer(onPeer)
      const port = await listen(server)
      const object = await driver.connect(`ws://127.0.0.1:${port}/path?query`, PROTOCOL)
      return new LiveConnection(new Notes(driver, object), await accepted, server)
    }
    const server = createServer()
    const accepted = new Promise<Any>((resolve) => driver.serve(server, resolve))
    const port = await listen(server)
    const { peer } = await askUpgrade(port, '/path?query', { 'Sec-WebSocket-Protocol': PROTOCOL })
    return new LiveConnection(new Notes(driver, await accepted), peer as RawPeer, server)
  }

  /** The connection in another dialect, with notes of its own. */
  view(dialect: string): Notes {
    const driver = driverOf(dialect)
    return new Notes(driver, driver.as(this.owner.object))
  }

  async close(): Promise<void> {
    this.peer.socket.destroy()
    await this.peer.gone()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

/** Several turns of the event loop, in which what is not held back would have come. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
