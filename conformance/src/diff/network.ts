/**
 * Raw peers for scenarios: TCP endpoints that send exact bytes and record what passes as heads and frames, and a proxy that
 * records what two others say to each other. Knows nothing of the API under test.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type RunScope, turns } from './run-scope.js'
import type { Trace } from './trace.js'
import {
  acceptOf,
  encodeFrame,
  type FrameToSend,
  headerOf,
  type WireFormatOptions,
  WireFormatter,
  type WireFrame,
  type WireHead,
  type WireItem,
  WireReader,
} from './wire-format.js'

/** The Sec-WebSocket-Key that raw clients send. */
export const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

export interface PeerOptions extends WireFormatOptions {
  /** Keep our direction open when the other side ends its own. */
  allowHalfOpen?: boolean
  /** Record nothing. */
  silent?: boolean
  /** Send what is written at once; true by default. */
  noDelay?: boolean
}

/** A raw server and where it listens. */
export interface RawServer {
  readonly server: Server
  readonly port: number
  /** `ws://127.0.0.1:port` */
  readonly url: string
}

/** What a raw client's request may vary. A header of value `undefined` is left out, an array is repeated. */
export interface UpgradeRequest {
  method?: string
  target?: string
  version?: string
  headers?: Record<string, string | readonly string[] | undefined>
}

type Bytes = string | Uint8Array | readonly number[]

/** One end of a raw connection. What it receives is recorded in the lane of its name, what it sends in `<name> sent`. */
export class RawPeer {
  readonly socket: Socket
  readonly name: string
  /** Resolves when the other side has closed, in whatever way. */
  readonly closed: Promise<void>
  /** Resolves with the first Close frame that arrives, without taking it from `next`. */
  readonly closeFrame: Promise<WireFrame>
  readonly #reader: WireReader
  readonly #sentReader: WireReader
  readonly #received: (item: WireItem) => void
  readonly #sent: (item: WireItem) => void
  readonly #items: WireItem[] = []
  #wake: (() => void)[] = []
  #over = false
  #key: string | undefined
  #closeArrived: (frame: WireFrame) => void = () => {}

