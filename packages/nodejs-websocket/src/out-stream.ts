/** The class `OutStream`: a binary message that is being sent, as a `Writable`. Framing and masking are the engine's. */

import { Writable } from 'node:stream'
import { CloseCode } from '@rosetta-ws/engine'
import type { Connection } from './connection.js'

export class OutStream extends Writable {
  readonly connection: Connection
  /** Bytes that are gathered before a frame is sent. */
  readonly minSize: number
  private parts: Uint8Array[] = []
  private gathered = 0
  private hasSent = false

  constructor(connection: Connection, minSize: number) {
    super()
    this.connection = connection
    this.minSize = minSize
    this.once('finish', this.finishMessage)
  }

  override _write(chunk: Buffer, _encoding: string, callback: () => void): void {
    const size = this.gathered + chunk.length
    if (size < this.minSize) {
      // The writer may use its memory again after the callback.
      this.parts.push(Buffer.from(chunk))
      this.gathered = size
      callback()
      return
    }
    this.hasSent = true
    const payload = this.gathered === 0 ? chunk : this.take(chunk)
    this.connection._sendFragment(payload, false, () => callback())
  }

  /** A stream that is given up has no last frame: the peer must not take what it has for the whole message. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const { connection } = this
    if (connection.outStream === this) {
      connection.outStream = null
      // What has ended needs no other end, which would be told again.
      if (this.hasSent && connection.readyState === connection.OPEN) connection.close(CloseCode.InternalError)
    }
    callback(error)
  }

  /** Sends what is left, which may be nothing, as the last frame. */
  private readonly finishMessage = (): void => {
    const { connection } = this
    connection._sendFragment(this.take(), true)
    if (connection.outStream === this) connection.outStream = null
  }

  private take(...more: Uint8Array[]): Uint8Array {
    const { parts } = this
    this.parts = []
    this.gathered = 0
    return parts.length === 1 && more.length === 0 ? (parts[0] as Uint8Array) : Buffer.concat([...parts, ...more])
  }
}
