/** `WebSocketFrame`: one frame as an object, for users who compose frames or take fragments. Bytes are the engine's. */

import {
  FIN,
  Flow,
  FrameDecoder,
  type FrameHandler,
  type FrameHeader,
  frameHeaderSize,
  isControl,
  maskInPlace,
  Opcode,
  RSV1,
  type Violation,
  type ViolationDetail,
  writeFrameHeader,
} from '@rosetta-ws/engine'
import { nodePlatform } from '@rosetta-ws/engine/node'
import type { BufferList } from './buffer-list.js'
import type { ConnectionConfig } from './config.js'
import { dismissalFor } from './errors.js'
import { es5Class } from './es5-class.js'

const RSV2 = 0x20
const RSV3 = 0x10
const OPCODE_BITS = 0x0f
const MASK_BIT = 0x80
const MASKING_KEY_BYTES = 4
const empty = Buffer.alloc(0)

/** The values of `parseState`. */
const ParseState = { Header: 1, Payload: 5, Complete: 6 } as const

class WebSocketFrameMethods {
  declare maskBytes: Buffer
  declare frameHeader: Buffer
  declare config: ConnectionConfig
  declare maxReceivedFrameSize: number | undefined
  declare protocolError: boolean
  declare frameTooLarge: boolean
  declare invalidCloseFrameLength: boolean
  declare parseState: number
  declare closeStatus: number
  declare fin: boolean | undefined
  declare rsv1: boolean | undefined
  declare rsv2: boolean | undefined
  declare rsv3: boolean | undefined
  declare mask: boolean | undefined
  declare opcode: number | undefined
  declare length: number | undefined
  declare binaryPayload: Buffer | null | undefined
  declare dropReason: string | undefined
  /** @internal */
  declare _reader: FrameReader | undefined

  /** Reads this frame from the start of a list; returns whether it is complete, or refused. */
  addData(bufferList: BufferList): boolean {
    if (this._reader === undefined) {
      Object.defineProperty(this, '_reader', { value: new FrameReader(this), configurable: true })
    }
    return (this._reader as FrameReader).read(bufferList)
  }

  /** Drops what is left of a refused frame; returns whether all of it has come. */
  throwAwayPayload(bufferList: BufferList): boolean {
    const length = this.length ?? 0
    if (bufferList.length < length) return false
    bufferList.advance(length)
    this.parseState = ParseState.Complete
    return true
  }

  /** The bytes of this frame. @param nullMask whether a masked frame is masked with zeros */
  toBuffer(nullMask?: boolean): Buffer {
    this.length = frameLength(this)
    const payload = framePayload(this)
    const masked = Boolean(this.mask)
    const key = masked && !nullMask ? nodePlatform.maskingKey() : 0
    const bytes = Buffer.allocUnsafe(frameHeaderSize(payload.length, masked) + payload.length)
    const start = writeFrameHeader(bytes, 0, firstByte(this), payload.length, masked, key)
    payload.copy(bytes, start)
    if (masked) maskInPlace(bytes, start, bytes.length, key)
    return bytes
  }

  toString(): string {
    const { opcode, fin, length, binaryPayload, mask } = this
    return `Opcode: ${opcode}, fin: ${fin}, length: ${length}, hasPayload: ${Boolean(binaryPayload)}, masked: ${mask}`
  }
}

export const WebSocketFrame = es5Class<
  WebSocketFrameMethods,
  [maskBytes?: Buffer, frameHeader?: Buffer, config?: ConnectionConfig]
>({
  name: 'WebSocketFrame',
  length: 3,
  methods: WebSocketFrameMethods,
  initialise: (frame, maskBytes, frameHeader, config) => {
    frame.maskBytes = maskBytes as Buffer
    frame.frameHeader = frameHeader as Buffer
    frame.config = config as ConnectionConfig
    frame.maxReceivedFrameSize = (config as ConnectionConfig).maxReceivedFrameSize
    frame.protocolError = false
    frame.frameTooLarge = false
    frame.invalidCloseFrameLength = false
    frame.parseState = ParseState.Header
    frame.closeStatus = -1
  },
})
export type WebSocketFrame = WebSocketFrameMethods

/** FIN, RSV bits and opcode of a frame as they go out. */
export function firstByte({ fin, rsv1, rsv2, rsv3, opcode }: WebSocketFrame): number {
  return (
    (fin ? FIN : 0) | (rsv1 ? RSV1 : 0) | (rsv2 ? RSV2 : 0) | (rsv3 ? RSV3 : 0) | ((opcode as number) & OPCODE_BITS)
  )
}

