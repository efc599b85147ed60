/** Two Node streams of which each reads what the other is written: a socket pair without a network. */

import { Duplex } from 'node:stream'

class Half extends Duplex {
  peer: Half | null = null
  /** Whether the other side takes no bytes. */
  isStuck = false
  private stuck: (() => void)[] = []
  private hasEndedPeer = false

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const pass = (): void => {
      // Chunks of a socket are memory of their own.
      this.peer?.push(Buffer.from(chunk))
      setImmediate(done)
    }
    if (this.isStuck) this.stuck.push(pass)
    else pass()
  }

  override _final(done: (error?: Error | null) => void): void {
    const pass = (): void => {
      this.endPeer()
      done()
    }
    if (this.isStuck) this.stuck.push(pass)
    else pass()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.endPeer()
    done(error)
  }

  /** The other side reads to the end of what was written. */
  private endPeer(): void {
    if (this.hasEndedPeer) return
    this.hasEndedPeer = true
    this.peer?.push(null)
  }

  unstick(): void {
    this.isStuck = false
    for (const pass of this.stuck.splice(0)) pass()
  }
}

export function duplexPair(): [Half, Half] {
  const left = new Half({ allowHalfOpen: true })
  const right = new Half({ allowHalfOpen: true })
  left.peer = right
  right.peer = left
  return [left, right]
}
