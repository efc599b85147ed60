/**
 * A WebSocket endpoint that echoes, in raw octets, turned right or wrong by a Behaviour. It uses nothing of the kit.
 */
import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Behaviour } from './behaviour.js'
import { type Agreed, EchoCodec } from './echo-codec.js'

interface Header {
  fin: boolean
  rsv: number
  opcode: number
  key: Buffer | undefined
  length: number
}

type Rule = keyof Behaviour['enforced']

const receivable = (code: number) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)

/** One of these completes every beginning of a character. */
const completions = ['80', '8080', 'a080', '808080', '908080'].map((octets) => Buffer.from(octets, 'hex'))

/** The octets of the last character, if it is not complete; undefined if the text is bad already. */
function unfinishedPart(text: Buffer): Buffer | undefined {
  for (let length = 0; length < 4 && length <= text.length; length++) {
    const rest = text.subarray(text.length - length)
    const good = length === 0 || completions.some((octets) => isUtf8(Buffer.concat([rest, octets])))
    if (good && isUtf8(text.subarray(0, text.length - length))) return rest
  }
  return undefined
}

export class EchoEndpoint {
  #buffer: Buffer = Buffer.alloc(0)
  #header: Header | undefined
  #payload: Buffer[] = []
  #received = 0
  #message: { opcode: number; compressed: boolean; pieces: Buffer[]; octets: number; frames: number } | undefined
  /** The octets of a text that its characters do not fill yet. */
  #unfinished: Buffer = Buffer.alloc(0)
  #pongs: Buffer[] = []
  #tail: Promise<void> = Promise.resolve()
  #closing = false
  #failed = false
  #count = 0
  readonly #codec: EchoCodec | undefined

  constructor(
    readonly socket: Duplex,
    readonly isClient: boolean,
    readonly behaviour: Behaviour,
    agreed: Agreed | undefined,
  ) {
    if (agreed) this.#codec = new EchoCodec(agreed, behaviour.deflate)
    socket.on('data', (chunk: Buffer) => this.feed(chunk))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => this.#tail.then(() => this.#codec?.close()))
  }

  feed(chunk: Buffer): void {
    if (this.#failed) return
    this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, chunk]) : chunk
    while (!this.#failed) {
      if (!this.#header && !this.#readHeader()) return
      if (this.#failed || !this.#readPayload()) return
    }
  }

  #violates(rule: Rule, broken: boolean, code = 1002): boolean {
    if (!broken || !this.behaviour.enforced[rule]) return false
    this.#fail(code)
    return true
  }

