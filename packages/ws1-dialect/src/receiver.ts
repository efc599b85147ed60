/** The exported `Receiver`: frames out of chunks, by the engine's decoder and assembler. */

import {
  checkClosePayload,
  Flow,
  FrameDecoder,
  MessageAssembler,
  type MessageData,
  type MessageHandler,
  Opcode,
  type Violation,
  type ViolationDetail,
  violations,
} from '@rosetta-ws/engine'
import { nodePlatform } from '@rosetta-ws/engine/node'
import { violationText } from './errors.js'
import { policyOf } from './policy.js'

interface Flags {
  masked: boolean
  buffer: Buffer
}

export class Receiver implements MessageHandler {
  ontext: (data: string, flags: Flags) => void = () => {}
  onbinary: (data: Buffer, flags: Flags) => void = () => {}
  onclose: (code: number, data: string, flags: { masked: boolean }) => void = () => {}
  onping: (data: Buffer, flags: { masked: boolean; binary: true }) => void = () => {}
  onpong: (data: Buffer, flags: { masked: boolean; binary: true }) => void = () => {}
  onerror: (error: Error, code: number) => void = () => {}
  readonly #decoder: FrameDecoder
  readonly #maxPayload: number
  /** Whether the last frame was masked: a receiver reads those of both roles. */
  #masked = false

  /** @param maxPayload bytes of a message; 0 for no limit */
  constructor(_extensions?: unknown, maxPayload = 0) {
    this.#maxPayload = maxPayload
    const assembler = new MessageAssembler(policyOf(maxPayload), nodePlatform, null, this)
    this.#decoder = new FrameDecoder(
      { masked: null, rsv1Allowed: false, tolerateLongLength: true },
      {
        onFrameStart: (header) => {
          this.#masked = header.masked
          return assembler.onFrameStart(header)
        },
        onFrame: (...values) => assembler.onFrame(...values),
        onFramePiece: (...values) => assembler.onFramePiece(...values),
        onViolation: (...values) => assembler.onViolation(...values),
      },
    )
  }

  /** Takes the next chunk, and owns it. */
  add(data: Uint8Array): void {
    this.#decoder.consume(data)
  }

  /** Drops what is held. */
  cleanup(): void {
    this.#decoder.stop()
  }

  onMessage(data: MessageData, isBinary: boolean): Flow {
    const buffer = data as Buffer
    const masked = this.#masked
    if (isBinary) this.onbinary(buffer, { masked, buffer })
    else this.ontext(buffer.toString(), { masked, buffer })
    return Flow.Continue
  }

  onControlFrame(opcode: number, payload: Uint8Array): Flow {
    const masked = this.#masked
    if (opcode === Opcode.Close) return this.#onClose(payload as Buffer)
    const listener = opcode === Opcode.Ping ? this.onping : this.onpong
    listener.call(this, payload as Buffer, { masked, binary: true })
    return Flow.Continue
  }

  /** Never called: this policy joins fragments. */
  onFragment(): Flow {
    return Flow.Continue
  }

  /** Never called: this policy joins pieces. */
  onPiece(): Flow {
    return Flow.Continue
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.onerror(new Error(violationText(violation, detail, this.#maxPayload)), violations[violation].closeCode)
  }

  onReady(): void {
    this.#decoder.resume()
  }

  #onClose(body: Buffer): Flow {
    const violation = checkClosePayload(body, (bytes, from) => nodePlatform.text.isUtf8(bytes, from, bytes.length))
    if (violation !== null) this.onViolation(violation)
    else
      this.onclose(body.length === 0 ? 1000 : body.readUInt16BE(0), body.toString('utf8', 2), { masked: this.#masked })
    return Flow.Stop
  }
}
