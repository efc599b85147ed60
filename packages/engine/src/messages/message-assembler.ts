/**
 * Joins data frames to messages: inflating, limits, UTF-8. It does not answer anything: closing and pongs are for its
 * handler.
 *
 * What goes which way:
 * - a message of one whole frame that is not compressed is a span of the chunk (no state is touched);
 * - other uncompressed messages are joined in `message`;
 * - a frame that is compressed, or delivered by itself, is joined in `frame`, inflated, and then joined in `message`.
 */

import type { InflateReceiver, Inflater } from '../extensions/codec.js'
import { Flow } from '../frames/flow.js'
import type { FrameHandler, FrameHeader } from '../frames/frame-handler.js'
import { copyMasked, maskInPlace } from '../frames/masking.js'
import type { Platform } from '../platform.js'
import { isControl, Opcode } from '../rfc/opcode.js'
import type { Violation, ViolationDetail } from '../rfc/violation.js'
import { ByteAccumulator, UNKNOWN } from './byte-accumulator.js'
import type { MessageData, MessageHandler } from './message-handler.js'
import { Utf8Validator } from './utf8-validator.js'

/**
 * How a message reaches the handler: whole, frame by frame, or as its bytes come. By fragments and by pieces no limit of
 * messages holds, and by pieces nothing is gathered but a compressed frame.
 */
export type MessageUnit = 'message' | 'fragment' | 'piece'

export interface AssemblerPolicy {
  /** Bytes in one frame as declared; 0 for no limit. */
  readonly maxFrameBytes: number
  /** Bytes in one message, before and after inflating; 0 for no limit. */
  readonly maxMessageBytes: number
  /** Data frames in one message, empty ones included; 0 for no limit. */
  readonly maxFragments: number
  /** Pieces that one frame may come in; 0 for no limit. */
  readonly maxChunksPerFrame: number
  /** Whether text is taken as it comes. */
  readonly skipUtf8Validation: boolean
  /** Whether a text message is handed over as a string or as its bytes. */
  readonly textAs: 'string' | 'bytes'
  readonly textUnit: MessageUnit
  readonly binaryUnit: MessageUnit
  /** Bytes from which on a frame is passed on in pieces, where that is the unit: shorter ones are gathered. */
  readonly piecesFrom: number
}

/** No message is open. */
const NONE = -1

export class MessageAssembler implements FrameHandler, InflateReceiver {
  /** Whether a binary message is handed over as the payloads of its frames. Takes effect with the next message. */
  keepsFragments = false

  /** The opcode of the message at hand, or `NONE`. */
  private type = NONE
  private compressed = false
  private byFragment = false
  private byPiece = false
  private joinsFragments = true
  private frames = 0
  private declaredBytes = 0
  private inflatedBytes = 0
  private chunks = 0
  private checksText = false

  private frame: ByteAccumulator | null = null
  private message: ByteAccumulator | null = null
  private fragments: Uint8Array[] | null = null
  private validator: Utf8Validator | null = null
  private control: Uint8Array | null = null
  private controlLength = 0

  /** The frame that is being inflated, or null. */
  private inflating: FrameHeader | null = null
  private waiting = false
  private flow: Flow = Flow.Continue

  constructor(
    private policy: AssemblerPolicy,
    private readonly platform: Platform,
    private inflater: Inflater | null,
    private handler: MessageHandler,
  ) {}

  /** Joins the frames of another stream from now on. Call it only between messages, and not while `isInflating`. */
  serve(policy: AssemblerPolicy, inflater: Inflater | null, handler: MessageHandler): void {
    this.policy = policy
    this.inflater = inflater
    this.handler = handler
  }

  /** Whether an inflater holds the flow. */
  get isInflating(): boolean {
    return this.waiting
  }

  /** The data frames of the message at hand so far. */
  get frameCount(): number {
    return this.frames
  }

  onFrameStart(header: FrameHeader): Flow {
    this.chunks = 0
    if (isControl(header.opcode)) return Flow.Continue
    const { policy } = this
    if (header.opcode !== Opcode.Continuation) this.begin(header)
    this.frames++
    this.declaredBytes += header.length
    if (policy.maxFrameBytes > 0 && header.length > policy.maxFrameBytes) {
      return this.fail('frameTooLarge', header.length)
    }
    if (policy.maxMessageBytes > 0 && this.declaredBytes > policy.maxMessageBytes && this.isMessageHeld) {
      return this.fail('messageTooLarge', this.declaredBytes)
    }
    if (policy.maxFragments > 0 && this.frames > policy.maxFragments && this.isMessageHeld) {
      return this.fail('tooManyFragments')
    }
    return Flow.Continue
  }

