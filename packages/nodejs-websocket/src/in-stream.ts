/** The class `InStream`: a binary message that is being received, as a `Readable`. What fills it is not its concern. */

import { Readable } from 'node:stream'

export class InStream extends Readable {
  /** Called when the reader wants more, or has given up the stream. */
  _onRead: (() => void) | null = null

  /** @param highWaterMark bytes that may wait for the reader before the socket is stopped */
  constructor(highWaterMark?: number) {
    super(highWaterMark === undefined ? undefined : { highWaterMark })
  }

  override _read(): void {
    this._onRead?.()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this._onRead?.()
    callback(error)
  }

  /** Adds bytes. Returns false if the reader has enough. */
  addData(data: Uint8Array): boolean {
    return this.destroyed || this.push(data)
  }

  /** Adds a message that has come as a whole. */
  complete(payload: Uint8Array): void {
    this.addData(payload)
    this.end()
  }

  /** Ends the stream after what was added. */
  end(): void {
    if (!this.destroyed) this.push(null)
  }
}
Object.defineProperty(InStream, 'length', { value: 0, configurable: true })