  #readHeader(): boolean {
    const bytes = this.#buffer
    if (bytes.length < 2) return false
    const [first, second] = [bytes[0]!, bytes[1]!]
    const marker = second & 0x7f
    const extended = marker === 126 ? 2 : marker === 127 ? 8 : 0
    const masked = second >= 0x80
    const size = 2 + extended + (masked ? 4 : 0)
    if (bytes.length < size) return false
    const length =
      extended === 0 ? BigInt(marker) : extended === 2 ? BigInt(bytes.readUInt16BE(2)) : bytes.readBigUInt64BE(2)
    const [fin, rsv, opcode] = [first >= 0x80, (first >> 4) & 7, first & 15]
    const control = opcode >= 8
    const rsv1 = (rsv & 4) !== 0
    const broken =
      this.#violates('rsv', (rsv & 3) !== 0 || (rsv1 && !this.#codec)) ||
      this.#violates('rsv1-on-control', rsv1 && control) ||
      this.#violates('rsv1-on-continuation', rsv1 && opcode === 0) ||
      this.#violates('opcode', ![0, 1, 2, 8, 9, 10].includes(opcode)) ||
      this.#violates('masking', masked === this.isClient) ||
      this.#violates('control-fin', control && !fin) ||
      this.#violates('control-length', control && length > 125n) ||
      this.#violates('length-2-63', length >= 2n ** 63n) ||
      this.#violates('minimal-length', (extended === 2 && length < 126n) || (extended === 8 && length < 65536n)) ||
      this.#violates('stray-continuation', opcode === 0 && !this.#message) ||
      this.#violates('new-message-inside', (opcode === 1 || opcode === 2) && this.#message !== undefined)
    if (broken) return true
    if (Number(length) > this.behaviour.limits.octets) {
      this.#fail(1009)
      return true
    }
    this.#header = {
      fin,
      rsv,
      opcode,
      key: masked ? bytes.subarray(size - 4, size) : undefined,
      length: Number(length),
    }
    this.#buffer = bytes.subarray(size)
    this.#payload = []
    this.#received = 0
    if (!control) this.#beginFrame(this.#header)
    return true
  }

  #beginFrame({ opcode, rsv }: Header): void {
    if (opcode !== 0 || !this.#message) {
      this.#message = {
        opcode: opcode || 2,
        compressed: (rsv & 4) !== 0 && !!this.#codec,
        pieces: [],
        octets: 0,
        frames: 0,
      }
      this.#unfinished = Buffer.alloc(0)
    }
    this.#message.frames++
    if (this.#message.frames > this.behaviour.limits.fragments) this.#fail(1008)
  }

  #readPayload(): boolean {
    const header = this.#header!
    const piece = Buffer.from(this.#buffer.subarray(0, header.length - this.#received))
    const { unmask } = this.behaviour
    if (header.key) for (let i = 0; i < piece.length; i++) piece[i] = unmask(piece[i]!, header.key, this.#received + i)
    this.#buffer = this.#buffer.subarray(piece.length)
    this.#received += piece.length
    this.#payload.push(piece)
    if (header.opcode < 8 && !this.#takePiece(piece)) return false
    if (this.#received < header.length) return false
    this.#header = undefined
    this.#onFrame(header, Buffer.concat(this.#payload))
    return true
  }

  /** Checks what has come of a data frame; false if the connection failed. */
  #takePiece(piece: Buffer): boolean {
    const message = this.#message!
    message.octets += piece.length
    if (message.octets > this.behaviour.limits.octets) return this.#fail(1009)
    if (message.opcode === 1 && !message.compressed && this.behaviour.utf8 === 'fail-fast') {
      const rest = unfinishedPart(Buffer.concat([this.#unfinished, piece]))
      if (!rest) return this.#fail(1007)
      this.#unfinished = rest
    }
    return true
  }

  #onFrame(header: Header, payload: Buffer): void {
    if (header.opcode === 8) this.#queue(() => this.#onClose(payload))
    else if (header.opcode === 9) {
      if (this.#message && !this.behaviour.pongAtOnce) this.#pongs.push(payload)
      else this.#queue(() => this.#pong(payload))
    } else if (header.opcode < 8) this.#onData(header, payload)
  }

  #onData({ fin }: Header, payload: Buffer): void {
    const message = this.#message!
    if (message.frames - 1 !== this.behaviour.dropsContinuation || message.frames === 1) message.pieces.push(payload)
    if (!fin) return
    this.#message = undefined
    this.#queue(() => this.#echo(message))
    for (const held of this.#pongs.splice(0)) this.#queue(() => this.#pong(held))
  }

  async #echo({
    opcode,
    compressed,
    pieces,
  }: {
    opcode: number
    compressed: boolean
    pieces: Buffer[]
  }): Promise<void> {
    if (this.#closing && !this.behaviour.echoesAfterClose) return
    let payload: Buffer = Buffer.concat(pieces)
    if (compressed) {
      try {
        payload = await this.#codec!.inflate(payload)
      } catch (error) {
        if (!this.behaviour.deflate.refusesBadData) return
        this.#fail(error instanceof RangeError ? 1009 : 1007)
        return
      }
    }
    if (opcode === 1 && this.behaviour.utf8 !== 'never' && !isUtf8(payload)) {
      this.#fail(1007)
      return
    }
    if (this.#command(opcode, payload)) return
    const echo = this.behaviour.alter(payload, ++this.#count)
    if (echo) await this.#send(this.behaviour.alterType(opcode), echo)
  }

  /** Begins to close where the text says so. */
  #command(opcode: number, payload: Buffer): boolean {
    const match = opcode === 1 && payload.length < 200 && /^conformance:close (\d+) ?(.*)$/.exec(payload.toString())
    if (!match) return false
    const body = Buffer.concat([Buffer.alloc(2), Buffer.from(match[2]!)])
    body.writeUInt16BE(Number(match[1]))
    this.#closing = true
    this.#write(0x88, body)
    setTimeout(() => this.socket.destroy(), 1500).unref()
    return true
  }

  async #send(opcode: number, payload: Buffer): Promise<void> {
    const data = this.#codec ? await this.#codec.deflate(payload) : payload
    const size = this.behaviour.fragment || Math.max(1, data.length)
    for (let at = 0; at === 0 || at < data.length; at += size) {
      const fin = at + size >= data.length ? 0x80 : 0
      const rsv1 = this.#codec && (at === 0 || this.behaviour.deflate.rsv1Everywhere) ? 0x40 : 0
      this.#write(fin | rsv1 | (at === 0 ? opcode : 0), data.subarray(at, at + size))
    }
  }

  #pong(payload: Buffer): void {
    if (!this.#closing) for (const pong of this.behaviour.pong(payload)) this.#write(0x8a, pong)
  }

  #onClose(body: Buffer): void {
    if (this.#closing) {
      this.#end()
      return
    }
    const code = body.length >= 2 ? body.readUInt16BE(0) : undefined
    if (this.#violates('close-body', body.length === 1)) return
    if (this.#violates('close-code', code !== undefined && !receivable(code))) return
    if (this.#violates('close-reason', !isUtf8(body.subarray(2)), 1007)) return
    const answer = this.behaviour.closeAnswer(code)
    this.#closing = true
    if (answer === 'silent') return
    this.#write(0x88, answer === undefined ? Buffer.alloc(0) : Buffer.from([answer >> 8, answer & 255]))
    this.#end()
  }

  #end(): void {
    if (this.behaviour.endsTcp && !this.isClient) this.socket.end()
  }

  #fail(code: number): false {
    if (this.#failed) return false
    this.#failed = true
    this.#queue(() => {
      const sent = this.behaviour.violationCode(code)
      if (!this.#closing) this.#write(0x88, Buffer.from([sent >> 8, sent & 255]))
      this.#closing = true
      if (this.behaviour.endsTcp) {
        this.socket.end()
        setTimeout(() => this.socket.destroy(), 300).unref()
      }
    })
    return false
  }

  #queue(task: () => void | Promise<void>): void {
    this.#tail = this.#tail.then(task)
  }

  #write(first: number, payload: Buffer): void {
    if (this.socket.destroyed || this.socket.writableEnded) return
    const masked = this.behaviour.masks(this.isClient)
    const { length } = payload
    const marker = length > 65535 ? 127 : length > 125 || this.behaviour.longLengths ? 126 : length
    const extended = Buffer.alloc(marker === 127 ? 8 : marker === 126 ? 2 : 0)
    if (marker === 127) extended.writeBigUInt64BE(BigInt(length))
    if (marker === 126) extended.writeUInt16BE(length)
    const key = masked ? randomBytes(4) : Buffer.alloc(0)
    if (masked) {
      const copy = Buffer.alloc(length)
      for (let i = 0; i < length; i++) copy[i] = payload[i]! ^ key[i & 3]!
      this.#flow(Buffer.concat([Buffer.from([first, 0x80 | marker]), extended, key, copy]))
      return
    }
    this.#flow(Buffer.concat([Buffer.from([first, marker]), extended, payload]))
  }

  #flow(octets: Buffer): void {
    if (this.socket.write(octets) || !this.behaviour.backpressure || this.socket.isPaused()) return
    this.socket.pause()
    this.socket.once('drain', () => this.socket.resume())
  }
}