  onFrame(header: FrameHeader, chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow {
    const { bytes } = this.platform
    if (isControl(header.opcode)) {
      return this.handler.onControlFrame(header.opcode, bytes.keep(chunk, start, end, maskingKey))
    }
    if (header.fin && this.frames === 1 && !this.compressed && this.isMessageHeld && this.joinsFragments) {
      return this.deliverSpan(chunk, start, end, maskingKey)
    }
    if (this.compressed) {
      maskInPlace(chunk, start, end, maskingKey)
      return this.inflate(header, bytes.view(chunk, start, end))
    }
    if (!this.isMessageHeld || !this.joinsFragments) {
      const payload = bytes.keep(chunk, start, end, maskingKey)
      if (this.checksText && !this.validate(payload, 0, payload.length)) return this.fail('invalidUtf8')
      return this.endFrame(header, payload)
    }
    if (!this.gather(this.joined(), chunk, start, end, maskingKey, header.fin ? 0 : UNKNOWN))
      return this.fail('invalidUtf8')
    return this.endFrame(header, null)
  }

  onFramePiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    if (isControl(header.opcode)) return this.addControlPiece(header, chunk, start, end, maskingKey, last)
    if (this.byPiece && !this.compressed && header.length >= this.policy.piecesFrom) {
      return this.passPiece(header, chunk, start, end, maskingKey, last)
    }
    const { maxChunksPerFrame } = this.policy
    if (maxChunksPerFrame > 0 && this.chunks >= maxChunksPerFrame) return this.fail('tooManyChunks')
    this.chunks++
    const separate = this.compressed || !this.isMessageHeld || !this.joinsFragments
    const target = separate ? this.joinedFrame() : this.joined()
    const arrived = separate ? target.length : target.length - (this.declaredBytes - header.length)
    const toCome = separate || header.fin ? header.length - arrived - (end - start) : UNKNOWN
    if (!this.gather(target, chunk, start, end, maskingKey, toCome)) return this.fail('invalidUtf8')
    if (!last) return Flow.Continue
    if (this.compressed) return this.inflate(header, target.take())
    return this.endFrame(header, separate ? target.take() : null)
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.release()
    this.handler.onViolation(violation, detail)
  }

  onInflated(output: Uint8Array): void {
    this.endInflating(output, null)
  }

  onInflateError(error: Error): void {
    this.endInflating(null, 'inflateFailed', error)
  }

  onInflateLimit(): void {
    this.endInflating(null, 'messageTooLarge')
  }

  /** Frees what is held of an unfinished message. */
  release(): void {
    this.type = NONE
    this.inflating = null
    this.frame = null
    this.message = null
    this.fragments = null
  }

  /** Whether the message at hand is gathered here. */
  private get isMessageHeld(): boolean {
    return !this.byFragment && !this.byPiece
  }

  private begin(header: FrameHeader): void {
    const { policy } = this
    const isText = header.opcode === Opcode.Text
    const unit = isText ? policy.textUnit : policy.binaryUnit
    this.type = header.opcode
    this.compressed = header.rsv1
    this.byFragment = unit === 'fragment'
    this.byPiece = unit === 'piece'
    this.joinsFragments = isText || !this.keepsFragments
    this.checksText = isText && !policy.skipUtf8Validation
    this.frames = 0
    this.declaredBytes = 0
    this.inflatedBytes = 0
    if (this.validator !== null) this.validator.reset()
  }

  /** A message of one whole frame, uncompressed: the path of most messages. */
  private deliverSpan(chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow {
    const { bytes, text } = this.platform
    const isBinary = this.type === Opcode.Binary
    if (isBinary || this.policy.textAs === 'bytes') {
      const payload = bytes.keep(chunk, start, end, maskingKey)
      if (this.checksText && !text.isUtf8(payload, 0, payload.length)) return this.fail('invalidUtf8')
      return this.handler.onMessage(payload, isBinary)
    }
    maskInPlace(chunk, start, end, maskingKey)
    if (!this.checksText) return this.handler.onMessage(text.decode(chunk, start, end), false)
    const decoded = text.decodeChecked(chunk, start, end)
    return decoded === null ? this.fail('invalidUtf8') : this.handler.onMessage(decoded, false)
  }

  /** Hands on a part of a payload. */
  private passPiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    const payload = this.platform.bytes.keep(chunk, start, end, maskingKey)
    if (this.checksText && !this.validate(payload, 0, payload.length)) return this.fail('invalidUtf8')
    if (last) return this.endFrame(header, payload)
    return this.handler.onPiece(payload, this.type === Opcode.Binary, false)
  }