/** The payload's bytes as they go out. */
export function frameLength({ opcode, binaryPayload }: WebSocketFrame): number {
  const { length } = binaryPayload ?? empty
  return opcode === Opcode.Close ? length + 2 : length
}

/** The payload of a frame as it goes out: of a Close frame, the status code and then `binaryPayload`. */
export function framePayload({ opcode, closeStatus, binaryPayload }: WebSocketFrame): Buffer {
  const payload = binaryPayload ?? empty
  if (opcode !== Opcode.Close) return payload
  const body = Buffer.allocUnsafe(2 + payload.length)
  body.writeUInt16BE(closeStatus, 0)
  payload.copy(body, 2)
  return body
}

/** Sets a frame's members to those of one that was received. The payload is unmasked. */
export function fillFrame(frame: WebSocketFrame, header: FrameHeader, payload: Buffer): void {
  setHeader(frame, header)
  setPayload(frame, payload)
}

function setHeader(frame: WebSocketFrame, { fin, rsv1, masked, opcode, length }: FrameHeader): void {
  frame.fin = fin
  frame.rsv1 = rsv1
  frame.rsv2 = false
  frame.rsv3 = false
  frame.mask = masked
  frame.opcode = opcode
  frame.length = length
  if (frame.frameHeader) writeFrameHeader(frame.frameHeader, 0, firstByte(frame), length, false, 0)
  if (frame.frameHeader && masked) frame.frameHeader[1] |= MASK_BIT
}

function setPayload(frame: WebSocketFrame, payload: Buffer): void {
  frame.parseState = ParseState.Complete
  if (frame.opcode !== Opcode.Close) {
    frame.binaryPayload = payload
    return
  }
  frame.invalidCloseFrameLength = payload.length === 1
  if (payload.length >= 2) frame.closeStatus = payload.readUInt16BE(0)
  frame.binaryPayload = payload.subarray(2)
}

/** Feeds a decoder with the bytes of one frame, and no more. */
class FrameReader implements FrameHandler {
  private readonly decoder: FrameDecoder
  private missing = -1
  private hasBegun = false
  private payload: Buffer[] = []
  private settled = false

  constructor(private readonly frame: WebSocketFrame) {
    this.decoder = new FrameDecoder({ masked: null, rsv1Allowed: true, tolerateLongLength: true }, this)
  }

  read(list: BufferList): boolean {
    while (!this.settled && this.missing !== 0 && list.length > 0) {
      // A header is at most 14 bytes, and one byte more could be another frame's.
      const size = this.missing < 0 ? 1 : Math.min(this.missing, list.length)
      const bytes = Buffer.from(list.take(size) as Buffer)
      if (!this.hasBegun) this.begin(bytes[0])
      list.advance(size)
      if (this.missing > 0) this.missing -= size
      this.decoder.consume(bytes)
    }
    return this.settled
  }

  /** Lets a frame through wherever in a message it stands. */
  private begin(byte: number): void {
    this.hasBegun = true
    this.decoder.expectation.insideMessage = (byte & OPCODE_BITS) === Opcode.Continuation
  }

  onFrameStart(header: FrameHeader): Flow {
    const { frame } = this
    setHeader(frame, header)
    // A header is announced once its length is known, which is before its masking key.
    this.missing = header.length + (header.masked ? MASKING_KEY_BYTES : 0)
    if (frame.maxReceivedFrameSize !== undefined && header.length > frame.maxReceivedFrameSize) {
      this.refuse('frameTooLarge', header.length)
      frame.frameTooLarge = true
      frame.parseState = ParseState.Payload
      return Flow.Stop
    }
    return Flow.Continue
  }

  onFrame(_header: FrameHeader, chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow {
    const payload = Buffer.from(chunk.subarray(start, end))
    maskInPlace(payload, 0, payload.length, maskingKey)
    this.complete(payload)
    return Flow.Stop
  }

  onFramePiece(
    _header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    const piece = Buffer.from(chunk.subarray(start, end))
    maskInPlace(piece, 0, piece.length, maskingKey)
    this.payload.push(piece)
    if (last) this.complete(Buffer.concat(this.payload))
    return last ? Flow.Stop : Flow.Continue
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.refuse(violation, detail)
    this.frame.protocolError = true
  }

  private complete(payload: Buffer): void {
    setPayload(this.frame, payload)
    this.settled = true
  }

  private refuse(violation: Violation, detail: ViolationDetail): void {
    this.frame.dropReason = dismissalFor(violation, detail).description
    this.settled = true
  }
}

/** A control frame's header as the engine does not report it. */
export function controlHeader(opcode: number, length: number, masked: boolean): FrameHeader {
  return { fin: isControl(opcode), rsv1: false, opcode, masked, length }
}
