/**
 * The network of a scenario: raw servers and clients, a proxy that records what two others say to each other, free and closed
 * ports. Knows nothing of the API under test.
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type PeerOptions, RawPeer, recorder } from './raw-peer.js'
import { type RunScope, turns } from './run-scope.js'
import type { Trace } from './trace.js'
import type { WireFormatOptions } from './wire-format.js'
import { headerOf, type WireItem, WireReader } from './wire-reader.js'

/** A raw server and where it listens. */
export interface RawServer {
  readonly server: Server
  readonly port: number
  /** `ws://127.0.0.1:port` */
  readonly url: string
}

/** The raw side of a scenario's network. All that it opens is closed with the run. */
export class Network {
  readonly #trace: Trace
  readonly #scope: RunScope

  constructor(trace: Trace, scope: RunScope) {
    this.#trace = trace
    this.#scope = scope
  }

  /** A raw TCP server on a free port; `onPeer` is run for each connection. Its first connection has the lane `name`, the second `name 2` … */
  async listen(
    onPeer: (peer: RawPeer, index: number) => unknown = () => {},
    { name = 'server', ...options }: PeerOptions & { name?: string } = {},
  ): Promise<RawServer> {
    let count = 0
    const server = createServer({ allowHalfOpen: options.allowHalfOpen ?? false }, (socket) => {
      const index = count++
      onPeer(new RawPeer(socket, index === 0 ? name : `${name} ${index + 1}`, this.#trace, options), index)
    })
    return this.#listening(server)
  }

  /** A raw TCP connection to a port of this machine; what it receives is in the lane `name`. */
  async connect(port: number, { name = 'client', ...options }: PeerOptions & { name?: string } = {}): Promise<RawPeer> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: options.allowHalfOpen ?? false })
    const peer = new RawPeer(socket, name, this.#trace, options)
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve)
      socket.once('close', () => resolve())
    })
    return peer
  }

  /**
   * A TCP proxy before `port`. Both directions are recorded: lanes `wire 1 →` (from the client) and `wire 1 ←`, the next
   * connection `wire 2 →` …
   */
  async proxy(port: number, options: WireFormatOptions & { name?: string } = {}): Promise<RawServer> {
    let count = 0
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const name = `${options.name ?? 'wire'} ${++count}`
      const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      let key: string | undefined
      const forward = (from: Socket, to: Socket, lane: string): void => {
        const reader = new WireReader(options.start)
        const record = recorder(this.#trace, lane, {}, { ...options, key: () => key })
        const take = (items: WireItem[]): void => {
          for (const item of items) {
            if (item.kind === 'head') key = headerOf(item, 'sec-websocket-key') ?? key
            record(item)
          }
        }
        let over = false
        const finish = (): void => {
          if (over) return
          over = true
          take(reader.end())
          this.#trace.lane(lane).line('closed')
        }
        from.on('data', (chunk: Buffer) => {
          take(reader.push(chunk))
          if (to.writable) to.write(chunk)
        })
        from.on('end', () => {
          finish()
          to.end()
        })
        from.on('error', () => {})
        from.on('close', () => {
          finish()
          to.destroy()
        })
      }
      near.setNoDelay(true)
      far.setNoDelay(true)
      forward(near, far, `${name} →`)
      forward(far, near, `${name} ←`)
    })
    return this.#listening(server)
  }

  /** Makes an API's server listen on a free port of 127.0.0.1 (anything with `listen(port, host, callback)`); gives the port. */
  async listening(server: Server): Promise<number> {
    return (await this.#listening(server)).port
  }

  /** A port on which nothing listens, and nothing else can in this run: it is the near port of a connection. */
  async closedPort(): Promise<number> {
    const { port } = await this.#listening(createServer())
    const holder = connect({ port, host: '127.0.0.1' })
    await once(holder, 'connect')
    this.#trace.hide(holder.localPort!, '<port>')
    return holder.localPort!
  }

  /** Waits for so many turns of the event loop. */
  turns(count = 1): Promise<void> {
    return turns(count)
  }

  /** Runs `cleanup` at the end of the run. Sockets and servers need none. */
  defer(cleanup: () => unknown): void {
    this.#scope.defer(cleanup)
  }

  async #listening(server: Server): Promise<RawServer> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    this.#trace.hide(port, '<port>')
    return { server, port, url: `ws://127.0.0.1:${port}` }
  }
}
