/** A carrier over the loopback interface, with the timing of real sockets. */

import type { Socket } from 'node:net'
import { type TcpPair, tcpPair } from '../../../../packages/engine/test/instruments/tcp-pair.js'
import { type Carrier, type Reader, STUCK_AFTER } from './carrier.js'

export class SocketCarrier implements Carrier {
  /** What a socket has not taken when it is destroyed is lost. */
  readonly mayBeCut = true
  private bytes = 0

  static async open(reader: Reader): Promise<SocketCarrier> {
    return new SocketCarrier(await tcpPair(), reader)
  }

  private constructor(
    private readonly pair: TcpPair,
    reader: Reader,
  ) {
    const { far } = pair
    if (reader === 'quick') return
    far.on('data', ({ length }: Buffer) => {
      this.bytes += length
      far.pause()
      if (reader === 'slow' || this.bytes < STUCK_AFTER) setImmediate(() => far.resume())
    })
  }

  get near(): Socket {
    return this.pair.near
  }

  get received(): Buffer {
    return Buffer.concat(this.pair.received)
  }

  send(chunk: Buffer): void {
    if (this.pair.far.writable) this.pair.far.write(chunk)
  }

  end(): void {
    this.pair.far.end()
  }

  reset(): void {
    this.pair.far.resetAndDestroy()
  }

  async dispose(): Promise<void> {
    await this.pair[Symbol.asyncDispose]()
  }
}
