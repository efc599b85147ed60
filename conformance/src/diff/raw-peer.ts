/**
 * One end of a TCP connection that sends exact bytes and records what passes as heads and frames.
 * It follows no protocol by itself: the scenario says every byte.
 */
import type { Socket } from 'node:net'
import { encodeFrame, type FrameToSend } from './encode-frame.js'
import type { Trace } from './trace.js'
import { type WireFormatOptions, WireFormatter } from './wire-format.js'
import { acceptOf, headerOf, type WireFrame, type WireHead, type WireItem, WireReader } from './wire-reader.js'

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

/** Records items as lines of a lane. */
export function recorder(
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