  private addControlPiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    if (this.control === null) {
      this.control = this.platform.bytes.allocate(header.length)
      this.controlLength = 0
    }
    copyMasked(chunk, start, end, this.control, this.controlLength, maskingKey)
    this.controlLength += end - start
    if (!last) return Flow.Continue
    const payload = this.control
    this.control = null
    return this.handler.onControlFrame(header.opcode, payload)
  }

  /** Inflates a frame; the flow waits if the answer does not come at once. */
  private inflate(header: FrameHeader, payload: Uint8Array): Flow {
    const { maxMessageBytes } = this.policy
    const held = this.isMessageHeld ? this.inflatedBytes : 0
    const left = maxMessageBytes > 0 ? maxMessageBytes - held || -1 : 0
    this.inflating = { ...header }
    this.flow = Flow.Continue
    const inflater = this.inflater as Inflater
    inflater.inflate(payload, header.fin, left, this)
    if (this.inflating === null) return this.flow
    this.waiting = true
    return Flow.Suspend
  }

  /** Takes the inflater's answer: its output, or why there is none. */
  private endInflating(output: Uint8Array | null, violation: Violation | null, detail?: ViolationDetail): void {
    const header = this.inflating
    if (header === null) return
    this.inflating = null
    try {
      this.flow = output === null ? this.fail(violation as Violation, detail) : this.endInflatedFrame(header, output)
    } catch (error) {
      // A listener threw: what waits behind is delivered in a later turn.
      if (this.waiting) this.platform.timers.defer(() => this.handler.onReady())
      this.waiting = false
      throw error
    }
    if (!this.waiting) return
    this.waiting = false
    this.handler.onReady()
  }

  private endInflatedFrame(header: FrameHeader, output: Uint8Array): Flow {
    this.inflatedBytes += output.length
    if (this.checksText && !this.validate(output, 0, output.length)) return this.fail('invalidUtf8')
    if (!this.isMessageHeld || !this.joinsFragments) return this.endFrame(header, output)
    if (header.fin && (this.message === null || this.message.length === 0)) return this.deliverBytes(output)
    this.joined().add(output, 0, output.length, 0, header.fin ? 0 : UNKNOWN)
    return this.endFrame(header, null)
  }

  /** A data frame is complete: `payload` holds it, or it was joined to the message. */
  private endFrame(header: FrameHeader, payload: Uint8Array | null): Flow {
    if (!this.isMessageHeld) {
      const isBinary = this.type === Opcode.Binary
      if (header.fin && !this.endText()) return this.fail('invalidUtf8')
      if (this.byPiece) return this.handler.onPiece(payload as Uint8Array, isBinary, header.fin)
      return this.handler.onFragment(header, payload as Uint8Array, isBinary)
    }
    if (payload !== null && !this.joinsFragments) {
      if (this.fragments === null) this.fragments = []
      // An empty fragment adds nothing to a list of payloads.
      if (payload.length > 0) this.fragments.push(payload)
    }
    if (!header.fin) return Flow.Continue
    if (!this.joinsFragments) {
      const fragments = this.fragments ?? []
      this.fragments = null
      return this.deliver(fragments)
    }
    return this.deliverBytes(this.joined().take())
  }

  private deliverBytes(bytes: Uint8Array): Flow {
    if (this.type === Opcode.Text) {
      if (!this.endText()) return this.fail('invalidUtf8')
      if (this.policy.textAs === 'string') return this.deliver(this.decode(bytes))
    }
    return this.deliver(bytes)
  }

  private decode(bytes: Uint8Array): string {
    const { text } = this.platform
    return this.checksText ? text.decodeValid(bytes, 0, bytes.length) : text.decode(bytes, 0, bytes.length)
  }

  private deliver(data: MessageData): Flow {
    const isBinary = this.type === Opcode.Binary
    this.type = NONE
    return this.handler.onMessage(data, isBinary)
  }

  /** Adds a span to what is joined; false if it is text and no UTF-8. */
  private gather(
    target: ByteAccumulator,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    toCome: number,
  ): boolean {
    if (!this.checksText || this.compressed) {
      target.add(chunk, start, end, maskingKey, toCome)
      return true
    }
    const at = target.append(chunk, start, end, maskingKey, toCome)
    return this.validate(target.bytes as Uint8Array, at, target.length)
  }

  private validate(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.validator === null) this.validator = new Utf8Validator(this.platform.text)
    return this.validator.push(bytes, start, end)
  }

  private endText(): boolean {
    return !this.checksText || this.validator === null || this.validator.isComplete
  }

  private fail(violation: Violation, detail?: ViolationDetail): Flow {
    this.release()
    this.handler.onViolation(violation, detail)
    return Flow.Stop
  }

  private joined(): ByteAccumulator {
    if (this.message === null) this.message = new ByteAccumulator(this.platform.bytes)
    return this.message
  }

  private joinedFrame(): ByteAccumulator {
    if (this.frame === null) this.frame = new ByteAccumulator(this.platform.bytes)
    return this.frame
  }
}