  constructor(socket: Socket, name: string, trace: Trace, options: PeerOptions = {}) {
    this.socket = socket
    this.name = name
    const key = (): string | undefined => this.#key
    this.#reader = new WireReader(options.start)
    this.#sentReader = new WireReader(options.start)
    this.#received = recorder(trace, name, options, { key, ...options })
    this.#sent = recorder(trace, `${name} sent`, options, { key, ...options, inflate: false })
    socket.setNoDelay(options.noDelay ?? true)
    socket.on('data', (chunk: Buffer) => {
      for (const item of this.#reader.push(chunk)) this.#onItem(item)
      this.#wakeAll()
    })
    this.closeFrame = new Promise((resolve) => {
      this.#closeArrived = resolve
    })
    let finish: () => void = () => {}
    this.closed = new Promise((resolve) => {
      finish = resolve
    })
    const onEnd = (): void => {
      if (this.#over) return
      this.#over = true
      for (const item of this.#reader.end()) this.#onItem(item)
      if (!options.silent) trace.lane(name).line('closed')
      this.#wakeAll()
      finish()
    }
    socket.on('end', onEnd)
    socket.on('error', onEnd)
    socket.on('close', onEnd)
  }

  /** Sends bytes exactly; a string as latin1. Resolves when they are with the kernel. */
  send(...parts: Bytes[]): Promise<void> {
    const bytes = Buffer.concat(
      parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    )
    for (const item of this.#sentReader.push(bytes)) {
      this.#learn(item)
      this.#sent(item)
    }
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()))
  }

  /** Sends frames as `encodeFrame` makes them, in one write. */
  frame(...frames: FrameToSend[]): Promise<void> {
    return this.send(...frames.map(encodeFrame))
  }

  /** The next thing that arrived; undefined once the other side has closed. */
  async next(): Promise<WireItem | undefined> {
    while (this.#items.length === 0 && !this.#over) await new Promise<void>((resolve) => this.#wake.push(resolve))
    return this.#items.shift()
  }

  /** The next HTTP head, passing over the rest; undefined once the other side has closed. */
  head(): Promise<WireHead | undefined> {
    return this.#nextOf('head') as Promise<WireHead | undefined>
  }

  /** The next frame, passing over the rest; undefined once the other side has closed. */
  nextFrame(): Promise<WireFrame | undefined> {
    return this.#nextOf('frame') as Promise<WireFrame | undefined>
  }

  /** The next `count` frames; fewer if the other side closes first. */
  async frames(count: number): Promise<WireFrame[]> {
    const frames: WireFrame[] = []
    while (frames.length < count) {
      const frame = await this.nextFrame()
      if (frame === undefined) break
      frames.push(frame)
    }
    return frames
  }

  /** As a server: reads the request and answers 101, with further header lines and bytes after the head. */
  async accept(
    options: { headers?: readonly string[]; accept?: string; after?: Bytes } = {},
  ): Promise<WireHead | undefined> {
    const head = await this.head()
    if (head === undefined) return undefined
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${options.accept ?? acceptOf(headerOf(head, 'sec-websocket-key') ?? '')}`,
      ...(options.headers ?? []),
    ]
    this.send(`${lines.join('\r\n')}\r\n\r\n`, options.after ?? [])
    return head
  }

  /** As a client: sends an opening handshake (and bytes after it). Does not wait for the answer. */
  upgrade(request: UpgradeRequest = {}, after: Bytes = []): Promise<void> {
    const headers: UpgradeRequest['headers'] = {
      Host: `127.0.0.1:${this.socket.remotePort}`,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': SAMPLE_KEY,
      'Sec-WebSocket-Version': '13',
      ...request.headers,
    }
    const lines = [`${request.method ?? 'GET'} ${request.target ?? '/'} ${request.version ?? 'HTTP/1.1'}`]
    for (const [name, value] of Object.entries(headers)) {
      for (const one of value === undefined ? [] : typeof value === 'string' ? [value] : value)
        lines.push(`${name}: ${one}`)
    }
    return this.send(`${lines.join('\r\n')}\r\n\r\n`, after)
  }

  /** As a client: opens a connection and gives the head of the answer. */
  async open(request: UpgradeRequest = {}): Promise<WireHead | undefined> {
    this.upgrade(request)
    return this.head()
  }

  /** Ends our direction after what was sent. */
  end(): void {
    this.socket.end()
  }

  /** Closes at once. */
  destroy(): void {
    this.socket.destroy()
  }

  /** Closes with a TCP reset. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  async #nextOf(kind: WireItem['kind']): Promise<WireItem | undefined> {
    for (let item = await this.next(); item !== undefined; item = await this.next()) if (item.kind === kind) return item
    return undefined
  }

  #onItem(item: WireItem): void {
    this.#learn(item)
    this.#received(item)
    this.#items.push(item)
    if (item.kind === 'frame' && item.opcode === 8) this.#closeArrived(item)
  }

  #learn(item: WireItem): void {
    if (item.kind === 'head') this.#key = headerOf(item, 'sec-websocket-key') ?? this.#key
  }

  #wakeAll(): void {
    const waiting = this.#wake
    this.#wake = []
    for (const wake of waiting) wake()
  }
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

  /** A port on which nothing listens. */
  async closedPort(): Promise<number> {
    const server = createServer()
    const { port } = await this.#listening(server)
    await new Promise((resolve) => server.close(resolve))
    return port
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

function recorder(
  trace: Trace,
  lane: string,
  { silent }: { silent?: boolean },
  options: WireFormatOptions,
): (item: WireItem) => void {
  if (silent) return () => {}
  const formatter = new WireFormatter(options)
  const recorded = trace.lane(lane)
  return (item) => {
    for (const line of formatter.lines(item)) recorded.line(line)
  }
}
