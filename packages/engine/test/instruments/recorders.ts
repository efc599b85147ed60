/** Handlers that write down each call as a line, so that two runs can be compared and a fixture can state what must come. */

import type { ConnectionHandler } from '../../src/connection/connection-handler.js'
import { Flow } from '../../src/frames/flow.js'
import type { FrameHandler, FrameHeader } from '../../src/frames/frame-handler.js'
import { copyMasked, maskInPlace } from '../../src/frames/masking.js'
import type { MessageData, MessageHandler } from '../../src/messages/message-handler.js'
import type { Violation, ViolationDetail } from '../../src/rfc/violation.js'

const OPCODES = [
  'continuation',
  'text',
  'binary',
  '3',
  '4',
  '5',
  '6',
  '7',
  'close',
  'ping',
  'pong',
  '11',
  '12',
  '13',
  '14',
  '15',
]

/** A payload as a line has it: hexadecimal, and from 40 bytes on its length and a sum of its bytes. */
export function show(bytes: Uint8Array): string {
  if (bytes.length === 0) return '-'
  if (bytes.length < 40) return Buffer.from(bytes).toString('hex')
  let sum = 7
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0
  return `${bytes.length} bytes #${(sum >>> 0).toString(16)}`
}

function showDetail(detail: ViolationDetail): string {
  return detail === undefined ? '' : typeof detail === 'number' ? ` ${detail}` : ` ${detail.constructor.name}`
}

export function showData(data: MessageData): string {
  if (typeof data === 'string') return data.length < 40 ? JSON.stringify(data) : `string of ${data.length}`
  return Array.isArray(data) ? `[${data.map(show).join(', ')}]` : show(data)
}

function showHeader({ fin, rsv1, opcode, masked, length }: FrameHeader): string {
  return `${OPCODES[opcode]}${fin ? ' fin' : ''}${rsv1 ? ' rsv1' : ''}${masked ? ' masked' : ''} ${length}`
}

/** Frames with their payloads joined, so that the log does not depend on where chunks end. */
export class FrameRecorder implements FrameHandler {
  readonly log: string[] = []
  /** What each call answers; asked after the call is logged. */
  answer: (line: string) => Flow = () => Flow.Continue
  private pieces: Uint8Array[] = []

  onFrameStart(header: FrameHeader): Flow {
    return this.note(`start ${showHeader(header)}`)
  }

  onFrame(header: FrameHeader, chunk: Uint8Array, start: number, end: number, maskingKey: number): Flow {
    maskInPlace(chunk, start, end, maskingKey)
    return this.note(`frame ${showHeader(header)} ${show(chunk.subarray(start, end))}`)
  }

  onFramePiece(
    header: FrameHeader,
    chunk: Uint8Array,
    start: number,
    end: number,
    maskingKey: number,
    last: boolean,
  ): Flow {
    const piece = new Uint8Array(end - start)
    copyMasked(chunk, start, end, piece, 0, maskingKey)
    this.pieces.push(piece)
    if (!last) return this.answer('piece')
    const payload = Buffer.concat(this.pieces)
    this.pieces = []
    return this.note(`frame ${showHeader(header)} ${show(payload)}`)
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.log.push(`violation ${violation}${showDetail(detail)}`)
  }

  private note(line: string): Flow {
    this.log.push(line)
    return this.answer(line)
  }
}

/** Joins pieces to a line for each message, since where they end depends on the chunks. */
class PieceJoiner {
  private parts: Uint8Array[] = []

  add(payload: Uint8Array, isBinary: boolean, isLast: boolean): string | null {
    this.parts.push(Uint8Array.from(payload))
    if (!isLast) return null
    const whole = Buffer.concat(this.parts)
    this.parts = []
    return `pieces ${isBinary ? 'binary' : 'text'} ${show(whole)}`
  }
}

/** What an assembler reports. */
export class MessageRecorder implements MessageHandler {
  readonly log: string[] = []
  readonly data: MessageData[] = []
  readies = 0
  answer: (line: string) => Flow = () => Flow.Continue

  onMessage(data: MessageData, isBinary: boolean): Flow {
    this.data.push(data)
    return this.note(`${isBinary ? 'binary' : 'text'} ${showData(data)}`)
  }

  onFragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): Flow {
    this.data.push(payload)
    return this.note(`fragment ${isBinary ? 'binary' : 'text'}${header.fin ? ' fin' : ''} ${show(payload)}`)
  }

  onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): Flow {
    this.data.push(payload)
    return this.note(`piece ${isBinary ? 'binary' : 'text'}${isLast ? ' last' : ''} ${show(payload)}`)
  }

  onControlFrame(opcode: number, payload: Uint8Array): Flow {
    return this.note(`${OPCODES[opcode]} ${show(payload)}`)
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.log.push(`violation ${violation}${showDetail(detail)}`)
  }

  onReady(): void {
    this.readies++
  }

  private note(line: string): Flow {
    this.log.push(line)
    return this.answer(line)
  }
}

/** What a connection reports. `on` runs in each call, after it is logged. */
export class ConnectionRecorder implements ConnectionHandler {
  readonly log: string[] = []
  readonly data: MessageData[] = []
  closes = 0
  on: (line: string) => void = () => {}
  private readonly pieces = new PieceJoiner()

  onMessage(data: MessageData, isBinary: boolean): void {
    this.data.push(data)
    this.note(`${isBinary ? 'binary' : 'text'} ${showData(data)}`)
  }

  onFragment(header: FrameHeader, payload: Uint8Array, isBinary: boolean): void {
    this.data.push(payload)
    this.note(`fragment ${isBinary ? 'binary' : 'text'}${header.fin ? ' fin' : ''} ${show(payload)}`)
  }

  onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): void {
    const line = this.pieces.add(payload, isBinary, isLast)
    if (line === null) this.on('piece')
    else this.note(line)
  }

  onPing(payload: Uint8Array): void {
    this.note(`ping ${show(payload)}`)
  }

  onPong(payload: Uint8Array): void {
    this.note(`pong ${show(payload)}`)
  }

  onPeerClose(code: number, reason: Uint8Array): void {
    this.note(`peerClose ${code} ${show(reason)}`)
  }

  onViolation(violation: Violation, detail: ViolationDetail): void {
    this.note(`violation ${violation}${showDetail(detail)}`)
  }

  onSendError(error: Error): void {
    this.note(`sendError ${error.message}`)
  }

  onTransportError(error: Error): void {
    this.note(`transportError ${error.message}`)
  }

  onEnding(): void {
    this.note('ending')
  }

  onCloseTimeout(): void {
    this.note('closeTimeout')
  }

  onDrain(): void {
    this.note('drain')
  }

  onClosed(code: number, reason: Uint8Array): void {
    this.closes++
    this.note(`closed ${code} ${show(reason)}`)
  }

  private note(line: string): void {
    this.log.push(line)
    this.on(line)
  }
}
