/** A peer of the soak: a raw client that checks that each message comes back, once and in order. */

import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { encodeFrame, WireReader } from '@rosetta-ws/conformance/diff'

/** How a peer behaves. Of ten, six are steady. */
export const kinds = [
  'steady',
  'steady',
  'steady',
  'steady',
  'steady',
  'steady',
  'slow',
  'resets',
  'closes',
  'silent',
] as const
export type Kind = (typeof kinds)[number]

/** What peers have seen, all together. */
export interface PeerCounts {
  opened: number
  sent: number
  returned: number
  /** Came back otherwise, or were never sent. */
  extra: number
  /** Did not come back. */
  lost: number
  /** Connections that ended although their peer held on to them. */
  broken: number
}

/** With a key of its own: `wsd` knows its clients by it. */
function request(): string {
  const key = randomBytes(16).toString('base64')
  const fields = ['Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  return ['GET / HTTP/1.1', ...fields, `Sec-WebSocket-Key: ${key}`, '', ''].join('\r\n')
}

/** Turns of a silent peer until it gives up by itself. */
const SILENT_TURNS = 12
const CLOSE = Buffer.from([0x03, 0xe8])
const sizes = [16, 16, 100, 1000, 4000] as const
const LARGE = 100_000

/** The message that was sent, as it must come back. */
interface Awaited {
  readonly opcode: number
  readonly payload: Buffer
}

export class Peer {
  isOpen = false
  private socket: Socket | null = null
  private reader = new WireReader()
  private awaited: Awaited[] = []
  private parts: Buffer[] = []
  private opcode = 0
  private turns = 0
  private isLeaving = false

  constructor(
    readonly kind: Kind,
    private readonly number: number,
    private readonly port: number,
    private readonly counts: PeerCounts,
  ) {}

  get isConnected(): boolean {
    return this.socket !== null
  }

  /** Messages that are to come back. */
  get outstanding(): number {
    return this.awaited.length
  }

  connect(): void {
    const socket = connect({ port: this.port, host: '127.0.0.1' })
    this.socket = socket
    this.reader = new WireReader()
    this.awaited = []
    this.parts = []
    this.turns = 0
    this.isLeaving = false
    socket.on('error', () => {})
    socket.on('data', (chunk) => this.read(chunk))
    socket.on('close', () => this.closed())
    socket.write(request())
  }

  /** Does what is due every few seconds. @param mayLeave whether it may end the connection */
  turn(mayLeave: boolean): void {
    const { socket, kind } = this
    if (socket === null || !this.isOpen || this.isLeaving) return
    this.turns++
    if (kind === 'silent') {
      if (this.turns === 1) socket.pause()
      else if (this.turns > SILENT_TURNS || !mayLeave) this.leave(() => socket.destroy())
      return
    }
    if (kind === 'slow') this.readSome(socket)
    if (!mayLeave) return
    this.send(socket)
    if (this.turns % 4 !== 0) return
    if (kind === 'resets') this.leave(() => socket.resetAndDestroy())
    if (kind === 'closes') this.leave(() => void socket.write(encodeFrame({ opcode: 8, payload: CLOSE, mask: true })))
  }

  /** Ends it in any case. */
  stop(): void {
    this.counts.lost += this.awaited.length
    this.awaited = []
    this.leave(() => this.socket?.destroy())
  }

  /** Reads on until the end. */
  readOn(): void {
    if (this.kind !== 'silent') this.socket?.resume()
  }

  private leave(how: () => void): void {
    this.isLeaving = true
    how()
  }

  /** Takes what waits, and then nothing until the next turn. */
  private readSome(socket: Socket): void {
    socket.resume()
    setTimeout(() => {
      if (!this.isStopping) socket.pause()
    }, 50)
  }

  /** Whether all is read to the end. */
  isStopping = false

  private send(socket: Socket): void {
    const step = this.turns + this.number
    const size = step % 50 === 0 ? LARGE : (sizes[step % sizes.length] as number)
    const message: Awaited = { opcode: 1 + (step % 2), payload: Buffer.alloc(size, 97 + (step % 26)) }
    this.awaited.push(message)
    this.counts.sent++
    const cut = step % 3 === 0 ? size >> 1 : size
    socket.write(
      encodeFrame({ opcode: message.opcode, payload: message.payload.subarray(0, cut), fin: cut === size, mask: true }),
    )
    if (cut < size) socket.write(encodeFrame({ opcode: 0, payload: message.payload.subarray(cut), mask: true }))
  }

  private read(chunk: Buffer): void {
    for (const item of this.reader.push(chunk)) {
      if (item.kind === 'frame') {
        this.takeFrame(item.opcode, item.fin, Buffer.from(item.payload))
      } else if (item.kind === 'head' && item.startLine.includes(' 101 ')) {
        this.isOpen = true
        this.counts.opened++
      }
    }
  }

  private takeFrame(opcode: number, fin: boolean, payload: Buffer): void {
    const { socket } = this
    if (opcode === 9) {
      socket?.write(encodeFrame({ opcode: 10, payload, mask: true }))
    } else if (opcode === 8) {
      socket?.end()
    } else if (opcode < 8) {
      if (opcode !== 0) this.opcode = opcode
      this.parts.push(payload)
      if (fin) this.takeMessage()
    }
  }

  private takeMessage(): void {
    const payload = Buffer.concat(this.parts)
    this.parts = []
    const awaited = this.awaited.shift()
    if (awaited !== undefined && awaited.opcode === this.opcode && awaited.payload.equals(payload))
      this.counts.returned++
    else this.counts.extra++
  }

  private closed(): void {
    // Who resets, or is cut off because of a silence, has no claim on the rest.
    if (this.isOpen && this.kind !== 'resets' && this.kind !== 'silent') {
      this.counts.lost += this.awaited.length
      if (!this.isLeaving) this.counts.broken++
    }
    this.awaited = []
    this.isOpen = false
    this.socket = null
  }
}
