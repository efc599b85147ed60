/** The exported `Receiver`: a stream of bytes in, messages out, by the engine's decoder and assembler. */

import { Writable } from 'node:stream'
import {
  CloseCode,
  checkClosePayload,
  closeCodeOf,
  Flow,
  FrameDecoder,
  MessageAssembler,
  type MessageData,
  type MessageHandler,
  Opcode,
  type Violation,
  type ViolationDetail,
} from '@rosetta-ws/engine'
import { nodePlatform } from '@rosetta-ws/engine/node'
import { errorOf } from './errors.js'
import { emptyBuffer, toArrayBuffer } from './payload.js'
import { PerMessageDeflate } from './permessage-deflate.js'
import { policyOf } from './policy.js'

export type BinaryType = 'nodebuffer' | 'arraybuffer' | 'fragments' | 'blob'

export interface ReceiverOptions {
  allowSynchronousEvents?: boolean
  binaryType?: BinaryType
  extensions?: Record<string, PerMessageDeflate>
  isServer?: boolean
  maxBufferedChunks?: number
  maxFragments?: number
  maxPayload?: number
  skipUTF8Validation?: boolean
}

/** Brings a binary message into the form that a user asked for, be it while the message came. */
export function toBinaryType(data: MessageData, type: BinaryType): unknown {
  if (type === 'fragments') return Array.isArray(data) ? data : [data]
  const bytes = (Array.isArray(data) ? Buffer.concat(data) : data) as Uint8Array<ArrayBuffer>
  if (type === 'nodebuffer') return bytes
  return type === 'arraybuffer' ? toArrayBuffer(bytes) : new Blob([bytes])
}

/** The original's numbers for what a receiver is doing, as far as they can be told apart here. */
const ReceiverState = { GetInfo: 0, Inflating: 5, DeferEvent: 6 } as const

type WriteCallback = (error?: Error | null) => void

export class Receiver extends Writable implements MessageHandler {
  _binaryType: BinaryType
  readonly _extensions: Record<string, PerMessageDeflate>
  readonly _isServer: boolean
  readonly _allowSynchronousEvents: boolean
  readonly _maxBufferedChunks: number
  readonly _maxFragments: number
  readonly _maxPayload: number
  readonly _skipUTF8Validation: boolean
  readonly #decoder: FrameDecoder
  readonly #assembler: MessageAssembler
  #written: WriteCallback | null = null
  #error: Error | null = null

  constructor(options: ReceiverOptions = {}) {
    super()
    this._allowSynchronousEvents = options.allowSynchronousEvents !== undefined ? options.allowSynchronousEvents : true
    this._binaryType = options.binaryType || 'nodebuffer'
    this._extensions = options.extensions || {}
    this._isServer = Boolean(options.isServer)
    this._maxBufferedChunks = (options.maxBufferedChunks as number) | 0
    this._maxFragments = (options.maxFragments as number) | 0
    this._maxPayload = (options.maxPayload as number) | 0
    this._skipUTF8Validation = Boolean(options.skipUTF8Validation)
    const policy = policyOf(options, false, 0)
    const deflate = this._extensions[PerMessageDeflate.extensionName]
    this.#assembler = new MessageAssembler(policy, nodePlatform, deflate ? deflate.codecs.inflater : null, this)
    this.#assembler.keepsFragments = this._binaryType === 'fragments'
    this.#decoder = new FrameDecoder(
      { masked: this._isServer, rsv1Allowed: deflate !== undefined, tolerateLongLength: policy.tolerateLongLength },
      this.#assembler,
    )
  }

  /** The original's number for what it is doing. */
  get _state(): number {
    if (this.#written === null) return ReceiverState.GetInfo
    return this.#assembler.isInflating ? ReceiverState.Inflating : ReceiverState.DeferEvent
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: WriteCallback): void {
    if (this.#decoder.isStopped) {
      callback()
      return
    }
    this.#decoder.consume(chunk)
    this.#settle(callback)
  }

  onMessage(data: MessageData, isBinary: boolean): Flow {
    return this.#report('message', isBinary ? toBinaryType(data, this._binaryType) : data, isBinary)
  }

  /** Never called: the policy delivers whole messages. */
  onFragment(): Flow {
    return Flow.Continue
  }

  /** Never called: the policy delivers whole messages. */
  onPiece(): Flow {
    return Flow.Continue
  }

  onControlFrame(opcode: number, payload: Uint8Array): Flow {
    if (opcode !== Opcode.Close) return this.#report(opcode === Opcode.Ping ? 'ping' : 'pong', payload)
    const isUtf8 = (bytes: Uint8Array, from: number): boolean =>
      this._skipUTF8Validation || nodePlatform.text.isUtf8(bytes, from, bytes.length)
    const violation = checkClosePayload(payload, isUtf8)
    if (violation !== null) {
      this.onViolation(violation, closeCodeOf(payload))
      return Flow.Stop
    }
    const code = closeCodeOf(payload)
    this.emit('conclude', code, code === CloseCode.NoStatus ? emptyBuffer : payload.subarray(2))
    this.end()
    return Flow.Stop
  }

  onViolation(violation: Violation, detail?: ViolationDetail): void {
    this.#error = errorOf(violation, detail)
  }

  onReady(): void {
    this.#decoder.resume()
    const callback = this.#written
    this.#written = null
    if (callback !== null) this.#settle(callback)
  }

  #report(event: string, ...values: unknown[]): Flow {
    if (this._allowSynchronousEvents) {
      this.emit(event, ...values)
      return Flow.Continue
    }
    setImmediate(() => {
      this.emit(event, ...values)
      this.onReady()
    })
    return Flow.Suspend
  }

  #settle(callback: WriteCallback): void {
    if (this.#decoder.isSuspended) this.#written = callback
    else callback(this.#error)
  }
}
