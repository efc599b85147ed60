/** The exported `Sender`: frames onto a socket, by the engine's outbox. */

import type { Duplex } from 'node:stream'
import {
  type DeferredPayload,
  FIN,
  frameHeaderSize,
  maskInPlace,
  Opcode,
  Outbox,
  type Outgoing,
  type Payload,
  RSV1,
  SendFlag,
  writeFrameHeader,
} from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { droppedError, toPayload } from './payload.js'
import { PerMessageDeflate } from './permessage-deflate.js'

export interface FrameOptions {
  fin?: boolean
  generateMask?: (key: Buffer) => void
  mask?: boolean
  maskBuffer?: Buffer
  opcode?: number
  /** Whether the data must be left as it is. */
  readOnly?: boolean
  rsv1?: boolean
}

export interface SenderSendOptions {
  binary?: boolean
  compress?: boolean
  fin?: boolean
  mask?: boolean
}

type SendCallback = (error?: Error | null) => void

export type MaskGenerator = (key: Buffer) => void

/** A user's masking keys as the engine takes them. */
export function maskingKeySource(generateMask: MaskGenerator | undefined): (() => number) | null {
  if (!generateMask) return null
  const key = Buffer.alloc(4)
  return () => {
    generateMask(key)
    return key.readInt32LE(0)
  }
}

export class Sender {
  _extensions: Record<string, PerMessageDeflate>
  _socket: Duplex
  /** Set by an owner that wants to hear of payloads that could not be made ready. */
  onerror: (sender: Sender, error: Error) => void = () => {}
  /** Whose outbox it is: that of a connection is another when a second view of it is made. */
  #owner: { readonly outbox: Outgoing }
  #flush: () => void

  constructor(socket: Duplex, extensions?: Record<string, PerMessageDeflate>, generateMask?: MaskGenerator) {
    this._socket = socket
    this._extensions = extensions || {}
    const transport = new SocketTransport(socket)
    this.#flush = () => transport.flush()
    const deflate = this._extensions[PerMessageDeflate.extensionName]?.codecs ?? null
    const outbox = new Outbox({
      stream: transport,
      platform: nodePlatform,
      deflate,
      nextMaskingKey: maskingKeySource(generateMask) ?? nodePlatform.maskingKey,
      onSendError: (error) => this.onerror(this, error),
      droppedError,
    })
    this.#owner = { outbox }
  }

  /** @internal A sender over the outbox of a live connection. */
  static over(
    socket: Duplex,
    extensions: Record<string, PerMessageDeflate>,
    owner: { readonly outbox: Outgoing },
  ): Sender {
    const sender = new Sender(socket)
    sender._extensions = extensions
    sender.#owner = owner
    // The connection flushes by itself.
    sender.#flush = () => {}
    return sender
  }

  get _bufferedBytes(): number {
    return this.#owner.outbox.queuedBytes
  }

  get _state(): number {
    const { work } = this.#owner.outbox
    return work === null ? 0 : work === 'deflating' ? 1 : 2
  }

  /**
   * Builds one frame.
   *
   * @returns the header, and the payload (masked in place unless `readOnly`), or both in one buffer
   * @rfc 6455 §5.2
   */
  static frame(data: Buffer | string, options: FrameOptions): Buffer[] {
    const payload = typeof data === 'string' ? Buffer.from(data) : data
    const size = payload.length
    const masked = Boolean(options.mask)
    const first = (options.fin ? FIN : 0) | (options.rsv1 ? RSV1 : 0) | (options.opcode ?? 0)
    const key = masked ? frameKey(options) : 0
    const merges = masked && Boolean(options.readOnly) && key !== 0
    const headerSize = frameHeaderSize(size, masked)
    const target = Buffer.allocUnsafe(merges ? headerSize + size : headerSize)
    const at = writeFrameHeader(target, 0, first, size, masked, key)
    if (size === 0) return [target]
    if (!masked || key === 0) return [target, payload]
    if (!merges) {
      maskInPlace(payload, 0, size, key)
      return [target, payload]
    }
    target.set(payload, at)
    maskInPlace(target, at, at + size, key)
    return [target]
  }

  /** Sends a Close frame. @throws as `WebSocket#close` */
  close(code?: number, data?: string | Uint8Array, mask?: boolean, callback?: SendCallback): void {
    this.#owner.outbox.sendControl(Opcode.Close, closeBody(code, data), Boolean(mask), callback)
    this.#flush()
  }

  ping(data: unknown, mask?: boolean, callback?: SendCallback): void {
    this.#control(Opcode.Ping, data, mask, callback)
  }

  pong(data: unknown, mask?: boolean, callback?: SendCallback): void {
    this.#control(Opcode.Pong, data, mask, callback)
  }

  send(data: unknown, options: SenderSendOptions, callback?: SendCallback): void {
    const payload = toPayload(data)
    const flags =
      (options.fin ? SendFlag.Fin : 0) | (options.compress ? SendFlag.Compress : 0) | (options.mask ? SendFlag.Mask : 0)
    this.#owner.outbox.sendData(payload, options.binary ? Opcode.Binary : Opcode.Text, flags, callback)
    this.#flush()
  }

  /** Writes buffers that were built by `Sender.frame`. */
  sendFrame(list: readonly Buffer[], callback?: SendCallback): void {
    this.#owner.outbox.sendEncoded(list, callback)
    this.#flush()
  }

  #control(opcode: number, data: unknown, mask: boolean | undefined, callback: SendCallback | undefined): void {
    const payload = toPayload(data)
    checkControlSize(payload)
    this.#owner.outbox.sendControl(opcode, payload, Boolean(mask), callback)
    this.#flush()
  }
}

/** @throws RangeError for a payload that no control frame can carry @rfc 6455 §5.5 */
export function checkControlSize(payload: Payload | DeferredPayload): void {
  const size =
    typeof payload === 'string' ? Buffer.byteLength(payload) : 'read' in payload ? payload.size : payload.length
  if (size > 125) throw new RangeError('The data size must not be greater than 125 bytes')
}

function frameKey({ maskBuffer, generateMask }: FrameOptions): number {
  if (!generateMask) return nodePlatform.maskingKey()
  const key = maskBuffer ?? Buffer.alloc(4)
  generateMask(key)
  return key.readInt32LE(0)
}
