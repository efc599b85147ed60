/**
 * One open WebSocket connection of the tester: frames out exactly as told, frames in checked and joined to messages.
 * It makes no decision of its own: it answers no ping and no Close (see run/session.ts).
 */
import { isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type DirectionParameters, InflateFailure, MessageDeflater, MessageInflater } from './deflate.js'
import type { DeflateAgreement } from './extension-header.js'
import { encodeFrame, type FrameSpec, frameHeader, Opcode, Rsv } from './frame.js'
import { FrameReader, type ReceivedFrame, type ReceivedHeader } from './frame-reader.js'
import { headerFault, invalidText, type PeerFault, type ReceivedClose, readClose } from './peer-rules.js'
import type { WireLog } from './wire-log.js'

/** Which side the tester plays. */
export type TesterRole = 'client' | 'server'

/** What the connection tells; `end` is the last. `frames` is the number of frames that carried the message. */
export type PeerEvent =
  | { kind: 'message'; type: 'text' | 'binary'; payload: Buffer; frames: number; compressed: boolean }
  | { kind: 'ping' | 'pong'; payload: Buffer }
  | { kind: 'close'; close: ReceivedClose }
  | { kind: 'fault'; fault: PeerFault }
  | { kind: 'end'; error: string | undefined }

/** A frame to send, the masking left to the role. */
export type OutgoingFrame = Omit<FrameSpec, 'masked'> & { masked?: boolean }

/** A message to send, cut into frames of `fragment` payload bytes where it is longer. */
export interface OutgoingMessage {
  type: 'text' | 'binary'
  payload: Uint8Array
  fragment?: number
  /** Where the length is a multiple of `fragment`: end with an empty final frame. */
  emptyLast?: boolean
}

/** Cuts a payload into the frames of one message. */
export function messageFrames(message: OutgoingMessage, compressed: boolean): OutgoingFrame[] {
  const { payload, fragment = Number.POSITIVE_INFINITY, emptyLast = false } = message
  const opcode = Opcode[message.type]
  const rsv = compressed ? Rsv.rsv1 : 0
  const frames: OutgoingFrame[] = []
  if (payload.length <= fragment && !(emptyLast && payload.length === fragment)) return [{ opcode, rsv, payload }]
  for (let at = 0; at < payload.length; at += fragment) {
    const first = at === 0
    const last = at + fragment >= payload.length && !(emptyLast && at + fragment === payload.length)
    frames.push({
      opcode: first ? opcode : Opcode.continuation,
      rsv: first ? rsv : 0,
      fin: last,
      payload: payload.subarray(at, at + fragment),
    })
  }
  if (emptyLast && payload.length % fragment === 0) frames.push({ opcode: Opcode.continuation })
  return frames
}

/** See the head of the file. */
export class Connection {
  /** Inflated and unmasked octets received so far, for idle timers. */
  receivedOctets = 0
  /** Called in the order of the wire. */
  onEvent: (event: PeerEvent) => void = () => {}
  readonly deflateAgreed: boolean
  readonly #reader: FrameReader
  readonly #deflater: MessageDeflater | undefined
  readonly #inflater: MessageInflater | undefined
  #inMessage = false
  #message: { type: 'text' | 'binary'; compressed: boolean; pieces: Buffer[] } | undefined
  #tail: Promise<void> = Promise.resolve()
  #faulty = false
  #ended = false
  #error: string | undefined

  /** @param socket paused. @param head bytes that came behind the opening handshake. */
  constructor(
    readonly socket: Socket,
    readonly role: TesterRole,
    readonly log: WireLog,
    agreed: DeflateAgreement | undefined,
    head: Buffer = Buffer.alloc(0),
  ) {
    this.deflateAgreed = agreed !== undefined
    this.#reader = new FrameReader((header) => this.#admit(header))
    if (agreed) {
      const [out, back]: DirectionParameters[] =
        role === 'client' ? [agreed.client, agreed.server] : [agreed.server, agreed.client]
      this.#deflater = new MessageDeflater(out!)
      this.#inflater = new MessageInflater(back!)
    }
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#onData(chunk))
    socket.on('end', () => this.#onEnd(undefined))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error = error.code ?? error.message
    })
    socket.on('close', () => this.#onEnd(this.#error))
    if (head.length > 0) socket.unshift(head)
  }

  /** Starts to read; set `onEvent` first. */
  start(): void {
    this.socket.resume()
  }

  /** True once the peer has ended or dropped TCP. */
  get ended(): boolean {
    return this.#ended
  }

  /** Writes octets; resolves when the system took them, or when the connection is gone. */
  write(octets: Uint8Array): Promise<void> {
    if (this.socket.destroyed || this.socket.writableEnded) return Promise.resolve()
    return new Promise((resolve) => {
      this.socket.write(octets, () => resolve())
    })
  }

