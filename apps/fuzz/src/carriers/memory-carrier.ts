/** A carrier without a network: quick, and the same for the same seed. */

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type Carrier, type Reader, STUCK_AFTER } from './carrier.js'

/** A stream with the members of a socket that the facades use. */
class MemorySocket extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  bytesRead = 0
  readonly written: Buffer[] = []
  writtenBytes = 0
  isCut = false
  /** Ends the write that a stuck peer does not take. */
  private cancel: ((error: Error) => void) | null = null

  constructor(
    private readonly reader: Reader,
    allowHalfOpen: boolean,
  ) {
    super({ allowHalfOpen })
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    // The writer may use its memory again once this is done.
    this.written.push(Buffer.from(chunk))
    this.writtenBytes += chunk.length
    if (this.reader === 'quick') done()
    else if (this.reader === 'slow' || this.writtenBytes < STUCK_AFTER) setImmediate(done)
    else this.cancel = done
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.isCut = this.writableLength > 0
    // As a socket does to a write that is under way.
    this.cancel?.(Object.assign(new Error('write ECANCELED'), { code: 'ECANCELED', syscall: 'write' }))
    done(error)
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', this.destroy)
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

export class MemoryCarrier implements Carrier {
  readonly near: Socket
  private readonly socket: MemorySocket

  /** @param allowHalfOpen as an HTTP server has it, and a client has not */
  constructor(reader: Reader, allowHalfOpen: boolean) {
    this.socket = new MemorySocket(reader, allowHalfOpen)
    this.near = this.socket as unknown as Socket
  }

  get received(): Buffer {
    return Buffer.concat(this.socket.written)
  }

  get mayBeCut(): boolean {
    return this.socket.isCut
  }

  send(chunk: Buffer): void {
    if (this.socket.destroyed || this.socket.readableEnded) return
    this.socket.bytesRead += chunk.length
    this.socket.push(chunk)
  }

  end(): void {
    if (!this.socket.destroyed) this.socket.push(null)
  }

  reset(): void {
    this.socket.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' }))
  }

  async dispose(): Promise<void> {
    this.socket.destroy()
  }
}
