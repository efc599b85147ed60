/** The other end of a connection, on bytes alone: it sends any frame and notes every frame that comes, and answers nothing. */

import { createHash, randomBytes } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type FrameParts, frame, type ReadFrame, readFrames, someKey } from '../../../engine/test/instruments/wire.js'

export type { FrameParts }

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

export class RawPeer {
  readonly frames: ReadFrame[] = []
  private pending = Buffer.alloc(0)
  private waiting: (() => void)[] = []
  isGone = false

  constructor(
    readonly socket: Socket,
    private readonly role: 'client' | 'server',
    head: Buffer,
  ) {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('close', () => {
      this.isGone = true
      this.wake()
    })
    socket.on('end', () => this.wake())
    if (head.length > 0) this.take(head)
  }

  /** What came, a line for each frame. */
  get log(): string[] {
    return this.frames.map(({ fin, opcode, payload }) => `${opcode}${fin ? '' : '+'} ${describe(opcode, payload)}`)
  }

  bytesOf(...frames: FrameParts[]): Buffer {
    return Buffer.concat(frames.map((parts) => frame({ key: this.role === 'client' ? someKey : null, ...parts })))
  }

  /** Sends frames in one write. */
  send(...frames: FrameParts[]): void {
    this.socket.write(this.bytesOf(...frames))
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.isGone) throw new Error(`The connection has ended; so far: ${this.log.join(' | ')}`)
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  async gone(): Promise<void> {
    while (!this.isGone) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  private take(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk])
    for (let size = sizeOfFirst(this.pending); size > 0; size = sizeOfFirst(this.pending)) {
      this.frames.push(...readFrames(this.pending.subarray(0, size)))
      this.pending = this.pending.subarray(size)
    }
    this.wake()
  }
}

function describe(opcode: number, payload: Buffer): string {
  if (opcode !== 8) return payload.toString()
  return payload.length === 0 ? '-' : `${payload.readUInt16BE(0)} ${payload.subarray(2)}`
}

/** The size of the first whole frame, or 0. */
function sizeOfFirst(bytes: Buffer): number {
  if (bytes.length < 2) return 0
  const short = bytes[1] & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const head = 2 + extra + (bytes[1] & 0x80 ? 4 : 0)
  if (bytes.length < head) return 0
  const length = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return bytes.length < head + length ? 0 : head + length
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** What a server answered to an upgrade request. */
export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
  readonly peer: RawPeer | null
}

/** Asks for an upgrade as a client. */
export function askUpgrade(port: number, path = '/', headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port,
      path,
      host: '127.0.0.1',
      agent: false,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...headers,
      },
    })
    asked.on('upgrade', (response, socket, head) => {
      const peer = new RawPeer(socket as Socket, 'client', head)
      resolve({ status: response.statusCode as number, headers: response.headers, body: '', peer })
    })
    asked.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        body += text
      })
      response.on('end', () =>
        resolve({ status: response.statusCode as number, headers: response.headers, body, peer: null }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A server that accepts every upgrade, with the first subprotocol that is offered. */
export function rawServer(onPeer: (peer: RawPeer) => void): Server {
  const server = createServer()
  server.on('upgrade', (asked, socket, head) => {
    const key = createHash('sha1').update(`${asked.headers['sec-websocket-key']}${GUID}`).digest('base64')
    const [subprotocol] = (asked.headers['sec-websocket-protocol'] ?? '').split(/ *, */)
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    lines.push(`Sec-WebSocket-Accept: ${key}`)
    if (subprotocol) lines.push(`Sec-WebSocket-Protocol: ${subprotocol}`)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    onPeer(new RawPeer(socket as Socket, 'server', head))
  })
  return server
}