  /** The octets of a frame, noted in the log. */
  encode(frame: OutgoingFrame): Buffer {
    const spec: FrameSpec = { masked: this.role === 'client', maskingKey: randomBytes(4), ...frame }
    const payload = frame.payload ?? new Uint8Array(0)
    this.log.add({
      from: 'tester',
      kind: 'frame',
      frame: {
        opcode: spec.opcode,
        fin: spec.fin ?? true,
        rsv: spec.rsv ?? 0,
        masked: spec.masked,
        length: Number(spec.declaredLength ?? payload.length),
        header: frameHeader(spec, spec.maskingKey!).toString('hex'),
      },
      octets: payload,
    })
    return encodeFrame(spec)
  }

  send(frame: OutgoingFrame): Promise<void> {
    return this.write(this.encode(frame))
  }

  /** The octets of a message, compressed where that was agreed. Calls must not overlap. */
  async encodeMessage(message: OutgoingMessage): Promise<Buffer> {
    const payload = this.#deflater ? await this.#deflater.deflate(message.payload) : message.payload
    const frames = messageFrames({ ...message, payload }, this.#deflater !== undefined)
    return Buffer.concat(frames.map((frame) => this.encode(frame)))
  }

  /** Half-closes TCP. */
  end(): void {
    if (!this.socket.writableEnded) this.socket.end()
  }

  /** Resets TCP; below TLS, where Node cannot reset, TCP ends without the alert that would announce it. */
  reset(): void {
    if (this.socket instanceof TLSSocket) this.socket.destroy()
    else this.socket.resetAndDestroy()
  }

  /** Drops TCP and frees zlib. */
  destroy(): void {
    this.socket.destroy()
    this.#deflater?.close()
    this.#inflater?.close()
  }

  #admit(header: ReceivedHeader): boolean {
    const expected = { masked: this.role === 'server', deflate: this.deflateAgreed }
    const fault = headerFault(header, expected, this.#inMessage)
    if (fault) {
      this.log.add({ from: 'peer', kind: 'frame', frame: { ...summary(header) } })
      this.#queue(() => this.#fail(fault))
      return false
    }
    if (header.opcode < 8) this.#inMessage = !header.fin
    return true
  }

  #onData(chunk: Buffer): void {
    this.receivedOctets += chunk.length
    for (const frame of this.#reader.push(chunk)) {
      this.log.add({ from: 'peer', kind: 'frame', frame: summary(frame), octets: frame.payload })
      this.#queue(() => this.#onFrame(frame))
    }
  }

  #onEnd(error: string | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.log.note('peer', error ? `TCP connection lost (${error})` : 'TCP connection ended')
    this.#queue(() => {
      this.onEvent({ kind: 'end', error })
    })
  }

  #queue(task: () => void | Promise<void>): void {
    this.#tail = this.#tail.then(task).catch((error: Error) => {
      this.#fail({ rule: `the tester could not go on: ${error.message}`, closeCode: 1002 })
    })
  }

  #fail(fault: PeerFault): void {
    this.#faulty = true
    this.log.note('tester', `peer at fault: ${fault.rule}`)
    this.onEvent({ kind: 'fault', fault })
  }

  async #onFrame(frame: ReceivedFrame): Promise<void> {
    if (frame.opcode === Opcode.ping) return this.onEvent({ kind: 'ping', payload: frame.payload })
    if (frame.opcode === Opcode.pong) return this.onEvent({ kind: 'pong', payload: frame.payload })
    if (frame.opcode === Opcode.close) return this.onEvent({ kind: 'close', close: readClose(frame) })
    if (this.#faulty) return
    if (frame.opcode !== Opcode.continuation) {
      const type = frame.opcode === Opcode.text ? 'text' : 'binary'
      this.#message = { type, compressed: (frame.rsv & Rsv.rsv1) !== 0, pieces: [] }
    }
    this.#message!.pieces.push(frame.payload)
    if (frame.fin) await this.#onMessage()
  }

  async #onMessage(): Promise<void> {
    const { type, compressed, pieces } = this.#message!
    this.#message = undefined
    let payload = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    if (compressed) {
      try {
        payload = await this.#inflater!.inflate(payload)
      } catch (error) {
        if (!(error instanceof InflateFailure)) throw error
        return this.#fail({ rule: `compressed message ${error.message} (RFC 7692 §7.2.2)`, closeCode: 1007 })
      }
    }
    if (type === 'text' && !isUtf8(payload)) return this.#fail(invalidText)
    this.onEvent({ kind: 'message', type, payload, frames: pieces.length, compressed })
  }
}

function summary(header: ReceivedHeader) {
  const { opcode, fin, rsv, masked, length } = header
  return { opcode, fin, rsv, masked, length: Number(length), header: header.header.toString('hex') }
}
